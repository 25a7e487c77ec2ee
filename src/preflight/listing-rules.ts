import { distributionKind, parseDistributionName } from '../distributions/file-name.ts';
import { sameVersion } from '../distributions/version.ts';
import { PysignError } from '../errors.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { dated, error, type Finding, warning } from './finding.ts';
import { platformFamily, PYPI_RULES_DATE } from './platform-tags.ts';

/** The release that is about to be made, and what the index lists of its project. */
export interface Comparison {
  readonly version: string;
  readonly files: readonly { readonly filename: string; readonly size: number }[];
  readonly listed: readonly ListedFile[];
  readonly now: Date;
}

const DAY_MS = 86_400_000;
/** Warehouse since its commit e0ee5f839. */
const CLOSED_AFTER_DAYS = 14;
const PROJECT_LIMIT = 10 * 2 ** 30;

/** What PyPI alone would say to these files beside those that it has. */
export function pypiListingFindings(comparison: Comparison): readonly Finding[] {
  return [...sdistFindings(comparison), ...closedFindings(comparison), ...totalFindings(comparison)];
}

function sdistFindings({ version, files, listed }: Comparison): readonly Finding[] {
  const names = new Set([...files, ...ofVersion(listed, version)].map(({ filename }) => filename));
  const sdists = [...names].filter((name) => distributionKind(name) === 'sdist');
  if (sdists.length < 2) return [];
  return [
    error(
      'one-sdist',
      null,
      `PyPI takes one sdist of a version: ${sdists.join(', ')}`,
      'leave all but one of them out',
    ),
  ];
}

function closedFindings({ version, files, listed, now }: Comparison): readonly Finding[] {
  const there = ofVersion(listed, version);
  const names = new Set(there.map(({ filename }) => filename));
  const isNew = files.some(({ filename }) => !names.has(filename));
  const times = there.flatMap(({ uploadTime }) => (uploadTime === null ? [] : [Date.parse(uploadTime)]));
  const age = (now.getTime() - Math.min(...times)) / DAY_MS;
  if (!isNew || times.length === 0 || !(age > CLOSED_AFTER_DAYS)) return [];
  const message = `${version} was begun ${String(Math.floor(age))} days ago, and PyPI takes no new files after 14`;
  return [dated(PYPI_RULES_DATE, warning('release-closed', null, message, 'raise the version'))];
}

function totalFindings({ files, listed }: Comparison): readonly Finding[] {
  const total = [...listed, ...files].reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (total <= PROJECT_LIMIT) return [];
  const fix = 'delete old releases, or ask for more: https://docs.pypi.org/project-management/storage-limits/';
  const message = 'with these files the project has more than 10 GiB';
  return [dated(PYPI_RULES_DATE, warning('project-size', null, message, fix))];
}

/** What people could install of the release before, and cannot of this one: on any index. */
export async function lostFindings({ version, files, listed }: Comparison): Promise<readonly Finding[]> {
  const previous = await versionBefore(version, listed);
  if (previous === null) return [];
  const before = offered(ofVersion(listed, previous));
  const now = offered([...files, ...ofVersion(listed, version)]);
  const lost = now.has('any') ? [...before].filter((what) => what === 'sdist') : [...before];
  return lost
    .filter((what) => !now.has(what))
    .map((what) => {
      const noun = what === 'sdist' ? 'an sdist' : `a wheel for ${what}`;
      return warning(
        'platform-lost',
        null,
        `${previous} has ${noun}, and ${version} has none`,
        'build it, if it is meant to be there',
      );
    });
}

async function versionBefore(version: string, listed: readonly ListedFile[]): Promise<string | null> {
  const versions = [...new Set(listed.flatMap(({ filename }) => nameOf(filename)?.version ?? []))];
  if (versions.every((each) => sameVersion(each, version))) return null;
  const { compare } = await import('@renovatebot/pep440');
  return (
    versions
      .filter((each) => compare(each, version) < 0)
      .toSorted(compare)
      .at(-1) ?? null
  );
}

function offered(files: readonly { readonly filename: string }[]): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ filename }) => {
      const name = nameOf(filename);
      if (name === null) return [];
      return name.kind === 'sdist' ? ['sdist'] : name.platformTag.split('.').map(platformFamily);
    }),
  );
}

function ofVersion(listed: readonly ListedFile[], version: string): readonly ListedFile[] {
  return listed.filter(({ filename }) => sameVersion(nameOf(filename)?.version ?? '', version));
}

/** The index chooses the names; what does not read as a distribution is none. */
function nameOf(filename: string): ReturnType<typeof parseDistributionName> | null {
  try {
    return parseDistributionName(filename);
  } catch (thrown) {
    if (thrown instanceof PysignError) return null;
    throw thrown;
  }
}
