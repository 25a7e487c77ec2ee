import { basename } from 'node:path';
import { createAtomically, writeAtomically } from '../atomic-write.ts';
import type { Content } from '../content.ts';
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
import { faultWords, type FileSignature, hashDistribution, readSignatureFile, type SignedFile } from './signed-file.ts';

/** Signs each file in one pass over its bytes. What is signed already, by the same key over the same bytes, is kept. */
export async function signAll(
  files: readonly CollectedDistribution[],
  signer: Signer,
  replace: boolean,
  report: ReleaseReporter,
): Promise<SignedFile[]> {
  return inOrder(files, AT_ONCE, async (file) => {
    report.tell({ doing: 'signing', filename: file.distribution.filename, size: file.size });
    return file.signatureExists ? signAgain(file, signer, replace) : signNew(file, signer);
  });
}

/** One file is read while the key holder, which signs one at a time, is busy with the one before. */
const AT_ONCE = 3;

/** Another run on the same files may be quicker: then its signature stands, so that both send the same. */
async function signNew(file: CollectedDistribution, signer: Signer): Promise<SignedFile> {
  const signed = await signatureOver(file, signer);
  if (await createAtomically(file.signaturePath, signed.bytes)) return made(file, signed, signer, 'made');
  return signAgain(file, signer, false);
}

/** The same run can be repeated: a good signature is left alone, a wrong one is the author's to replace. */
async function signAgain(file: CollectedDistribution, signer: Signer, replace: boolean): Promise<SignedFile> {
  const kept = await readExisting(file, signer);
  if (!(kept instanceof PysignError)) return kept;
  if (!replace) throw kept;
  const signed = await signatureOver(file, signer);
  await writeAtomically(file.signaturePath, signed.bytes);
  return made(file, signed, signer, 'replaced');
}

interface Signed {
  readonly content: Content;
  /** Of the `.asc`. */
  readonly bytes: Uint8Array;
}

async function signatureOver(file: CollectedDistribution, signer: Signer): Promise<Signed> {
  const pending = signer.begin();
  const content = await hashDistribution(file, [pending.hash]);
  return { content, bytes: await pending.sign(content.state(pending.hash)) };
}

function made(
  collected: CollectedDistribution,
  { content, bytes }: Signed,
  { key: { fingerprint, userId } }: Signer,
  how: FileSignature['made'],
): SignedFile {
  return { collected, content, signature: { bytes, signer: fingerprint, userId, made: how } };
}

/** The file with its existing signature, or why that signature cannot stand. */
async function readExisting(collected: CollectedDistribution, signer: Signer): Promise<SignedFile | PysignError> {
  const bytes = await readSignatureFile(collected);
  const signature = await parse(bytes);
  if (signature instanceof PysignError) return inTheWay(collected, reasonOf(signature));
  const content = await hashDistribution(collected, [signature.wanted]);
  const check = await checkDetachedSignature(signature, content.state(signature.wanted), signer.certificate);
  if (check.result !== 'good') return inTheWay(collected, faultWords(check));
  return made(collected, { content, bytes }, signer, 'kept');
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
