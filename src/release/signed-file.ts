import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Content, type ContentHash, hashFile, type HashState, type HashWanted } from '../content.ts';
import type { CollectedDistribution } from '../distributions/collect.ts';
import { isSystemError, PysignError, reasonOf } from '../errors.ts';
import type { SignatureCheck } from '../openpgp/detached-signature.ts';

/** A distribution whose bytes have been hashed, with the signature that goes with it. */
export interface SignedFile {
  readonly collected: CollectedDistribution;
  readonly content: Content;
  readonly signature: FileSignature | null;
}

export interface FileSignature {
  /** The `.asc`, byte for byte. */
  readonly bytes: Uint8Array;
  /** Primary fingerprint. */
  readonly signer: string;
  readonly userId: string;
  readonly made: 'made' | 'kept' | 'replaced';
}

/** The state of the same bytes in another hash; read again only where the first pass did not make it. */
export async function stateOf({ collected, content }: SignedFile, hash: HashWanted): Promise<HashState> {
  if (content.has(hash)) return content.state(hash);
  const again = await hashDistribution(collected, [hash]);
  if (again.sha256 === content.sha256) return again.state(hash);
  throw fileChanged(`${collected.distribution.filename} changed while pysign worked on it`, null);
}

/** @throws PysignError `FILE_CHANGED` when it cannot be read any more: it was there a moment ago. */
export async function hashDistribution(
  { distribution: { path } }: CollectedDistribution,
  hashes: Iterable<ContentHash | HashWanted> = [],
): Promise<Content> {
  return stillThere(path, async () => hashFile(path, hashes));
}

/** The `.asc` beside a distribution, which was there a moment ago; the same failure. */
export async function readSignatureFile({ signaturePath }: CollectedDistribution): Promise<Uint8Array> {
  return stillThere(signaturePath, async () => readFile(signaturePath));
}

async function stillThere<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const reason = isSystemError(error, 'ENOENT') ? 'is gone' : `cannot be read any more: ${reasonOf(error)}`;
    throw fileChanged(`${basename(path)} ${reason}`, error);
  }
}

function fileChanged(message: string, cause: unknown): PysignError {
  return new PysignError('FILE_CHANGED', message, {
    cause,
    next: 'let the build finish, then run the same command again',
  });
}

/** Why a signature is not a good one over this file by this key: completes "it does not sign this file: …". */
export function faultWords(check: Exclude<SignatureCheck, { result: 'good' }>): string {
  switch (check.result) {
    case 'bad':
      return 'it was made over other bytes';
    case 'unusable':
      return check.reason;
    case 'other-signer':
      return `it was made by another key, ${check.issuer}`;
  }
}
