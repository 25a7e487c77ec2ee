import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Content, hashFile, type HashWanted, HeldContent } from '../content.ts';
import { isSystemError, PysignError, reasonOf } from '../errors.ts';
import { MOST_SIGNATURE_BYTES } from '../openpgp/armoured-signature.ts';
import { askedByName, identityOf } from './archive-identity.ts';
import type { Examination } from './examine-signature.ts';
import type { FileEvidence } from './file-evidence.ts';
import { examined, hashesFor, parsed, type SignaturesRead } from './signatures-read.ts';

/** A file on disk, and where its signature is; null for beside it, where people put them. */
export interface LocalFile {
  readonly path: string;
  readonly signature: string | null;
}

/** Binary signatures by `gpg --detach-sign` end in `.sig`. */
export const signatureEndings = ['.asc', '.sig'] as const;

/** A pipe in the place of a file must not keep its reader waiting for ever. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** Below this a file is read at once: to open a stream costs more than to hash it. */
const SMALL_BYTES = 1 << 20;

/**
 * Everything there is about one file on disk.
 * @throws PysignError `USAGE` when it, or the signature that was named, cannot be read.
 */
export async function gatherLocal(file: LocalFile, examination: Examination): Promise<FileEvidence> {
  const { path } = file;
  const filename = basename(path);
  const read = await signaturesOf(file);
  const [content, identity] = await Promise.all([hashOnce(path, hashesFor(read)), identityOf(path)]);
  return {
    name: path,
    asked: askedByName(filename),
    identity,
    sha256: content.sha256,
    index: null,
    signatures: await examined(read, content, examination),
  };
}

async function signaturesOf({ path, signature }: LocalFile): Promise<SignaturesRead> {
  const candidates = signature === null ? signatureEndings.map((ending) => `${path}${ending}`) : [signature];
  for (const candidate of candidates) {
    const bytes = await beginningOf(candidate);
    if (bytes !== null) return parsed(bytes, candidate);
  }
  if (signature !== null) throw unreadable(signature, 'there is no such file');
  return { found: 'none' };
}

/** Room for the armour of an RSA-4096 signature with some notations. */
const USUAL_SIGNATURE_BYTES = 4 << 10;

/** No more than one byte beyond what a signature may have; null where there is no such file. */
async function beginningOf(path: string): Promise<Uint8Array | null> {
  try {
    const file = await open(path, READ);
    try {
      const usual = await file.read(Buffer.allocUnsafe(USUAL_SIGNATURE_BYTES), 0, USUAL_SIGNATURE_BYTES, 0);
      if (usual.bytesRead < USUAL_SIGNATURE_BYTES) return usual.buffer.subarray(0, usual.bytesRead);
      const most = MOST_SIGNATURE_BYTES + 1;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw unreadable(path, reasonOf(error));
  }
}

async function hashOnce(path: string, hashes: readonly HashWanted[]): Promise<Content> {
  try {
    return (await heldContent(path)) ?? (await hashFile(path, hashes));
  } catch (error) {
    throw unreadable(path, isSystemError(error, 'ENOENT', 'ENOTDIR') ? 'there is no such file' : reasonOf(error));
  }
}

/** Null for a file that is too large to be held. */
async function heldContent(path: string): Promise<Content | null> {
  const file = await open(path, READ);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new TypeError('it is no regular file');
    if (status.size > SMALL_BYTES) return null;
    // One byte more than it had: a file that grows meanwhile is read as it is, from the start.
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(status.size + 1), 0, status.size + 1, 0);
    return bytesRead === status.size ? new HeldContent(buffer.subarray(0, bytesRead)) : null;
  } finally {
    await file.close();
  }
}

function unreadable(path: string, reason: string): PysignError {
  return new PysignError('USAGE', `${path} cannot be read: ${reason}`);
}
