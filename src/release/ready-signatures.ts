import { basename } from 'node:path';
import type { CollectedDistribution, Collection } from '../distributions/collect.ts';
import { PysignError } from '../errors.ts';
import { checkDetachedSignature, readDetachedSignature } from '../openpgp/detached-signature.ts';
import type { SignaturesMode } from './receipt.ts';
import type { ReleaseServices } from './services.ts';
import { faultWords, hashDistribution, readSignatureFile, type SignedFile } from './signed-file.ts';

/**
 * The files with the `.asc` that lie beside them, each verified over the bytes that are about to be sent: a wrong
 * signature on an index cannot be taken back (borgbackup/borg#4213).
 */
export async function readSignatures(
  { distributions }: Collection,
  mode: SignaturesMode,
  services: ReleaseServices,
): Promise<readonly SignedFile[]> {
  if (mode === 'off') return withoutSignatures(distributions);
  refuseIncomplete(distributions, mode);
  const files: SignedFile[] = [];
  for (const file of distributions) {
    files.push(file.signatureExists ? await withSignature(file, services) : await withoutSignature(file));
  }
  return files;
}

export async function withoutSignatures(distributions: readonly CollectedDistribution[]): Promise<SignedFile[]> {
  return Promise.all(distributions.map(withoutSignature));
}

async function withoutSignature(collected: CollectedDistribution): Promise<SignedFile> {
  return { collected, content: await hashDistribution(collected), signature: null };
}

/** One forgotten signature in a signed release burns a file name; a release without any may be meant. */
function refuseIncomplete(distributions: readonly CollectedDistribution[], mode: SignaturesMode): void {
  const unsigned = distributions.filter(({ signatureExists }) => !signatureExists);
  if (unsigned.length === 0) return;
  const details = unsigned.map(({ distribution }) => `${distribution.filename} has no ${distribution.filename}.asc`);
  const next = `pysign sign ${unsigned.map(({ distribution }) => distribution.path).join(' ')}`;
  if (mode === 'require')
    throw new PysignError('UNSIGNED', 'signatures are required, and some files have none', { details, next });
  if (unsigned.length < distributions.length) {
    throw new PysignError('UNSIGNED_SIBLING', 'some files are signed and others are not', { details, next });
  }
}

async function withSignature(collected: CollectedDistribution, services: ReleaseServices): Promise<SignedFile> {
  const name = basename(collected.signaturePath);
  const bytes = await readSignatureFile(collected);
  const signature = await readDetachedSignature(bytes, name);
  const certificate = await services.findCertificate(signature.issuer);
  if (certificate === null) {
    throw new PysignError(
      'CERTIFICATE_NOT_FOUND',
      `${name} is by ${signature.issuer}, and gpg has no such public key`,
      {
        next: 'gpg --import the public key of the author, so that the signature can be checked before it is sent',
      },
    );
  }
  const content = await hashDistribution(collected, [signature.wanted]);
  const check = await checkDetachedSignature(signature, content.state(signature.wanted), certificate);
  if (check.result !== 'good') {
    throw new PysignError('SIGNATURE_WRONG', `${name} does not sign this file: ${faultWords(check)}`, {
      next: `pysign sign --replace ${collected.distribution.path}`,
    });
  }
  const { signer, userId } = check;
  return { collected, content, signature: { bytes, signer, userId, made: 'kept' } };
}
