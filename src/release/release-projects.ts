import { type Collection, collectProjects } from '../distributions/collect.ts';
import { PysignError } from '../errors.ts';
import { ContentsReader } from '../distributions/contents-threads.ts';
import { beginReading } from './inspect.ts';
import { exitCodeOf } from './problems.ts';
import type { Receipt } from './receipt.ts';
import { prepare, releaseFiles } from './release.ts';
import type { ReleaseRequest } from './request.ts';
import type { ReleaseServices } from './services.ts';

/** What became of one of several projects. */
export type ProjectOutcome = { readonly project: string; readonly version: string } & (
  | { readonly released: 'receipt'; readonly receipt: Receipt }
  /** Nothing of it was sent. */
  | { readonly released: 'failed'; readonly cause: PysignError }
  | { readonly released: 'not-started' }
);

/**
 * Releases the files of several projects, one project after another. All are looked at before anything of the first is
 * signed; after one that did not go as it was required, no further one is started.
 * @throws PysignError for what is wrong with any of them before the first signature
 */
export async function releaseProjects(
  request: ReleaseRequest,
  services: ReleaseServices,
): Promise<readonly ProjectOutcome[]> {
  const reader = new ContentsReader();
  try {
    const projects = await collectProjects(request.paths, beginReading(reader));
    for (const files of projects) (await prepare(files, request, services, reader)).signer?.close();
    return await oneAfterAnother(projects, request, services, reader);
  } finally {
    reader.close();
  }
}

async function oneAfterAnother(
  projects: readonly Collection[],
  request: ReleaseRequest,
  services: ReleaseServices,
  reader: ContentsReader,
): Promise<readonly ProjectOutcome[]> {
  const outcomes: ProjectOutcome[] = [];
  let stopped = false;
  for (const files of projects) {
    const { project, version } = files;
    const outcome: ProjectOutcome = stopped
      ? { project, version, released: 'not-started' }
      : await releaseOne(files, request, services, reader);
    stopped ||= outcome.released !== 'receipt' || exitCodeOf(outcome.receipt) !== 0;
    outcomes.push(outcome);
  }
  return outcomes;
}

async function releaseOne(
  files: Collection,
  request: ReleaseRequest,
  services: ReleaseServices,
  reader: ContentsReader,
): Promise<ProjectOutcome> {
  const { project, version } = files;
  try {
    return { project, version, released: 'receipt', receipt: await releaseFiles(files, request, services, reader) };
  } catch (error) {
    if (error instanceof PysignError) return { project, version, released: 'failed', cause: error };
    throw error;
  }
}
