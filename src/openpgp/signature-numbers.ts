import { constants, createPublicKey, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { Octets } from './octets.ts';
import type { DigestName } from './policy-table.ts';
import type { PublicKeyFields } from './public-key-fields.ts';
import type { SignatureFields } from './signature-fields.ts';

/**
 * Whether the numbers of a signature were made with this key over this digest: the mathematics alone.
 * @param digest of everything that the signature is over, its own hashed part included.
 */
export async function numbersFit(
  signature: SignatureFields,
  digest: Uint8Array,
  key: PublicKeyFields,
): Promise<boolean> {
  const { checksum } = signature;
  if (digest[0] !== checksum[0] || digest[1] !== checksum[1]) return false;
  if (signature.version !== key.version || signature.algorithm !== key.algorithm) return false;
  switch (key.material.kind) {
    case 'rsa':
      return settled(() => rsaFits(signature, digest, keyObject(key)));
    case 'ed25519':
    case 'ed448':
      return settled(() => verify(null, digest, keyObject(key), edwardsNumbers(signature, key)));
    case 'dsa':
    case 'ecdsa': {
      const { numbersFitByOpenpgpJs } = await import('./openpgp-js-numbers.ts');
      return numbersFitByOpenpgpJs(signature, digest, key);
    }
    case 'cannot-sign':
      return false;
  }
}

/** OpenSSL throws for numbers that cannot be a signature: they are wrong, and nothing is broken. */
function settled(fits: () => boolean): boolean {
  try {
    return fits();
  } catch {
    return false;
  }
}

/** One key often signs many files. */
const keyObjects = new WeakMap<PublicKeyFields, KeyObject>();

function keyObject(key: PublicKeyFields): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = createPublicKey({ format: 'jwk', key: jwkOf(key) });
  keyObjects.set(key, made);
  return made;
}

function jwkOf({ material }: PublicKeyFields): Record<string, string> {
  switch (material.kind) {
    case 'rsa':
      return { kty: 'RSA', n: base64url(material.n), e: base64url(material.e) };
    case 'ed25519':
      return { kty: 'OKP', crv: 'Ed25519', x: base64url(material.point) };
    case 'ed448':
      return { kty: 'OKP', crv: 'Ed448', x: base64url(material.point) };
    case 'dsa':
    case 'ecdsa':
    case 'cannot-sign':
      throw new RangeError('OpenSSL is not asked about such a key');
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** What precedes a digest in EMSA-PKCS1-v1_5 (RFC 8017 §9.2, note 1). */
const digestInfo: Readonly<Record<DigestName, string>> = {
  md5: '3020300c06082a864886f70d020505000410',
  sha1: '3021300906052b0e03021a05000414',
  ripemd160: '3021300906052b2403020105000414',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
  sha224: '302d300d06096086480165030402040500041c',
  'sha3-256': '3031300d060960864801650304020805000420',
  'sha3-512': '3051300d060960864801650304020a05000440',
};

/** The whole encoded message is compared: padding that is parsed can be forged where the exponent is small. */
function rsaFits(signature: SignatureFields, digest: Uint8Array, key: KeyObject): boolean {
  const size = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const padded = leftPadded(new Octets(signature.numbers).integer(), size);
  const message = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, padded);
  const tail = Buffer.concat([Buffer.from(digestInfo[signature.digest], 'hex'), digest]);
  const filling = Buffer.alloc(size - tail.length - 3, 0xff);
  return message.equals(Buffer.concat([Buffer.of(0, 1), filling, Buffer.of(0), tail]));
}

/** `r` and `s`: as two numbers in the old form, as bytes in that of RFC 9580 §5.2.3.4. */
function edwardsNumbers({ numbers, algorithm }: SignatureFields, { material }: PublicKeyFields): Uint8Array {
  if (algorithm !== 22) return new Octets(numbers).take(material.kind === 'ed448' ? 114 : 64);
  const octets = new Octets(numbers);
  return Buffer.concat([leftPadded(octets.integer(), 32), leftPadded(octets.integer(), 32)]);
}

function leftPadded(number: Uint8Array, size: number): Uint8Array {
  if (number.length > size) throw new RangeError('the number is too large');
  return Buffer.concat([Buffer.alloc(size - number.length), number]);
}
