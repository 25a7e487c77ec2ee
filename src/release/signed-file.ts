import { type Content, hashFile, type HashName, type HashState } from '../content.ts';
import type { CollectedDistribution } from '../distributions/collect.ts';
import { PysignError } from '../errors.ts';
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
export async function stateOf({ collected, content }: SignedFile, hash: HashName): Promise<HashState> {
  if (content.has(hash)) return content.state(hash);
  const again = await hashFile(collected.distribution.path, [hash]);
  if (again.sha256 === content.sha256) return again.state(hash);
  throw fileChanged(collected.distribution.filename);
}

function fileChanged(filename: string): PysignError {
  return new PysignError('FILE_CHANGED', `${filename} changed while pysign worked on it`, {
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
