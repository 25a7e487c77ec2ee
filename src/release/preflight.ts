import type { Collection } from '../distributions/collect.ts';
import { PysignError } from '../errors.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { titleOf } from '../indexes/known-indexes.ts';
import { readProject } from '../indexes/listing.ts';
import { resolveIndex } from '../indexes/recognise.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import type { ReleaseRequest } from './request.ts';
import type { ReleaseServices } from './services.ts';

/** What is known of the index before the first signature and the first byte. */
export interface Preflight {
  readonly server: IndexServer;
  /** By file name: what the project's page listed before this run. */
  readonly listed: ReadonlyMap<string, ListedFile>;
}

/** Everything that can fail before it costs anything: the index, its credentials, its way with signatures. */
export async function preflight(
  { project }: Collection,
  request: ReleaseRequest,
  services: ReleaseServices,
): Promise<Preflight> {
  const server = await findIndex(request, services);
  services.report.tell({ doing: 'asking', server });
  if (request.signatures === 'require' && server.signatures === 'drops') throw droppedSignatures(server);
  if (services.credentials === null && server.needsCredentials) throw noCredentials(server);
  return { server, listed: await readListed(project, server, services) };
}

/** The index as the author calls it. */
export async function findIndex(
  { index }: Pick<ReleaseRequest, 'index'>,
  { http }: ReleaseServices,
): Promise<IndexServer> {
  const server = await resolveIndex(index, http);
  return index.name === null ? server : { ...server, name: index.name };
}

/** Why nothing may be sent to an index that does not keep what is required. */
export function droppedSignatures(server: IndexServer): PysignError {
  return new PysignError(
    'INDEX_DROPS_SIGNATURES',
    `signatures are required, and ${titleOf(server)} does not store OpenPGP signatures; nothing was uploaded`,
    { next: 'name an index that keeps them with --repository-url, or use --signatures prefer' },
  );
}

export function noCredentials(server: IndexServer): PysignError {
  return new PysignError(
    'CREDENTIALS_MISSING',
    `${server.name} takes no upload without credentials, and none were found`,
    {
      next: 'pysign login, or export PYSIGN_TOKEN=…, or TWINE_USERNAME and TWINE_PASSWORD',
    },
  );
}

/** By file name: what the project's page lists. @throws PysignError */
export async function readListed(
  project: string,
  server: IndexServer,
  { http, credentials }: ReleaseServices,
): Promise<ReadonlyMap<string, ListedFile>> {
  const listing = await readProject(server, project, http);
  switch (listing.listing) {
    case 'absent':
      return new Map();
    case 'found':
      return new Map(listing.page.files.map((file) => [file.filename, file]));
    case 'unavailable':
      throw listing.cause.code === 'CREDENTIALS_REFUSED' && credentials === null
        ? noCredentials(server)
        : listing.cause;
  }
}
