import type { HashState, HashWanted } from '../content.ts';
import { parseArmouredSignature } from './armoured-signature.ts';
import type { CertificatePart } from './certificate-packets.ts';
import type { Certificate } from './certificate.ts';
import { isTooShort, judgeDigest } from './policy.ts';
import type { SignatureFields } from './signature-fields.ts';
import { numbersFit } from './signature-numbers.ts';
import { unknownCritical } from './subpackets.ts';

/** What a signature is worth over one content, by one certificate. */
export type SignatureCheck =
  | SignatureWorth
  /** Not made over these bytes. */
  | { readonly result: 'bad' }
  /** The certificate does not hold the key that the signature names. */
  | { readonly result: 'other-signer'; readonly issuer: string };

/** What a signature is worth whose mathematics is right. */
export type SignatureWorth =
  /** `signer` is the primary fingerprint; `warnings` are what others hold against the key, a sentence each. */
  | {
      readonly result: 'good';
      readonly signer: string;
      readonly userId: string;
      readonly warnings: readonly string[];
    }
  /** The key, the digest or the time is not good; `reason` is a sentence. */
  | { readonly result: 'unusable'; readonly signer: string; readonly why: Weakness; readonly reason: string };

/** `weak` is what a person may decide to live with, for a while: an old digest, a short key. */
export type Weakness = 'weak' | 'key' | 'time' | 'not-understood';

/** One detached signature as it stands in its file; nothing about it is proven until it is checked. */
export class DetachedSignature {
  /** The content must have been hashed like this. */
  readonly wanted: HashWanted;
  readonly #fields: SignatureFields;

  constructor(fields: SignatureFields) {
    this.#fields = fields;
    this.wanted = { hash: fields.digest, salt: fields.salt };
  }

  get hash(): HashWanted['hash'] {
    return this.#fields.digest;
  }

  /** Fingerprint of the (sub)key that is said to have signed, or its key id; upper-case hex. */
  get issuer(): string {
    return this.#fields.issuer;
  }

  get created(): Date {
    return this.#fields.created;
  }

  /** Null for a signature that does not expire. */
  get expires(): Date | null {
    return this.#fields.expires;
  }

  /** RFC 9580 §9.1. */
  get algorithm(): number {
    return this.#fields.algorithm;
  }

  /** The packet as it stands in the file. */
  get bytes(): Uint8Array {
    return this.#fields.body;
  }

  /** What in it must be understood by whoever relies on it, and is not; null where nothing is. */
  get notUnderstood(): string | null {
    return unknownCritical(this.#fields.hashed);
  }

  /** Whether this key made this signature over this content: the mathematics alone. */
  async isBy(part: CertificatePart, content: HashState): Promise<boolean> {
    if (content.hash !== this.hash) throw new RangeError(`the signature is over ${this.hash}, not ${content.hash}`);
    return numbersFit(this.#fields, content.extend(this.#fields.closing), part);
  }
}

/**
 * Reads the bytes of an `.asc` file of the author's.
 * @param name what the errors call it.
 * @throws PysignError `SIGNATURE_WRONG` for everything but exactly one armoured binary signature.
 */
export async function readDetachedSignature(bytes: Uint8Array, name = 'this'): Promise<DetachedSignature> {
  return Promise.resolve(new DetachedSignature(parseArmouredSignature(bytes, name)));
}

/** The clocks of two honest machines may differ by this much; Sequoia allows the same. */
const CLOCK_SKEW_MS = 30 * 60_000;
/** An index stamps what it gets within seconds; a day leaves room for clocks that are set to the wrong zone. */
const UPLOAD_SLACK_MS = 24 * 3_600_000;

/** When a signature is judged, and what is known of when it came. */
export interface Moments {
  readonly now: Date;
  /** When the index says it got the file; null where nobody says. */
  readonly uploaded: Date | null;
}

/**
 * Checks one signature over one content with one certificate. Whether this signer may sign this file is not asked here.
 * Keys are judged as of the time the signature claims, or of the upload where that was later: whoever has a stolen key
 * can write any date, and an index cannot have got what was not made. A key revoked as compromised is never good.
 */
export async function checkDetachedSignature(
  signature: DetachedSignature,
  content: HashState,
  certificate: Certificate,
  moments: Moments = { now: new Date(), uploaded: null },
): Promise<SignatureCheck> {
  const named = certificate.partsNamed(signature.issuer);
  if (named.length === 0) return { result: 'other-signer', issuer: signature.issuer };
  for (const part of named) {
    if (await signature.isBy(part, content)) return judgeSignature(signature, part, certificate, moments);
  }
  return { result: 'bad' };
}

/** What is left to ask once the mathematics is right. */
export async function judgeSignature(
  signature: DetachedSignature,
  part: CertificatePart,
  certificate: Certificate,
  moments: Moments,
): Promise<SignatureWorth> {
  const signer = certificate.fingerprint;
  const seen = laterOf(signature.created, moments.uploaded);
  const fault = faultOf(signature, part, seen, moments);
  if (fault !== null) return { result: 'unusable', signer, ...fault };
  const vouching = await certificate.signerAt(part, signature.created, seen);
  if (vouching.vouched) return { result: 'good', signer, userId: vouching.userId, warnings: vouching.warnings };
  return { result: 'unusable', signer, why: vouching.why, reason: `the key ${part.fingerprint} ${vouching.reason}` };
}

function laterOf(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}

interface Fault {
  readonly why: Weakness;
  readonly reason: string;
}

function inTime(reason: string): Fault {
  return { why: 'time', reason };
}

function faultOf(
  signature: DetachedSignature,
  { strength }: CertificatePart,
  seen: Date,
  { now, uploaded }: Moments,
): Fault | null {
  const { created, expires, hash, notUnderstood } = signature;
  if (created.getTime() > now.getTime() + CLOCK_SKEW_MS) {
    return inTime(`the signature is dated in the future, ${created.toISOString()}`);
  }
  if (uploaded !== null && created.getTime() > uploaded.getTime() + UPLOAD_SLACK_MS) {
    return inTime(
      `the signature is dated ${created.toISOString()}, after the file was uploaded ${uploaded.toISOString()}`,
    );
  }
  if (expires !== null && expires <= now)
    return inTime(`the signature expired on ${expires.toISOString().slice(0, 10)}`);
  if (notUnderstood !== null) return { why: 'not-understood', reason: `the signature has ${notUnderstood}` };
  const judgement = judgeDigest(hash, seen);
  if (judgement.worth === 'refused') return { why: 'weak', reason: `the signature ${judgement.reason}` };
  const tooShort = isTooShort(hash, strength);
  return tooShort ? { why: 'weak', reason: 'the signature has a digest that is too short for its curve' } : null;
}
