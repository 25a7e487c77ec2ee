import type { HashName, HashState } from '../content.ts';
import type { Secret } from '../secret.ts';
import type { Certificate } from './certificate.ts';

/** An OpenPGP key that can sign, named by the full fingerprint of its primary key. */
export interface SigningKey {
  /** Upper-case hex of the primary key. */
  readonly fingerprint: string;
  /** Upper-case hex of the (sub)key that signs; equal to `fingerprint` where the primary does. */
  readonly signingFingerprint: string;
  /** The primary user id as gpg lists it; from the key, so print it with care. */
  readonly userId: string;
  /** As a person reads it: `ed25519`, `rsa4096`, `nistp256`. */
  readonly algorithm: string;
  /** What the author should know of it though it can be used, a sentence each: it expires soon, apt will refuse it … */
  readonly warnings: readonly string[];
}

/** Asked only when a key turns out to be locked, once for each try; what it throws ends the signing. */
export type AskPassphrase = (key: SigningKey) => Promise<Secret>;

/** Signs content that is hashed elsewhere; the secret half may live anywhere. */
export interface Signer {
  readonly key: SigningKey;
  /** The public half, for checking what was made. */
  readonly certificate: Certificate;
  /** A v6 key needs a fresh salt per signature, so each signature is begun before the content is hashed. */
  begin(): PendingSignature;
  /** Ends the connection to the key holder; nothing can be signed afterwards. */
  close(): void;
}

export interface PendingSignature {
  readonly hash: HashName;
  /** Fed to the hash before the content; empty for v4. */
  readonly prefix: Uint8Array;
  /**
   * Makes, armours, parses again and verifies one detached binary signature (RFC 9580 §5.2, type 0x00).
   * @returns the bytes of the `.asc` file.
   * @throws PysignError `KEY_UNUSABLE` | `PASSPHRASE_WRONG` | `AGENT_UNAVAILABLE` | `CANCELLED` | `SIGNATURE_WRONG`
   */
  sign(content: HashState): Promise<Uint8Array>;
}
