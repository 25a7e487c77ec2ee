import type { Distribution } from '../distributions/distribution.ts';
import type { WheelContents } from '../distributions/wheel-contents.ts';
import { error, type Finding } from './finding.ts';

/** A distribution with all that its archive holds. */
export interface Inspected {
  readonly distribution: Distribution;
  /** Bytes. */
  readonly size: number;
  /** Null for an sdist, and for a wheel that could not be read to its end. */
  readonly wheel: WheelContents | null;
  /** Paths below the top folder of an sdist; null for a wheel, and where nothing depends on them. */
  readonly sdistMembers: ReadonlySet<string> | null;
}

/** The values of a field, by its lower-case header name. */
export function valuesOf({ distribution: { metadata } }: Inspected, name: string): readonly string[] {
  return metadata.fields.filter((field) => field.name === name && field.value.trim() !== '').map(({ value }) => value);
}

export function firstOf(file: Inspected, name: string): string | null {
  return valuesOf(file, name)[0] ?? null;
}

/** True for archives that are what they say, wherever they go: PEP 427. */
export function integrityFindings({ distribution: { filename }, wheel }: Inspected): readonly Finding[] {
  if (wheel === null) return [];
  const rebuild = 'build it anew: python -m build';
  return [
    ...wheel.recordFaults.map((fault) => error('record', filename, fault, rebuild)),
    ...(wheel.members.has(`${wheel.distInfo ?? ''}/WHEEL`)
      ? []
      : [error('wheel-file', filename, 'it has no WHEEL in its .dist-info', rebuild)]),
  ];
}
