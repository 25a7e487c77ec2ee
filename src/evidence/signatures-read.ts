import type { Content, HashWanted } from '../content.ts';
import { PysignError } from '../errors.ts';
import { type ReadSignature, readSignatureFile } from '../openpgp/signature-file.ts';
import { type Examination, examineSignature } from './examine-signature.ts';
import type { SignatureEvidence, SignaturesFound } from './file-evidence.ts';

/** What lies where signatures are expected, read and not yet checked. */
export type SignaturesRead =
  | { readonly found: 'some'; readonly each: readonly ReadSignature[] }
  | Exclude<SignaturesFound, { readonly found: 'some' }>;

export function parsed(bytes: Uint8Array, name: string): SignaturesRead {
  try {
    return { found: 'some', each: readSignatureFile(bytes, name) };
  } catch (error) {
    if (error instanceof PysignError) return { found: 'unreadable', reason: error.message };
    throw error;
  }
}

export async function examined(
  read: SignaturesRead,
  content: Content,
  examination: Examination,
): Promise<SignaturesFound> {
  if (read.found !== 'some') return read;
  const each: SignatureEvidence[] = [];
  for (const signature of read.each) each.push(await examineSignature(signature, content, examination));
  return { found: 'some', each };
}

/** How the content must be hashed, in one pass, for all of them. */
export function hashesFor(read: SignaturesRead): readonly HashWanted[] {
  if (read.found !== 'some') return [];
  return read.each.flatMap((each) => (each.readable ? [each.signature.wanted] : []));
}
