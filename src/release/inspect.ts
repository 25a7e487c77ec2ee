import type { CollectedDistribution, OnRead } from '../distributions/collect.ts';
import type { ContentsReader } from '../distributions/contents-threads.ts';
import { readSdistMembers } from '../distributions/sdist-contents.ts';
import type { WheelContents } from '../distributions/wheel-contents.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { error, type Finding } from '../preflight/finding.ts';
import { type Inspected, integrityFindings } from '../preflight/inspected.ts';
import { hasLicenseFiles } from '../preflight/license-files.ts';
import type { RenderReStructuredText } from '../preflight/description-rules.ts';

/** Whose rules count: PyPI's, with what renders a description there; null for those that hold on every index. */
export type RulesOf = { readonly render: RenderReStructuredText } | null;

/** All that is wrong with the files themselves, in their order. */
export async function inspectAll(
  files: readonly CollectedDistribution[],
  rules: RulesOf,
  reader: ContentsReader,
): Promise<readonly Finding[]> {
  const pypi = rules === null ? null : { ...rules, ...(await import('../preflight/pypi-rules.ts')) };
  const found = await Promise.all(
    files.map(async (file) => {
      const { inspected, broken } = await inspect(file, rules, reader);
      const ofPypi = pypi === null ? [] : await pypi.pypiFindings(inspected, pypi.render);
      return [...broken, ...integrityFindings(inspected), ...ofPypi];
    }),
  );
  return found.flat();
}

/** For `collect`: a wheel is read to its end while the next ones are opened and others are asked. */
export function beginReading(reader: ContentsReader): OnRead {
  return ({ kind, path }, size) => {
    if (kind === 'wheel') reader.contentsOf(path, size).catch(() => undefined);
  };
}

interface Inspection {
  readonly inspected: Inspected;
  /** Why it could not be read to its end. */
  readonly broken: readonly Finding[];
}

async function inspect(
  { distribution, size }: CollectedDistribution,
  rules: RulesOf,
  reader: ContentsReader,
): Promise<Inspection> {
  const nothing = { distribution, size, wheel: null, sdistMembers: null };
  try {
    const wheel: WheelContents | null =
      distribution.kind === 'wheel' ? await reader.contentsOf(distribution.path, size) : null;
    const wanted = rules !== null && wheel === null && hasLicenseFiles(distribution.metadata);
    const sdistMembers = wanted ? await readSdistMembers(distribution) : null;
    return { inspected: { ...nothing, wheel, sdistMembers }, broken: [] };
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof TypeError) throw thrown;
    const reason = thrown instanceof PysignError ? thrown.message : `it cannot be read to its end: ${reasonOf(thrown)}`;
    const broken = error('archive', distribution.filename, reason, 'build it anew: python -m build');
    return { inspected: nothing, broken: [{ ...broken, code: 'DISTRIBUTION_INVALID' }] };
  }
}
