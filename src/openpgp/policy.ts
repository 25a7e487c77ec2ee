import {
  type DigestName,
  digestRefusals,
  digests,
  type DigestUse,
  type KeyRefusal,
  keyRefusals,
  type Refusal,
} from './policy-table.ts';

/** A primary key or subkey, as RFC 9580 §9.1 numbers it and as gpg measures and names it. */
export interface KeyStrength {
  readonly algorithm: number;
  readonly bits: number;
  /** gpg's name (`nistp256`, `ed25519`); empty for keys without a curve. */
  readonly curve: string;
}

/** Somebody's refusal in words; `what` completes "refuses …". */
export interface KnownRefusal extends Refusal {
  readonly what: string;
}

/** What a key or digest is worth on a day. */
export type Judgement =
  | { readonly worth: 'accepted' }
  /** pysign takes it; each of these verifiers does not, or will not from its day on. */
  | { readonly worth: 'warned'; readonly refusals: readonly KnownRefusal[] }
  /** `reason` completes the sentence "the key …" or "the signature …". */
  | { readonly worth: 'refused'; readonly reason: string };

/** Pure: the same key on the same day is always worth the same. */
export function judgeKey(key: KeyStrength, at: Date): Judgement {
  return judgement(refusalsOfKey(key), at, (what) => `is ${describe(key)}, and verifiers refuse ${what}`);
}

/** By whom and from when, whatever the day. */
export function refusalsOfKey(key: KeyStrength): readonly KnownRefusal[] {
  return keyRefusals.filter((row) => concerns(row, key));
}

/** The same of a digest. */
export function refusalsOfDigest(digest: DigestName, use: DigestUse): readonly KnownRefusal[] {
  const what = `${digests[digest].title} ${use === 'content' ? 'signatures' : 'self-signatures'}`;
  return digestRefusals
    .filter((row) => row.digest === digest && row.uses.includes(use))
    .map((row) => ({ ...row, what }));
}

/** @param use a digest that is broken for strangers' bytes may still hold a person's own user id for some years. */
export function judgeDigest(digest: DigestName, at: Date, use: DigestUse = 'content'): Judgement {
  return judgement(refusalsOfDigest(digest, use), at, () => `is made with ${digests[digest].title}, which is broken`);
}

function judgement(refusals: readonly KnownRefusal[], at: Date, reason: (what: string) => string): Judgement {
  const own = refusals.find(({ by, from }) => by === 'pysign' && from <= at);
  if (own !== undefined) return { worth: 'refused', reason: reason(own.what) };
  const others = refusals.map(({ by, from, source, what }) => ({ by, from, source, what }));
  return others.length === 0 ? { worth: 'accepted' } : { worth: 'warned', refusals: others };
}

function concerns({ algorithms, belowBits, curves }: KeyRefusal, key: KeyStrength): boolean {
  return algorithms.includes(key.algorithm) && key.bits < belowBits && (curves === null || curves.includes(key.curve));
}

const families = new Map([
  [1, 'an RSA key'],
  [2, 'an RSA key'],
  [3, 'an RSA key'],
  [16, 'an Elgamal key'],
  [17, 'a DSA key'],
  [20, 'an Elgamal key'],
]);

function describe({ algorithm, bits, curve }: KeyStrength): string {
  if (curve !== '') return `a key on the curve ${curve}`;
  const family = families.get(algorithm) ?? `a key of the algorithm ${String(algorithm)}`;
  return `${family} of ${String(bits)} bits`;
}

const names = Object.keys(digests).filter((name): name is DigestName => name in digests);

const digestBits: Readonly<Record<DigestName, number>> = {
  md5: 128,
  sha1: 160,
  ripemd160: 160,
  sha224: 224,
  sha256: 256,
  'sha3-256': 256,
  sha384: 384,
  sha512: 512,
  'sha3-512': 512,
};

/**
 * RFC 9580 §5.2.3.2 to §5.2.3.5: a digest shorter than the curve makes no valid signature; the longest digest does
 * for the longest curves.
 */
export function isTooShort(digest: DigestName, { bits, algorithm }: KeyStrength): boolean {
  return CURVES.has(algorithm) && digestBits[digest] < Math.min(bits, digestBits.sha512);
}

/** ECDSA and EdDSA in both forms. */
const CURVES: ReadonlySet<number> = new Set([19, 22, 27, 28]);

/** @returns null for a number that RFC 9580 does not give to a digest. */
export function digestNumbered(number: number | null): DigestName | null {
  return names.find((name) => digests[name].number === number) ?? null;
}
