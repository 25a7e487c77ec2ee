import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { writeAtomically } from '../atomic-write.ts';
import { hashFile } from '../content.ts';
import type { CollectedDistribution } from '../distributions/collect.ts';
import { PysignError, reasonOf } from '../errors.ts';
import {
  checkDetachedSignature,
  type DetachedSignature,
  readDetachedSignature,
} from '../openpgp/detached-signature.ts';
import type { Signer } from '../openpgp/signer.ts';
import { inOrder } from './in-order.ts';
import type { ReleaseReporter } from './reporter.ts';
import { type FileSignature, faultWords, type SignedFile } from './signed-file.ts';

/** Signs each file in one pass over its bytes. What is signed already, by the same key over the same bytes, is kept. */
export async function signAll(
  files: readonly CollectedDistribution[],
  signer: Signer,
  replace: boolean,
  report: ReleaseReporter,
): Promise<SignedFile[]> {
  return inOrder(files, AT_ONCE, async (file) => {
    report.tell({ doing: 'signing', filename: file.distribution.filename, size: file.size });
    return file.signatureExists ? signAgain(file, signer, replace) : signNew(file, signer, 'made');
  });
}

/** One file is read while the key holder, which signs one at a time, is busy with the one before. */
const AT_ONCE = 3;

async function signNew(
  collected: CollectedDistribution,
  signer: Signer,
  made: FileSignature['made'],
): Promise<SignedFile> {
  const pending = signer.begin();
  const content = await hashFile(collected.distribution.path, [pending.hash]);
  const bytes = await pending.sign(content.state(pending.hash));
  await writeAtomically(collected.signaturePath, bytes);
  const { fingerprint, userId } = signer.key;
  return { collected, content, signature: { bytes, signer: fingerprint, userId, made } };
}

/** The same run can be repeated: a good signature is left alone, a wrong one is the author's to replace. */
async function signAgain(collected: CollectedDistribution, signer: Signer, replace: boolean): Promise<SignedFile> {
  const kept = await readExisting(collected, signer);
  if (!(kept instanceof PysignError)) return kept;
  if (!replace) throw kept;
  return signNew(collected, signer, 'replaced');
}

/** The file with its existing signature, or why that signature cannot stand. */
async function readExisting(collected: CollectedDistribution, signer: Signer): Promise<SignedFile | PysignError> {
  const bytes = await readFile(collected.signaturePath);
  const signature = await parse(bytes);
  if (signature instanceof PysignError) return inTheWay(collected, reasonOf(signature));
  const content = await hashFile(collected.distribution.path, [signature.hash]);
  const check = await checkDetachedSignature(signature, content.state(signature.hash), signer.certificate);
  if (check.result !== 'good') return inTheWay(collected, faultWords(check));
  const { fingerprint, userId } = signer.key;
  return { collected, content, signature: { bytes, signer: fingerprint, userId, made: 'kept' } };
}

async function parse(bytes: Uint8Array): Promise<DetachedSignature | PysignError> {
  try {
    return await readDetachedSignature(bytes, 'it');
  } catch (error) {
    if (error instanceof PysignError) return error;
    throw error;
  }
}

function inTheWay({ signaturePath, distribution }: CollectedDistribution, reason: string): PysignError {
  return new PysignError('SIGNATURE_EXISTS', `${basename(signaturePath)} does not sign this file: ${reason}`, {
    next: `pysign sign --replace ${distribution.path}`,
  });
}
