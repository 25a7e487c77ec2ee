import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Content, ContentHasher, type HashWanted } from '../content.ts';
import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import { fetchSignature } from '../indexes/fetch-signature.ts';
import { readFailure } from '../indexes/read-failure.ts';
import { askedByName, identityOf } from './archive-identity.ts';
import type { Examination } from './examine-signature.ts';
import type { FileEvidence, Identity, ListedOn } from './file-evidence.ts';
import { examined, hashesFor, parsed, type SignaturesRead } from './signatures-read.ts';

/** A file that an index serves. */
export interface ServedFile {
  readonly filename: string;
  readonly url: URL;
  /** What the index says of it, lower-case hex; null where it says nothing. */
  readonly sha256: string | null;
  readonly size: number | null;
  /** ISO 8601. */
  readonly uploadTime: string | null;
  readonly simpleUrl: URL;
  readonly keepsSignatures: boolean;
}

/** PyPI's own ceiling for one file; an index that names no size may not send more. */
const MAX_BYTES = 1 << 30;
/** A little more than was listed is read, so that other bytes can be told from a server that never ends. */
const MORE_THAN_LISTED = 1 << 20;

/**
 * Everything there is about one file of an index: the signature first, because it says how the content must be hashed,
 * then the content, once. What cannot be had is an answer of its own, never an absence.
 */
export async function gatherServed(file: ServedFile, http: Http, examination: Examination): Promise<FileEvidence> {
  const uploaded = file.uploadTime === null ? null : new Date(file.uploadTime);
  const index: ListedOn = {
    simpleUrl: file.simpleUrl,
    file: file.url,
    uploaded,
    keepsSignatures: file.keepsSignatures,
  };
  const known = { name: file.filename, asked: askedByName(file.filename), index } as const;
  const read = await fetchSignatures(file, http);
  try {
    const { content, identity } = await fetchContent(file, hashesFor(read), http);
    const moments = { ...examination.moments, uploaded };
    const signatures = await examined(read, content, { ...examination, moments });
    return { ...known, identity, sha256: content.sha256, signatures };
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    return {
      ...known,
      identity: { identity: 'none' },
      sha256: null,
      signatures: { found: 'unreachable', cause: error },
    };
  }
}

async function fetchSignatures(file: ServedFile, http: Http): Promise<SignaturesRead> {
  const fetched = await fetchSignature(file.url, http);
  switch (fetched.fetched) {
    case 'absent':
      return { found: 'none' };
    case 'unavailable':
      return { found: 'unreachable', cause: fetched.cause };
    case 'found':
      return parsed(fetched.bytes, `${file.filename}.asc`);
  }
}

interface Fetched {
  readonly content: Content;
  readonly identity: Identity;
}

/** The archive is kept as long as it takes to read its own Name and Version. */
async function fetchContent(file: ServedFile, hashes: readonly HashWanted[], http: Http): Promise<Fetched> {
  const folder = await mkdtemp(join(tmpdir(), 'pysign-verify-'));
  try {
    const path = join(folder, basename(file.filename));
    const content = await download(file, path, hashes, http);
    const listed = file.sha256;
    if (listed !== null && listed !== content.sha256) {
      const reason = `the index lists ${file.filename} with sha256 ${listed}, and serves ${content.sha256}`;
      return { content, identity: { identity: 'differs', reason } };
    }
    return { content, identity: await identityOf(path) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function boundFor({ size }: ServedFile): number {
  return size === null ? MAX_BYTES : Math.min(size + MORE_THAN_LISTED, MAX_BYTES);
}

async function download(file: ServedFile, path: string, hashes: readonly HashWanted[], http: Http): Promise<Content> {
  const hasher = new ContentHasher(hashes);
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    const sink = (chunk: Uint8Array): void => {
      hasher.update(chunk);
      for (let place = 0; place < chunk.length;) place += writeSync(descriptor, chunk, place);
    };
    const answer = await http.get(file.url, { accept: '*/*', maxBytes: boundFor(file), sink });
    if (answer.status !== 200) throw readFailure(answer);
    return hasher.finish();
  } finally {
    closeSync(descriptor);
  }
}
