import { PysignError, reasonOf } from '../errors.ts';
import { armouredBlocks } from './armour.ts';
import {
  certificatesIn,
  type CertificatePackets,
  type CertificatePart,
  type ReadCertificate,
} from './certificate-packets.ts';
import { chainsOf, type DigestChain } from './digest-chains.ts';
import { packetBytes } from './packets.ts';
import { mergePackets } from './merge-certificates.ts';
import { minimalCertificate } from './minimal-certificate.ts';
import { certifiedOn } from './certified-by.ts';
import { provenPackets } from './proven-copy.ts';
import { judgePart, revocationAt, type SignerAt } from './signer-at.ts';

/** Somebody's public key: primary key, subkeys, user ids and what binds them. */
export class Certificate {
  readonly #packets: CertificatePackets;
  readonly #parts: readonly CertificatePart[];

  constructor(packets: CertificatePackets) {
    this.#packets = packets;
    const { primary, subkeys } = packets;
    this.#parts = [{ ...primary, isPrimary: true }, ...subkeys.map(({ key }) => ({ ...key, isPrimary: false }))];
  }

  /** Of the primary key, upper-case hex. */
  get fingerprint(): string {
    return this.#packets.primary.fingerprint;
  }

  /** The whole certificate, not armoured. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#packets.all.map(packetBytes));
  }

  /** As the key has them; from whoever made the key, so print them with care. */
  get userIds(): readonly string[] {
    return this.#packets.identities.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  }

  /** Fingerprints and key ids of all parts, upper-case hex. */
  get partNames(): readonly string[] {
    return this.#parts.flatMap(({ fingerprint, keyId }) => [fingerprint, keyId]);
  }

  /** Every part with this fingerprint or 64-bit key id (upper-case hex). Key ids collide at will; fingerprints do not. */
  partsNamed(issuer: string): readonly CertificatePart[] {
    return this.#parts.filter(({ fingerprint, keyId }) => fingerprint === issuer || keyId === issuer);
  }

  /**
   * Whether the certificate vouches for signatures that this part of it made at a time.
   * @param seen when the signature is known to have existed: never before `at`. What had ended by then is not forgiven,
   *   because whoever signs chooses `at`.
   * @returns the primary user id, or the reason against it, which completes the sentence "the key …".
   */
  async signerAt(part: CertificatePart, at: Date, seen = at): Promise<SignerAt> {
    return judgePart(this.#packets, part, at, seen);
  }

  /**
   * The digests (RFC 9580 §9.5) of what ties a part to the certificate. Every link must hold; a link holds by any one
   * of its chains; a chain holds if each digest in it does: a signing subkey signs back inside its binding signature.
   */
  linksTo(fingerprint: string): readonly (readonly DigestChain[])[] {
    return chainsOf(this.#packets, fingerprint);
  }

  /** Why it signs no more, completing "the key …"; null for one that nobody took back. */
  async revokedAt(at: Date): Promise<string | null> {
    return revocationAt(this.#packets, at);
  }

  /** This copy and another of the same certificate, with every word of either. */
  merged(other: Certificate): Certificate {
    return other.fingerprint === this.fingerprint ? new Certificate(mergePackets(this.#packets, other.#packets)) : this;
  }

  /**
   * With nothing but what the key proves to have said itself: a copy from a server may hold anything.
   * @returns null for a copy with more signatures than anybody would check.
   */
  async proven(): Promise<Certificate | null> {
    const packets = await provenPackets(this.#packets);
    return packets === null ? null : new Certificate(packets);
  }

  /** When this key vouched for another one, with a signature that holds; null where it did not. */
  async certifies(other: Certificate): Promise<Date | null> {
    return certifiedOn(other.#packets, this.#packets);
  }

  /** What verifying needs of it, armoured; see `minimalCertificate`. */
  minimal(): string {
    return minimalCertificate(this.#packets);
  }
}

/** Public keys of thousands of people; nothing larger is read. */
const MOST_BYTES = 64 << 20;

/**
 * Reads every certificate in a keyring or KEYS file, binary or armoured; a file may hold several armoured blocks, with
 * words around them. What cannot be read is passed over as long as something can.
 * @throws PysignError `CERTIFICATE_NOT_FOUND`
 */
export async function readCertificates(bytes: Uint8Array): Promise<readonly Certificate[]> {
  if (bytes.length > MOST_BYTES) throw notFound('the keyring is larger than 64 MiB');
  const found = isBinary(bytes) ? readRow(bytes) : armouredBlocks(bytes).flatMap(readBlock);
  const certificates = found.flatMap((each) => (each.readable ? [new Certificate(each.packets)] : []));
  if (certificates.length > 0) return Promise.resolve(certificates);
  const trouble = found.find((each) => !each.readable);
  if (trouble === undefined) throw notFound('there is no OpenPGP public key in these bytes');
  throw notFound(`the OpenPGP key cannot be read: ${trouble.reason}`);
}

function readBlock({ kind, bytes }: ReturnType<typeof armouredBlocks>[number]): readonly ReadCertificate[] {
  if (kind !== 'PGP PUBLIC KEY BLOCK') return [];
  return bytes === null ? [{ readable: false, reason: 'its armour is broken' }] : readRow(bytes);
}

function readRow(bytes: Uint8Array): readonly ReadCertificate[] {
  try {
    return certificatesIn(bytes);
  } catch (error) {
    return [{ readable: false, reason: reasonOf(error) }];
  }
}

/** The first octet of every packet has its highest bit set (RFC 9580 §4.2). */
function isBinary(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x80) !== 0;
}

function notFound(message: string): PysignError {
  return new PysignError('CERTIFICATE_NOT_FOUND', message);
}
