import { basename } from 'node:path';
import type { Examination } from '../evidence/examine-signature.ts';
import type { FileEvidence } from '../evidence/file-evidence.ts';
import { gatherServed } from '../evidence/index-file.ts';
import { releaseFiles } from '../evidence/release-files.ts';
import { PysignError } from '../errors.ts';
import { inOrder } from '../release/in-order.ts';
import { findIndex } from '../release/preflight.ts';
import { readingServices } from './reading-services.ts';
import { buildRequest, type Surroundings } from './services.ts';
import type { VerifyOptions } from './verify-flow.ts';
import type { Target } from './verify-targets.ts';

/** As many files as a polite client fetches at once. */
const DOWNLOADS = 4;

/** Every file of a release, as the index serves it. @throws PysignError when the index does not list it. */
export async function gatherRelease(
  { project, version }: Extract<Target, { target: 'release' }>,
  options: VerifyOptions,
  examination: Examination,
): Promise<readonly FileEvidence[]> {
  const services = await readingServices(options.typed, options.userAgent);
  const server = await findIndex(await buildRequest(options.typed, surroundings(options)), services);
  const files = await releaseFiles(project, version, server, services.http);
  const { simpleUrl, signatures } = server;
  return inOrder(files, DOWNLOADS, async (file) =>
    gatherServed({ ...file, simpleUrl, keepsSignatures: signatures === 'keeps' }, services.http, examination),
  );
}

/** One address, of which nothing is known but what it serves. */
export async function gatherUrl(url: URL, options: VerifyOptions, examination: Examination): Promise<FileEvidence> {
  const filename = lastPart(url);
  const file = { filename, url, sha256: null, size: null, uploadTime: null, simpleUrl: url, keepsSignatures: false };
  const { http } = await readingServices(options.typed, options.userAgent);
  return gatherServed(file, http, examination);
}

function lastPart(url: URL): string {
  const name = basename(decoded(url.pathname));
  if (!['', '.', '..'].includes(name) && !name.includes('\0')) return name;
  throw new PysignError('USAGE', `${url.host}${url.pathname} names no file`);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function surroundings({ userAgent }: Pick<VerifyOptions, 'userAgent'>): Surroundings {
  return { environment: process.env, userAgent, indexName: null };
}
