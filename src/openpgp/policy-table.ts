/** Whose refusals are known here. `pysign`'s own are final; the others' are told to whoever chooses a key. */
type Verifier = 'GnuPG' | 'Sequoia' | 'apt' | 'pysign';

/** One verifier stops relying on something on a day (00:00 UTC). */
export interface Refusal {
  readonly by: Verifier;
  readonly from: Date;
  /** The document or program that says so. */
  readonly source: string;
}

export interface KeyRefusal extends Refusal {
  /** Completes "refuses …". */
  readonly what: string;
  /** RFC 9580 §9.1. */
  readonly algorithms: readonly number[];
  readonly belowBits: number;
  /** By gpg's names; null stands for every curve, or for none. */
  readonly curves: readonly string[] | null;
}

/** The digests of RFC 9580 §9.5 with their numbers, and the names that people know. */
export const digests = {
  md5: { number: 1, title: 'MD5' },
  sha1: { number: 2, title: 'SHA-1' },
  ripemd160: { number: 3, title: 'RIPEMD-160' },
  sha256: { number: 8, title: 'SHA-256' },
  sha384: { number: 9, title: 'SHA-384' },
  sha512: { number: 10, title: 'SHA-512' },
  sha224: { number: 11, title: 'SHA-224' },
  'sha3-256': { number: 12, title: 'SHA3-256' },
  'sha3-512': { number: 14, title: 'SHA3-512' },
} as const;

export type DigestName = keyof typeof digests;

/** What a signature is over: bytes that a stranger may have chosen, or a person's own key and user id. */
export type DigestUse = 'content' | 'self-signature';

export interface DigestRefusal extends Refusal {
  readonly digest: DigestName;
  readonly uses: readonly DigestUse[];
}

const ALWAYS = new Date(0);
const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

const RSA = [1, 2, 3];
const ELGAMAL = [16, 20];
const DSA = [17];
const ECDSA = [19];
/** Ed25519 and Ed448 in the form that RFC 9580 gave them, for version 4 and 6 keys. */
const EDDSA_OF_RFC_9580 = [27, 28];
const BRAINPOOL = ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'];
const ANY_SIZE = Number.POSITIVE_INFINITY;

const sequoia = 'sequoia-openpgp 2.0, StandardPolicy';
const apt = 'apt 3.0, default-sequoia.config';
const openpgpJs = 'RFC 9580 §9.1, and the defaults of openpgp.js 6.3.2';

/** Newest and strictest first among those that fit one key. */
export const keyRefusals: readonly KeyRefusal[] = [
  { ...sized('RSA keys below 2048 bits', RSA, 2048), by: 'pysign', from: ALWAYS, source: openpgpJs },
  { ...sized('RSA keys below 2048 bits', RSA, 2048), by: 'Sequoia', from: day('2014-02-01'), source: sequoia },
  { ...sized('RSA keys below 3072 bits', RSA, 3072), by: 'apt', from: day('2030-02-01'), source: apt },
  { ...sized('DSA keys', DSA, ANY_SIZE), by: 'pysign', from: ALWAYS, source: openpgpJs },
  { ...sized('DSA keys below 2048 bits', DSA, 2048), by: 'Sequoia', from: day('2014-02-01'), source: sequoia },
  { ...sized('DSA keys', DSA, ANY_SIZE), by: 'apt', from: day('2024-02-01'), source: apt },
  { ...sized('DSA keys', DSA, ANY_SIZE), by: 'Sequoia', from: day('2030-02-01'), source: sequoia },
  { ...sized('Elgamal keys', ELGAMAL, ANY_SIZE), by: 'pysign', from: ALWAYS, source: openpgpJs },
  { ...onCurves('the curve secp256k1', ECDSA, ['secp256k1']), by: 'pysign', from: ALWAYS, source: openpgpJs },
  { ...onCurves('Brainpool curves', ECDSA, BRAINPOOL), by: 'apt', from: day('2028-02-01'), source: apt },
  {
    ...sized('keys of the algorithms 27 and 28', EDDSA_OF_RFC_9580, ANY_SIZE),
    by: 'GnuPG',
    from: ALWAYS,
    source: 'tried with GnuPG 2.2.40; the same in 2.4',
  },
];

function sized(what: string, algorithms: readonly number[], belowBits: number): Omit<KeyRefusal, keyof Refusal> {
  return { what, algorithms, belowBits, curves: null };
}

function onCurves(
  what: string,
  algorithms: readonly number[],
  curves: readonly string[],
): Omit<KeyRefusal, keyof Refusal> {
  return { what, algorithms, belowBits: ANY_SIZE, curves };
}

const everywhere = ['content', 'self-signature'] as const;
const hashesOfRfc = 'RFC 9580 §9.5, and the defaults of openpgp.js 6.3.2';

export const digestRefusals: readonly DigestRefusal[] = [
  { digest: 'md5', uses: everywhere, by: 'pysign', from: ALWAYS, source: hashesOfRfc },
  { digest: 'md5', uses: ['content'], by: 'Sequoia', from: day('1997-02-01'), source: sequoia },
  { digest: 'md5', uses: ['self-signature'], by: 'Sequoia', from: day('2004-02-01'), source: sequoia },
  { digest: 'md5', uses: everywhere, by: 'GnuPG', from: day('2014-11-06'), source: 'GnuPG 2.1.0, NEWS' },
  { digest: 'sha1', uses: ['content'], by: 'pysign', from: ALWAYS, source: hashesOfRfc },
  { digest: 'sha1', uses: ['content'], by: 'Sequoia', from: day('2013-02-01'), source: sequoia },
  { digest: 'sha1', uses: ['self-signature'], by: 'Sequoia', from: day('2023-02-01'), source: sequoia },
  { digest: 'sha1', uses: ['self-signature'], by: 'apt', from: day('2026-02-01'), source: apt },
  { digest: 'ripemd160', uses: everywhere, by: 'pysign', from: ALWAYS, source: hashesOfRfc },
  { digest: 'ripemd160', uses: everywhere, by: 'Sequoia', from: day('2013-02-01'), source: sequoia },
  { digest: 'sha224', uses: everywhere, by: 'apt', from: day('2026-02-01'), source: apt },
];
