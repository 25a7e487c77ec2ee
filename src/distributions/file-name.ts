import type { DistributionKind } from './distribution.ts';
import { invalidDistribution } from './invalid-distribution.ts';
import { isProjectName, normaliseProject } from './project-name.ts';
import { canonicalVersion, sameVersion } from './version.ts';

/** What a file name alone says; the archive's own metadata has the last word. */
export type DistributionName = WheelName | SdistName;

export interface WheelName {
  readonly kind: 'wheel';
  /** PEP 503 normalised. */
  readonly project: string;
  /** PEP 440 canonical. */
  readonly version: string;
  readonly build: string | null;
  readonly pythonTag: string;
  readonly abiTag: string;
  readonly platformTag: string;
}

interface SdistName {
  readonly kind: 'sdist';
  readonly project: string;
  readonly version: string;
}

const SDIST_ENDING = /\.(?:tar\.gz|zip)$/;

/** By the ending; null for everything that is no distribution. Not every `.zip` is one: an sdist ends in a version. */
export function distributionKind(filename: string): DistributionKind | null {
  if (filename.endsWith('.whl')) return 'wheel';
  if (filename.endsWith('.tar.gz')) return 'sdist';
  return filename.endsWith('.zip') && endsInVersion(sdistStem(filename)) ? 'sdist' : null;
}

function endsInVersion(stem: string): boolean {
  return stem.includes('-') && canonicalVersion(stem.slice(stem.lastIndexOf('-') + 1)) !== null;
}

/** @throws PysignError `DISTRIBUTION_INVALID` */
export function parseDistributionName(filename: string): DistributionName {
  const kind = distributionKind(filename);
  if (kind === null) throw invalidDistribution(filename, 'neither a wheel nor an sdist');
  return kind === 'wheel' ? parseWheelName(filename) : parseSdistName(filename);
}

/** PEP 427: `{name}-{version}(-{build})?-{python}-{abi}-{platform}.whl`. @throws PysignError `DISTRIBUTION_INVALID` */
export function parseWheelName(filename: string): WheelName {
  const parts = filename.replace(/\.whl$/, '').split('-');
  const [name = '', version = ''] = parts;
  const [pythonTag = '', abiTag = '', platformTag = ''] = parts.slice(-3);
  const build = parts.length === 6 ? (parts[2] ?? null) : null;
  if (parts.length !== 5 && parts.length !== 6)
    throw invalidDistribution(filename, 'the name of a wheel has five or six parts');
  if (build !== null && !/^\d/.test(build))
    throw invalidDistribution(filename, 'the build tag must start with a digit');
  const tags = [pythonTag, abiTag, platformTag];
  if (!tags.every((tag) => /^[\w.]+$/.test(tag)))
    throw invalidDistribution(filename, 'its compatibility tags are not valid');
  return { kind: 'wheel', ...identify(filename, name, version), build, pythonTag, abiTag, platformTag };
}

/**
 * PEP 625: `{name}-{version}.tar.gz`, and `.zip` before it. Older names have dashes on both sides; this takes the last one, so ask
 * {@link isSdistOf} where the metadata is at hand.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
function parseSdistName(filename: string): SdistName {
  const stem = sdistStem(filename);
  const dash = stem.lastIndexOf('-');
  if (dash < 0) throw invalidDistribution(filename, 'the name of an sdist is {name}-{version}.tar.gz');
  return { kind: 'sdist', ...identify(filename, stem.slice(0, dash), stem.slice(dash + 1)) };
}

/** True where one of the dashes parts the file name into this name and version, in any of their spellings. */
export function isSdistOf(filename: string, name: string, version: string): boolean {
  const parts = sdistStem(filename).split('-');
  return parts.some((_, dash) => {
    const before = parts.slice(0, dash).join('-');
    return normaliseProject(before) === normaliseProject(name) && sameVersion(parts.slice(dash).join('-'), version);
  });
}

function sdistStem(filename: string): string {
  return filename.replace(SDIST_ENDING, '');
}

function identify(filename: string, name: string, version: string): { project: string; version: string } {
  const canonical = canonicalVersion(version);
  if (!isProjectName(name)) throw invalidDistribution(filename, `"${name}" is not a project name`);
  if (canonical === null) throw invalidDistribution(filename, `"${version}" is not a version`);
  return { project: normaliseProject(name), version: canonical };
}
