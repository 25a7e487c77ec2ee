import { setTimeout as sleep } from 'node:timers/promises';
import type { HashState, HashWanted } from '../content.ts';
import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import { fetchSignature, type FetchedSignature } from '../indexes/fetch-signature.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { signatureUrl } from '../indexes/signature-url.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import {
  checkDetachedSignature,
  type DetachedSignature,
  readDetachedSignature,
} from '../openpgp/detached-signature.ts';
import type { SignatureFate } from './signature-fate.ts';

export interface SignatureQuestion {
  /** The file's URL as the index lists it. */
  readonly file: URL;
  /** The bytes that were sent or lie beside the file; null when there are none to compare with. */
  readonly sent: Uint8Array | null;
  /** Primary fingerprint of who must have made it; null when anybody whose key is known may have. */
  readonly signer: string | null;
  readonly content: (hash: HashWanted) => Promise<HashState>;
  /** By fingerprint or key id; null when nobody's key was found. */
  readonly certificate: (issuer: string) => Promise<Certificate | null>;
}

export interface SignatureWatch {
  readonly server: IndexServer;
  readonly http: Http;
  /** How long a server that fails is asked again. */
  readonly timeoutSeconds: number;
}

/** A signature may be stored a moment after its file: absence counts when it was seen twice, this far apart. */
const SECOND_LOOK_MS = 5000;
const RETRY_MS = 1000;

/** Fetches what the index serves beside a file, compares it with what was sent, and verifies it over our own bytes. */
export async function observeSignature(question: SignatureQuestion, watch: SignatureWatch): Promise<SignatureFate> {
  const url = signatureUrl(question.file);
  const fetched = await fetchSettled(question.file, watch);
  switch (fetched.fetched) {
    case 'absent':
      return { fate: 'dropped', url };
    case 'unavailable':
      return { fate: 'unknown', cause: fetched.cause };
    case 'found':
      return judge(fetched.bytes, url, question);
  }
}

async function fetchSettled(file: URL, watch: SignatureWatch): Promise<FetchedSignature> {
  const deadline = Date.now() + watch.timeoutSeconds * 1000;
  let absent = watch.server.signatures === 'drops' ? 1 : 0;
  for (;;) {
    const fetched = await fetchSignature(file, watch.http);
    if (fetched.fetched === 'found') return fetched;
    if (fetched.fetched === 'absent') {
      absent += 1;
      if (absent >= 2) return fetched;
      await sleep(SECOND_LOOK_MS);
    } else {
      if (fetched.cause.code === 'CREDENTIALS_REFUSED' || Date.now() + RETRY_MS > deadline) return fetched;
      await sleep(RETRY_MS);
    }
  }
}

async function judge(bytes: Uint8Array, url: URL, question: SignatureQuestion): Promise<SignatureFate> {
  const signature = await readable(bytes);
  if (signature === null) return { fate: 'altered', url, stillValid: false, signer: null };
  const certificate = await question.certificate(signature.issuer);
  if (certificate === null) return withoutKey(signature.issuer, url, question);
  const check = await checkDetachedSignature(signature, await question.content(signature.wanted), certificate);
  if (check.result !== 'good') return { fate: 'altered', url, stillValid: false, signer: null };
  const { signer } = check;
  if (question.signer !== null && signer !== question.signer)
    return { fate: 'altered', url, stillValid: false, signer };
  if (question.sent === null || Buffer.compare(bytes, question.sent) === 0) {
    return { fate: 'kept', url, signer, verified: true };
  }
  return { fate: 'altered', url, stillValid: true, signer };
}

/** Null for anything that is not one detached signature: an error page, a cut armour, a stranger's file. */
async function readable(bytes: Uint8Array): Promise<DetachedSignature | null> {
  try {
    return await readDetachedSignature(bytes);
  } catch (error) {
    if (error instanceof PysignError) return null;
    throw error;
  }
}

function withoutKey(signer: string, url: URL, { sent }: SignatureQuestion): SignatureFate {
  if (sent === null) return { fate: 'kept', url, signer, verified: false };
  return { fate: 'unknown', cause: nobodysKey(signer) };
}

/** Nothing vouches for a signature whose key is nowhere. */
export function nobodysKey(issuer: string): PysignError {
  return new PysignError('CERTIFICATE_NOT_FOUND', `the signature is by ${issuer}, and gpg has no such public key`, {
    next: 'gpg --import the public key of the author',
  });
}
