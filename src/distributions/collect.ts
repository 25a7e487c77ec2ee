import { PysignError } from '../errors.ts';
import { attestationsBeside } from './attestation-file.ts';
import { type CollectionProblem, problemsAsError } from './collection-problem.ts';
import { brokenAttestations, straysAmong } from './companions.ts';
import type { Distribution } from './distribution.ts';
import { isDistributionName, isFile, lookAtAll, type NamedFile } from './named-file.ts';
import { readDistribution } from './read-distribution.ts';
import { sameVersion } from './version.ts';

export { defaultPaths } from './named-file.ts';

/** The files of one release: one project, one version, every archive readable. */
export interface Collection {
  /** PEP 503 normalised. */
  readonly project: string;
  /** PEP 440 canonical. */
  readonly version: string;
  /** At least one: wheels first, then sdists, each by file name. */
  readonly distributions: readonly CollectedDistribution[];
  /** Absolute paths: those of all distributions, in their order. */
  readonly attestations: readonly string[];
  /** Everything else, as it was given: folders, checksums, notes. */
  readonly ignored: readonly string[];
}

export interface CollectedDistribution {
  readonly distribution: Distribution;
  /** Bytes. */
  readonly size: number;
  /** Absolute: the distribution's path plus `.asc`. */
  readonly signaturePath: string;
  /** True where it is on disk, whether or not it was given. */
  readonly signatureExists: boolean;
  /** Absolute: its `.publish.attestation` and `.slsa.attestation` on disk, whether or not they were given; PEP 740 objects. */
  readonly attestations: readonly string[];
}

/** Hears of each distribution as soon as its archive is found to be sound, with its size in bytes. */
export type OnRead = (distribution: Distribution, size: number) => void;

function ignore(): void {}

/** Whatever could be made of the files that were named, and everything that is wrong with them. */
export interface Gathered {
  /** Wheels first, then sdists, each by file name; of any number of projects and versions. */
  readonly distributions: readonly CollectedDistribution[];
  readonly problems: readonly CollectionProblem[];
  /** As in {@link Collection}. */
  readonly ignored: readonly string[];
}

/**
 * Tells files apart and reads the distributions among them.
 * @param paths as the shell expanded them, relative or absolute
 * @throws PysignError with a line in `details` for every problem: `NO_FILES` | `NO_DISTRIBUTION` | `USAGE` (a file is not
 *   there, or two have one name) | `ORPHAN_SIGNATURE` | `SEVERAL_PROJECTS` | `SEVERAL_VERSIONS` | `DISTRIBUTION_INVALID`
 */
export async function collect(paths: readonly string[], onRead: OnRead = ignore): Promise<Collection> {
  const { distributions, problems, ignored } = await gather(paths, onRead);
  const [first] = distributions;
  if (first === undefined || problems.length > 0) throw problemsAsError(problems);
  return collectionOf(first, distributions, ignored);
}

/**
 * The same for files of any number of projects, of one version each; in the order of their names.
 * @throws PysignError like `collect`, without `SEVERAL_PROJECTS`
 */
export async function collectProjects(
  paths: readonly string[],
  onRead: OnRead = ignore,
): Promise<readonly Collection[]> {
  const { distributions, problems, ignored } = await gather(paths, onRead);
  const others = problems.filter(({ kind }) => kind !== 'several-projects');
  if (distributions.length === 0 || others.length > 0) throw problemsAsError(others);
  return releasesAmong({ distributions, ignored });
}

/** The files of each project and version, in the order of their names. */
export function releasesAmong({ distributions, ignored }: Omit<Gathered, 'problems'>): readonly Collection[] {
  const groups = Map.groupBy(distributions, ({ distribution: { project, version } }) => `${project} ${version}`);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...more]], position) =>
      // What belongs to no project is said once.
      first === undefined ? [] : [collectionOf(first, [first, ...more], position === 0 ? ignored : [])],
    );
}

function collectionOf(
  { distribution: { project, version } }: CollectedDistribution,
  distributions: readonly CollectedDistribution[],
  ignored: readonly string[],
): Collection {
  return { project, version, distributions, attestations: distributions.flatMap((file) => file.attestations), ignored };
}

/** Never throws for what is wrong with the files: that is what it is asked for. */
export async function gather(paths: readonly string[], onRead: OnRead = ignore): Promise<Gathered> {
  if (paths.length === 0) {
    const problem = { kind: 'no-files', line: 'no file was named, and dist/ has none' } as const;
    return { distributions: [], problems: [problem], ignored: [] };
  }
  const files = await lookAtAll(paths);
  const { orphans, foreign } = await straysAmong(files);
  const { distributions, broken } = await readAll(files, onRead);
  const problems = [
    ...nothingToCollect(files),
    ...unreadable(files),
    ...orphans,
    ...disagreements(distributions),
    ...broken,
    ...(await brokenAttestations(distributions.flatMap((file) => file.attestations))),
  ];
  const ignored = [...files.filter(({ is }) => is === 'foreign'), ...foreign].map(({ given }) => given);
  return { distributions, problems, ignored };
}

function nothingToCollect(files: readonly NamedFile[]): CollectionProblem[] {
  if (files.some(({ is, path }) => is === 'distribution' || (is === 'unreadable' && isDistributionName(path))))
    return [];
  return [{ kind: 'no-distribution', line: `looked at ${files.map(({ given }) => given).join(', ')}` }];
}

function unreadable(files: readonly NamedFile[]): CollectionProblem[] {
  return files
    .filter((file) => file.is === 'unreadable')
    .map(({ given, reason }) => ({ kind: 'unreadable', line: `${given}: ${reason}` }));
}

async function readAll(
  files: readonly NamedFile[],
  onRead: OnRead,
): Promise<{ distributions: readonly CollectedDistribution[]; broken: readonly CollectionProblem[] }> {
  const distributions: CollectedDistribution[] = [];
  const broken: CollectionProblem[] = [];
  for (const file of files) {
    if (file.is !== 'distribution') continue;
    const read = await readOrProblem(file.path);
    const signaturePath = `${file.path}.asc`;
    if ('line' in read) {
      broken.push(read);
    } else {
      onRead(read, file.size);
      distributions.push({
        distribution: read,
        size: file.size,
        signaturePath,
        signatureExists: await isFile(signaturePath),
        attestations: await attestationsBeside(file.path),
      });
    }
  }
  return { distributions: distributions.toSorted(wheelsFirst), broken };
}

async function readOrProblem(path: string): Promise<Distribution | CollectionProblem> {
  try {
    return await readDistribution(path);
  } catch (error) {
    if (error instanceof PysignError) return { kind: 'invalid', line: error.message };
    throw error;
  }
}

/** The order of the upload: an installer that comes in between finds the wheel. */
function wheelsFirst({ distribution: a }: CollectedDistribution, { distribution: b }: CollectedDistribution): number {
  if (a.kind !== b.kind) return a.kind === 'wheel' ? -1 : 1;
  return a.filename < b.filename ? -1 : 1;
}

function disagreements(collected: readonly CollectedDistribution[]): CollectionProblem[] {
  const distributions = collected.map(({ distribution }) => distribution);
  const projects = Map.groupBy(distributions, ({ project }) => project);
  return [
    ...(projects.size > 1 ? [...projects].map(([project, files]) => several('several-projects', project, files)) : []),
    ...[...projects.values()].flatMap(severalVersions),
    ...[...Map.groupBy(distributions, ({ filename }) => filename).values()].flatMap(sameName),
  ];
}

function severalVersions(files: readonly Distribution[]): CollectionProblem[] {
  if (files.every(({ version }) => sameVersion(version, files[0]?.version ?? ''))) return [];
  const versions = Map.groupBy(files, ({ project, version }) => `${project} ${version}`);
  return [...versions].map(([release, those]) => several('several-versions', release, those));
}

function several(
  kind: 'several-projects' | 'several-versions',
  what: string,
  files: readonly Distribution[],
): CollectionProblem {
  return { kind, line: `${what}: ${files.map(({ filename }) => filename).join(', ')}` };
}

function sameName(files: readonly Distribution[]): CollectionProblem[] {
  if (files.length === 1) return [];
  return [{ kind: 'same-name', line: files.map(({ path }) => path).join(' and ') }];
}
