import { createHash } from 'node:crypto';
import { hexOf, Octets, uint16, uint32 } from './octets.ts';
import type { KeyStrength } from './policy.ts';

/** The public half of one key, as its packet has it (RFC 9580 §5.5.2). */
export interface PublicKeyFields {
  readonly version: 4 | 6;
  readonly created: Date;
  /** RFC 9580 §9.1. */
  readonly algorithm: number;
  readonly material: KeyMaterial;
  readonly strength: KeyStrength;
  /** Upper-case hex: 40 digits for version 4, 64 for version 6. */
  readonly fingerprint: string;
  /** Upper-case hex, 16 digits. */
  readonly keyId: string;
  /** What is hashed for it when something is said about this key (RFC 9580 §5.2.4). */
  readonly hashedForm: Uint8Array;
  /** The whole packet, without its header. */
  readonly body: Uint8Array;
}

type KeyMaterial =
  | { readonly kind: 'rsa'; readonly n: Uint8Array; readonly e: Uint8Array }
  | { readonly kind: 'ed25519' | 'ed448'; readonly point: Uint8Array }
  /** openpgp.js reckons with these. */
  | { readonly kind: 'dsa' | 'ecdsa' }
  | { readonly kind: 'cannot-sign' };

const algorithms = { rsa: 1, rsaSign: 3, dsa: 17, ecdsa: 19, eddsa: 22, ed25519: 27, ed448: 28 } as const;
const encryptionOnly: ReadonlySet<number> = new Set([2, 16, 18, 20, 25, 26]);

/** Object identifiers (RFC 9580 §9.2), as gpg calls the curves, with their size in bits. */
const curves: ReadonlyMap<string, readonly [string, number]> = new Map([
  ['2A8648CE3D030107', ['nistp256', 256]],
  ['2B81040022', ['nistp384', 384]],
  ['2B81040023', ['nistp521', 521]],
  ['2B2403030208010107', ['brainpoolP256r1', 256]],
  ['2B240303020801010B', ['brainpoolP384r1', 384]],
  ['2B240303020801010D', ['brainpoolP512r1', 512]],
  ['2B8104000A', ['secp256k1', 256]],
  ['2B06010401DA470F01', ['ed25519', 256]],
]);

/** @throws SyntaxError, which completes the sentence "the key cannot be read: …". */
export function parsePublicKey(body: Uint8Array): PublicKeyFields {
  const octets = new Octets(body);
  const version = keyVersion(octets.uint8());
  const created = octets.time();
  const algorithm = octets.uint8();
  const material = new Octets(version === 6 ? octets.take(octets.uint32()) : octets.rest());
  if (octets.left > 0) throw new SyntaxError('it is longer than it says');
  if (version === 6 && algorithm === algorithms.eddsa) {
    throw new SyntaxError('it is of version 6 in the old form of Ed25519, which RFC 9580 §5.5.5.5 forbids');
  }
  const hashedForm = hashedFormOf(version, body);
  const digest = createHash(version === 4 ? 'sha1' : 'sha256')
    .update(hashedForm)
    .digest();
  const fingerprint = hexOf(digest);
  const keyId = version === 4 ? fingerprint.slice(-16) : fingerprint.slice(0, 16);
  return { version, created, algorithm, ...materialIn(material, algorithm), fingerprint, keyId, hashedForm, body };
}

function keyVersion(version: number): 4 | 6 {
  if (version === 4 || version === 6) return version;
  if (version === 5) throw new SyntaxError('it is a LibrePGP key of version 5, which RFC 9580 does not know');
  throw new SyntaxError(`it is of version ${String(version)}`);
}

function hashedFormOf(version: 4 | 6, body: Uint8Array): Uint8Array {
  const head = version === 4 ? [Uint8Array.of(0x99), uint16(body.length)] : [Uint8Array.of(0x9b), uint32(body.length)];
  return Buffer.concat([...head, body]);
}

type Described = Pick<PublicKeyFields, 'material' | 'strength'>;

function materialIn(octets: Octets, algorithm: number): Described {
  const described = (material: KeyMaterial, bits: number, curve = ''): Described => {
    return { material, strength: { algorithm, bits, curve } };
  };
  if (encryptionOnly.has(algorithm)) return described({ kind: 'cannot-sign' }, 0);
  switch (algorithm) {
    case algorithms.rsa:
    case algorithms.rsaSign: {
      const [n, e] = [octets.integer(), octets.integer()];
      return described({ kind: 'rsa', n, e }, bitsOf(n));
    }
    case algorithms.dsa:
      return described({ kind: 'dsa' }, bitsOf(octets.integer()));
    case algorithms.ecdsa:
    case algorithms.eddsa:
      return onCurve(octets, algorithm, described);
    case algorithms.ed25519:
      return described({ kind: 'ed25519', point: octets.take(32) }, 256);
    case algorithms.ed448:
      return described({ kind: 'ed448', point: octets.take(57) }, 448);
    default:
      throw new SyntaxError(`it is of the unknown algorithm ${String(algorithm)}`);
  }
}

function onCurve(
  octets: Octets,
  algorithm: number,
  described: (material: KeyMaterial, bits: number, curve: string) => Described,
): Described {
  const oid = hexOf(octets.take(octets.uint8()));
  const curve = curves.get(oid);
  if (curve === undefined) throw new SyntaxError(`it is on a curve that is unknown here, ${oid}`);
  const [name, bits] = curve;
  if ((name === 'ed25519') !== (algorithm === algorithms.eddsa)) throw new SyntaxError(`it is on the curve ${name}`);
  if (name !== 'ed25519') return described({ kind: 'ecdsa' }, bits, name);
  const point = octets.integer();
  // RFC 9580 §9.2.1: 0x40 marks a point that is written as it is.
  if (point.length !== 33 || point[0] !== 0x40) throw new SyntaxError('it has no point of Ed25519');
  return described({ kind: 'ed25519', point: point.subarray(1) }, bits, name);
}

function bitsOf(integer: Uint8Array): number {
  return integer.length === 0 ? 0 : integer.length * 8 - (Math.clz32(integer[0] ?? 0) - 24);
}
