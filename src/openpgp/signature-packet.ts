import type { HashName } from '../content.ts';
import { itemsOf, parseSExpression } from './s-expression.ts';
import { hashNumbers, type SignatureAlgorithm } from './signature-algorithm.ts';

/** What a version 4 signature says of itself (RFC 9580 §5.2.3). */
export interface SignatureClaim {
  readonly algorithm: SignatureAlgorithm;
  readonly hash: HashName;
  /** Whole seconds are kept. */
  readonly created: Date;
  /** Fingerprint of the (sub)key that signs, 40 hex digits. */
  readonly issuer: string;
}

const VERSION = 4;
/** Over bytes as they are. Text signatures (0x01) normalise line ends and so verify several different files. */
const BINARY = 0x00;
const SIGNATURE_TAG = 2;

const subpacketTypes = { creationTime: 2, issuerKeyId: 16, issuerFingerprint: 33 } as const;

/** The part of the packet that is hashed after the content, up to and with the hashed subpackets. */
export function hashedPart(claim: SignatureClaim): Uint8Array {
  const fingerprint = Buffer.from(claim.issuer, 'hex');
  const subpackets = Buffer.concat([
    subpacket(subpacketTypes.creationTime, uint32(Math.floor(claim.created.getTime() / 1000))),
    subpacket(subpacketTypes.issuerFingerprint, Buffer.concat([Buffer.of(VERSION), fingerprint])),
  ]);
  const head = Buffer.of(VERSION, BINARY, claim.algorithm.number, hashNumbers[claim.hash]);
  return Buffer.concat([head, uint16(subpackets.length), subpackets]);
}

/** What closes the hash (RFC 9580 §5.2.4): `04 FF` and the length of the hashed part. */
export function trailer(hashed: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION, 0xff), uint32(hashed.length)]);
}

/** The whole packet, from its hashed part, the digest that was signed and the numbers of the signature. */
export function signaturePacket(claim: SignatureClaim, digest: Uint8Array, numbers: readonly Uint8Array[]): Uint8Array {
  const keyId = Buffer.from(claim.issuer.slice(-16), 'hex');
  const unhashed = subpacket(subpacketTypes.issuerKeyId, keyId);
  const body = Buffer.concat([
    hashedPart(claim),
    uint16(unhashed.length),
    unhashed,
    digest.subarray(0, 2),
    ...numbers.map(multiprecisionInteger),
  ]);
  return Buffer.concat([Buffer.of(0xc0 | SIGNATURE_TAG), packetLength(body.length), body]);
}

/** The numbers of a signature in their order (RFC 9580 §5.2.3). */
export const numberNames = { rsa: ['s'], ecdsa: ['r', 's'], eddsa: ['r', 's'] } as const;

/**
 * The numbers in gpg-agent's answer: `s` for RSA, `r` and `s` for ECDSA and EdDSA.
 * @throws SyntaxError when the answer is not a signature of this scheme.
 */
export function signatureNumbers(answer: Uint8Array, scheme: SignatureAlgorithm['scheme']): readonly Uint8Array[] {
  const [signature] = itemsOf(parseSExpression(answer), 'sig-val') ?? [];
  const parameters = itemsOf(signature, scheme);
  return numberNames[scheme].map((name) => {
    const value = parameters?.map((parameter) => itemsOf(parameter, name)?.[0]).find((found) => found !== undefined);
    if (value instanceof Uint8Array) return value;
    throw new SyntaxError(`no number ${name} of an ${scheme} signature`);
  });
}

/** RFC 9580 §3.2: the length in bits, then the bytes, without leading zeros. */
function multiprecisionInteger(value: Uint8Array): Uint8Array {
  const first = value.findIndex((byte) => byte !== 0);
  const bytes = first === -1 ? new Uint8Array() : value.subarray(first);
  const bits = bytes.length === 0 ? 0 : bytes.length * 8 - (Math.clz32(bytes[0] ?? 0) - 24);
  return Buffer.concat([uint16(bits), bytes]);
}

function subpacket(type: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.of(body.length + 1, type), body]);
}

/** RFC 9580 §4.2.1, the forms of one and two octets: an RSA-16384 signature is the longest there is. */
function packetLength(length: number): Uint8Array {
  if (length < 192) return Buffer.of(length);
  return Buffer.of(((length - 192) >> 8) + 192, (length - 192) & 0xff);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
