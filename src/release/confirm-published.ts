import type { HashWanted } from '../content.ts';
import { isFileOf } from '../distributions/file-of-release.ts';
import { normaliseProject } from '../distributions/project-name.ts';
import { PysignError } from '../errors.ts';
import { hashServed } from '../evidence/served-content.ts';
import { observeSignature } from '../evidence/served-signature.ts';
import type { SignatureFate } from '../evidence/signature-fate.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { readHasSig } from '../indexes/json-api.ts';
import { readProject } from '../indexes/listing.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { findIndex } from './preflight.ts';
import type { FileReport, Receipt } from './receipt.ts';
import type { ReleaseRequest } from './request.ts';
import type { ReleaseServices } from './services.ts';

/** One release by name, as `PROJECT==VERSION` names it. */
export interface PublishedRelease {
  readonly project: string;
  readonly version: string;
}

type PublishedRequest = Omit<ReleaseRequest, 'paths'>;

/** Proves what an index serves of a release, for anybody: no files, no `.asc`, only what the index itself hands out. */
export async function confirmPublished(
  release: PublishedRelease,
  request: PublishedRequest,
  services: ReleaseServices,
): Promise<Receipt> {
  const server = await findIndex(request, services);
  services.report.tell({ doing: 'asking', server });
  const project = normaliseProject(release.project);
  const { version } = release;
  const listed = await listedFiles({ project, version }, server, services);
  const claims = await readHasSig(server, project, version, services.http);
  const files: FileReport[] = [];
  for (const file of listed) {
    services.report.tell({ doing: 'checking', filename: file.filename });
    files.push(await prove(file, claims?.get(file.filename) ?? file.gpgSig, server, request, services));
  }
  const known = { command: 'confirm', project, version, server, signatures: request.signatures, files } as const;
  return { ...known, key: null, interrupted: false, wouldSend: null, warnings: [] };
}

/** @throws PysignError `NOT_VISIBLE` when nothing of this release is listed */
async function listedFiles(
  { project, version }: PublishedRelease,
  server: IndexServer,
  { http }: ReleaseServices,
): Promise<readonly ListedFile[]> {
  const listing = await readProject(server, project, http);
  if (listing.listing === 'unavailable') throw listing.cause;
  const files = listing.listing === 'found' ? listing.page.files : [];
  const ofRelease = files.filter(({ filename }) => isFileOf(filename, project, version));
  if (ofRelease.length > 0) return ofRelease;
  throw new PysignError('NOT_VISIBLE', `${server.name} lists no file of ${project} ${version}`, {
    next: `look at ${new URL(`${project}/`, server.simpleUrl).href}`,
  });
}

async function prove(
  file: ListedFile,
  hasSig: boolean | null,
  server: IndexServer,
  { signatures, confirmTimeoutSeconds: timeoutSeconds }: PublishedRequest,
  { http, findCertificate: certificate }: ReleaseServices,
): Promise<FileReport> {
  // Every hash that a signature of ours may be made over: one pass over the download serves whichever it is.
  const content = await hashServed(file, ['sha384', 'sha512'], http);
  const question = {
    file: file.url,
    sent: null,
    signer: null,
    content: async (hash: HashWanted) => Promise.resolve(content.state(hash)),
    certificate,
  };
  const { sha256, size } = content;
  const same = file.sha256 === null || file.sha256 === sha256;
  return {
    filename: file.filename,
    sha256,
    size,
    signed: 'no',
    upload: { outcome: 'not-started' },
    listing: same ? { listed: 'same' } : { listed: 'other-bytes', sha256 },
    signature:
      signatures === 'off'
        ? { fate: 'not-sent', reason: 'off' }
        : signedOrNot(await observeSignature(question, { server, http, timeoutSeconds })),
    hasSig,
  };
}

/** Of a release that somebody else made, a missing signature may never have been there. */
function signedOrNot(fate: SignatureFate): SignatureFate {
  return fate.fate === 'dropped' ? { fate: 'not-sent', reason: 'unsigned' } : fate;
}
