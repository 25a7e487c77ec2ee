import { constants, createPrivateKey, type KeyObject, privateEncrypt } from 'node:crypto';
import { type Config, config, enums, type SecretKeyPacket, type SecretSubkeyPacket, SignaturePacket } from 'openpgp';
import type { HashName } from '../content.ts';
import { hashNumbers, type SignatureAlgorithm } from './signature-algorithm.ts';
import { numberNames } from './signature-packet.ts';

declare module 'openpgp' {
  interface SignaturePacket {
    /** The numbers of the signature, by their names in RFC 9580 §5.2.3. */
    params: unknown;
    sign(
      key: SecretKeyPacket | SecretSubkeyPacket,
      data: Uint8Array,
      date: Date,
      detached: boolean,
      config: Config,
    ): Promise<void>;
  }
}

type SecretPacket = SecretKeyPacket | SecretSubkeyPacket;
export type SignDigest = (digest: Uint8Array, hash: HashName) => Promise<readonly Uint8Array[]>;

/** Signs digests that were made elsewhere with an unlocked key. */
export function digestSigner(packet: SecretPacket, { scheme }: SignatureAlgorithm): SignDigest {
  if (scheme !== 'rsa') return async (digest, hash) => curveNumbers(packet, scheme, digest, hash);
  const key = rsaKey(packet);
  return async (digest, hash) => [rsaNumber(key, digest, hash)];
}

/** openpgp.js hashes for itself what it signs; this hands it a digest that is finished. Proven for openpgp 6.3.2. */
class DigestSignature extends SignaturePacket {
  readonly #digest: Uint8Array;

  constructor(digest: Uint8Array) {
    super();
    this.#digest = digest;
  }

  /** With nothing to hash, openpgp.js does not turn to WebCrypto, which would hash again. */
  toHash(): null {
    return null;
  }

  async hash(): Promise<Uint8Array> {
    return this.#digest;
  }
}

async function curveNumbers(
  packet: SecretPacket,
  scheme: 'ecdsa' | 'eddsa',
  digest: Uint8Array,
  hash: HashName,
): Promise<readonly Uint8Array[]> {
  const signature = new DigestSignature(digest);
  signature.signatureType = enums.signature.binary;
  signature.publicKeyAlgorithm = packet.algorithm;
  signature.hashAlgorithm = hashNumbers[hash];
  await signature.sign(packet, new Uint8Array(), new Date(), true, config);
  return numberNames[scheme].map((name) => numberIn(signature.params, name));
}

/** What precedes a digest in EMSA-PKCS1-v1_5 (RFC 8017 §9.2, note 1). */
const digestInfo: Readonly<Record<HashName, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** By OpenSSL, which blinds: openpgp.js would reckon with plain big integers, a tenth as fast and in telling time. */
function rsaNumber(key: KeyObject, digest: Uint8Array, hash: HashName): Uint8Array {
  const encoded = Buffer.concat([Buffer.from(digestInfo[hash], 'hex'), digest]);
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encoded);
}

/** OpenPGP keeps the inverse of p modulo q (RFC 9580 §5.5.5.1), JWK that of q modulo p: the primes change places. */
function rsaKey({ publicParams, privateParams }: SecretPacket): KeyObject {
  const [n, e] = ['n', 'e'].map((name) => numberIn(publicParams, name));
  const [d, p, q, u] = ['d', 'q', 'p', 'u'].map((name) => numberIn(privateParams, name));
  const remainder = (prime: Uint8Array | undefined): Uint8Array => bytesOf(integer(d) % (integer(prime) - 1n));
  const parts = { n, e, d, p, q, dp: remainder(p), dq: remainder(q), qi: u };
  const key: Record<string, string> = { kty: 'RSA' };
  for (const [name, bytes] of Object.entries(parts)) key[name] = Buffer.from(bytes ?? []).toString('base64url');
  return createPrivateKey({ format: 'jwk', key });
}

function integer(bytes: Uint8Array = new Uint8Array()): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesOf(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

function numberIn(parameters: unknown, name: string): Uint8Array {
  const entries = typeof parameters === 'object' && parameters !== null ? Object.entries(parameters) : [];
  const value: unknown = entries.find(([key]) => key === name)?.[1];
  if (value instanceof Uint8Array) return value;
  throw new SyntaxError(`no number ${name}`);
}
