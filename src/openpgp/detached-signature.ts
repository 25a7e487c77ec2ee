import { enums, type SignaturePacket } from 'openpgp';
import type { HashName, HashState } from '../content.ts';
import { type BinarySignature, parseArmouredSignature } from './armoured-signature.ts';
import type { Certificate, CertificatePart } from './certificate.ts';
import { trailer } from './signature-packet.ts';

declare module 'openpgp' {
  interface SignaturePacket {
    /** openpgp.js's own seam for one-pass messages: a digest made elsewhere, which `verify()` takes instead of data. */
    hashed: Uint8Array | null;
  }
}

/** What a signature is worth over one content, by one certificate. */
export type SignatureCheck =
  /** `signer` is the primary fingerprint. */
  | { readonly result: 'good'; readonly signer: string; readonly userId: string }
  /** Not made over these bytes. */
  | { readonly result: 'bad' }
  /** The mathematics is right, but the key or the time is not; `reason` is a sentence. */
  | { readonly result: 'unusable'; readonly signer: string; readonly reason: string }
  /** The certificate does not hold the key that the signature names. */
  | { readonly result: 'other-signer'; readonly issuer: string };

/** One detached signature as it stands in an `.asc` file; nothing about it is proven until it is checked. */
export class DetachedSignature {
  /** The content must have been hashed with this. */
  readonly hash: HashName;
  /** Fingerprint of the (sub)key that is said to have signed, or its key id; upper-case hex. */
  readonly issuer: string;
  readonly created: Date;
  readonly #hashedPart: Uint8Array;
  readonly #packet: SignaturePacket;

  constructor({ packet, hash, hashedPart, created, issuer }: BinarySignature) {
    this.hash = hash;
    this.issuer = issuer;
    this.created = created;
    this.#hashedPart = hashedPart;
    this.#packet = packet;
  }

  /** Null for a signature that does not expire. */
  get expires(): Date | null {
    const time = this.#packet.getExpirationTime();
    return time instanceof Date ? time : null;
  }

  /** Whether this key made this signature over this content: the mathematics alone. */
  async isBy(part: CertificatePart, content: HashState): Promise<boolean> {
    if (content.hash !== this.hash) throw new RangeError(`the signature is over ${this.hash}, not ${content.hash}`);
    const digest = content.extend(this.#hashedPart, trailer(this.#hashedPart));
    this.#packet.hashed = digest;
    try {
      // At its own time it is neither expired nor in the future: those are judged apart, and never told as "wrong".
      await this.#packet.verify(part.keyPacket, enums.signature.binary, digest, this.created);
      return true;
    } catch {
      return false;
    }
  }
}

/**
 * Reads the bytes of an `.asc` file.
 * @param name what the errors call it.
 * @throws PysignError `SIGNATURE_WRONG` for everything but exactly one armoured binary signature.
 */
export async function readDetachedSignature(bytes: Uint8Array, name = 'this'): Promise<DetachedSignature> {
  return new DetachedSignature(await parseArmouredSignature(bytes, name));
}

/** The clocks of two honest machines may differ by this much; Sequoia allows the same. */
const CLOCK_SKEW_MS = 30 * 60_000;

/**
 * Checks one signature over one content with one certificate. Whether this signer may sign this file is not asked here.
 * Keys are judged as of the time the signature claims; a key revoked as compromised is never good.
 */
export async function checkDetachedSignature(
  signature: DetachedSignature,
  content: HashState,
  certificate: Certificate,
  now: Date = new Date(),
): Promise<SignatureCheck> {
  const named = certificate.partsNamed(signature.issuer);
  if (named.length === 0) return { result: 'other-signer', issuer: signature.issuer };
  for (const part of named) {
    if (await signature.isBy(part, content)) return judge(signature, part, certificate, now);
  }
  return { result: 'bad' };
}

async function judge(
  signature: DetachedSignature,
  part: CertificatePart,
  certificate: Certificate,
  now: Date,
): Promise<SignatureCheck> {
  const signer = certificate.fingerprint;
  const unusable = (reason: string): SignatureCheck => ({ result: 'unusable', signer, reason });
  if (signature.created.getTime() > now.getTime() + CLOCK_SKEW_MS) {
    return unusable(`the signature is dated in the future, ${signature.created.toISOString()}`);
  }
  if (signature.expires !== null && signature.expires <= now) {
    return unusable(`the signature expired on ${signature.expires.toISOString().slice(0, 10)}`);
  }
  const vouching = await certificate.signerAt(part, signature.created);
  if (!vouching.vouched) return unusable(`the key ${part.getFingerprint().toUpperCase()} ${vouching.reason}`);
  return { result: 'good', signer, userId: vouching.userId };
}
