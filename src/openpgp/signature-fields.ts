import { hexOf, Octets, uint32 } from './octets.ts';
import { type DigestName, digests } from './policy-table.ts';
import { digestNumbered } from './policy.ts';
import { lastOf, parseSubpackets, type Subpacket, subpacketTypes } from './subpackets.ts';

/** The types (RFC 9580 §5.2.1) that are looked at here. */
export const signatureTypes = {
  binary: 0x00,
  text: 0x01,
  firstCertification: 0x10,
  lastCertification: 0x13,
  subkeyBinding: 0x18,
  primaryKeyBinding: 0x19,
  directKey: 0x1f,
  keyRevocation: 0x20,
  subkeyRevocation: 0x28,
  certificationRevocation: 0x30,
} as const;

/** A version 4 or 6 signature packet, read and not yet believed. */
export interface SignatureFields {
  readonly version: 4 | 6;
  readonly type: number;
  /** RFC 9580 §9.1. */
  readonly algorithm: number;
  readonly digest: DigestName;
  readonly created: Date;
  /** Null for a signature that does not expire. */
  readonly expires: Date | null;
  /** Fingerprint of the key that is said to have signed, else its key id, else empty; upper-case hex. */
  readonly issuer: string;
  /** Of version 6, hashed before the content; empty for version 4. */
  readonly salt: Uint8Array;
  /** What is hashed after the content: the hashed part of the packet, and how long it is. */
  readonly closing: Uint8Array;
  /** The first two bytes of the digest: a checksum, not security. */
  readonly checksum: Uint8Array;
  /** The numbers of the signature, as the algorithm has them. */
  readonly numbers: Uint8Array;
  /** Those that are signed. */
  readonly hashed: readonly Subpacket[];
  /** Anybody may have written these: they give hints, and are never believed. */
  readonly unhashed: readonly Subpacket[];
  /** The whole packet, without its header. */
  readonly body: Uint8Array;
}

/** Bytes of salt by digest (RFC 9580 §9.5); digests without one make no version 6 signature. */
const saltSizes: Partial<Record<DigestName, number>> = {
  sha224: 16,
  sha256: 16,
  sha384: 24,
  sha512: 32,
  'sha3-256': 16,
  'sha3-512': 32,
};

/** @throws SyntaxError, which completes the sentence "… is no signature that can be checked: …". */
export function parseSignature(body: Uint8Array): SignatureFields {
  const octets = new Octets(body);
  const version = signatureVersion(octets.uint8());
  const [type, algorithm, digestNumber] = [octets.uint8(), octets.uint8(), octets.uint8()];
  const digest = digestNumbered(digestNumber);
  if (digest === null) throw new SyntaxError(`its hash ${String(digestNumber)} is unknown`);
  const areaLength = (): number => (version === 6 ? octets.uint32() : octets.uint16());
  const hashed = parseSubpackets(octets.take(areaLength()));
  const hashedPart = body.subarray(0, octets.place);
  const unhashed = parseSubpackets(octets.take(areaLength()));
  const checksum = octets.take(2);
  const salt = version === 6 ? saltIn(octets, digest) : new Uint8Array();
  const created = lastOf(hashed, subpacketTypes.created)?.time();
  if (created === undefined) throw new SyntaxError('it does not say when it was made');
  const closing = Buffer.concat([hashedPart, Uint8Array.of(version, 0xff), uint32(hashedPart.length)]);
  return {
    version,
    type,
    algorithm,
    digest,
    created,
    expires: expiryIn(hashed, created),
    issuer: issuerIn(hashed) || issuerIn(unhashed),
    salt,
    closing,
    checksum,
    numbers: octets.rest(),
    hashed,
    unhashed,
    body,
  };
}

function signatureVersion(version: number): 4 | 6 {
  if (version === 4 || version === 6) return version;
  if (version === 5) {
    throw new SyntaxError('it is a LibrePGP signature of version 5, which RFC 9580 does not know');
  }
  if (version === 3) throw new SyntaxError('it is of version 3, which ended with RFC 4880 and signs hardly a date');
  throw new SyntaxError(`it is of version ${String(version)}, which is unknown`);
}

function saltIn(octets: Octets, digest: DigestName): Uint8Array {
  const length = octets.uint8();
  if (length !== saltSizes[digest]) throw new SyntaxError(`its salt is not what ${digests[digest].title} takes`);
  return octets.take(length);
}

function expiryIn(hashed: readonly Subpacket[], created: Date): Date | null {
  const seconds = lastOf(hashed, subpacketTypes.signatureExpires)?.uint32() ?? 0;
  return seconds === 0 ? null : new Date(created.getTime() + seconds * 1000);
}

/** A fingerprint says which key; a key id only which keys it may be. */
function issuerIn(subpackets: readonly Subpacket[]): string {
  const fingerprint = lastOf(subpackets, subpacketTypes.issuerFingerprint);
  if (fingerprint !== null) {
    fingerprint.uint8();
    return hexOf(fingerprint.rest());
  }
  const keyId = lastOf(subpackets, subpacketTypes.issuerKeyId);
  return keyId === null ? '' : hexOf(keyId.rest());
}
