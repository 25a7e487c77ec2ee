import type { PublicKeyFields } from './public-key-fields.ts';
import type { SelfSignature } from './self-signatures.ts';
import { signatureTypes } from './signature-fields.ts';
import { lastOf, subpacketTypes } from './subpackets.ts';

/** Whether a key, by its certificate's own words, was good for signing. */
export type Standing =
  | { readonly stands: true; readonly by: readonly SelfSignature[] }
  /** Completes the sentence "the key …". */
  | { readonly stands: false; readonly reason: string };

/** How a fault is told; null for a fault that does not matter here. */
interface FaultWords {
  readonly expired: string;
  readonly noSigning: string | null;
}

const SIGN_DATA = 0x02;

/**
 * The newest word counts. A published certificate often keeps only its newest self-signatures: where all are newer than
 * the signature, the first is taken; what had expired by then is not forgiven.
 */
export function newestAt(words: readonly SelfSignature[], seen: Date): SelfSignature | null {
  const inTime = words.filter(({ signature }) => signature.created <= seen);
  const live = inTime.filter(({ signature }) => signature.expires === null || signature.expires > seen);
  if (live.length > 0) return live.toSorted(byDate).at(-1) ?? null;
  return inTime.length > 0 ? null : (words.toSorted(byDate)[0] ?? null);
}

function byDate(one: SelfSignature, other: SelfSignature): number {
  return one.signature.created.getTime() - other.signature.created.getTime();
}

export function standingOf(
  key: PublicKeyFields,
  words: readonly SelfSignature[],
  seen: Date,
  { expired, noSigning }: FaultWords,
): Standing {
  const direct = words.filter(({ signature }) => signature.type === signatureTypes.directKey);
  // In version 6 what holds for the whole key stands directly on it (RFC 9580 §5.2.3.10).
  const newest = newestAt(key.version === 6 && direct.length > 0 ? direct : words, seen);
  if (newest === null) return { stands: false, reason: `${expired}: its self-signatures had run out` };
  const sources = [newest, newestAt(direct, seen)];
  const ends = endOf(key, sources);
  if (ends !== null && ends <= seen) return { stands: false, reason: expired };
  const flags = firstIn(sources, subpacketTypes.keyFlags);
  if (noSigning !== null && flags !== null && (flags.uint8() & SIGN_DATA) === 0) {
    return { stands: false, reason: noSigning };
  }
  return { stands: true, by: words };
}

function endOf({ created }: PublicKeyFields, sources: readonly (SelfSignature | null)[]): Date | null {
  const seconds = firstIn(sources, subpacketTypes.keyExpires)?.uint32() ?? 0;
  return seconds === 0 ? null : new Date(created.getTime() + seconds * 1000);
}

function firstIn(sources: readonly (SelfSignature | null)[], type: number): ReturnType<typeof lastOf> {
  const found = sources.map((source) => (source === null ? null : lastOf(source.signature.hashed, type)));
  return found.find((octets) => octets !== null) ?? null;
}

/** Reasons (RFC 9580 §5.2.3.31) after which earlier signatures still count; all others are hard. */
const softReasons = new Map([
  [1, 'replaced by another'],
  [3, 'retired'],
]);

/**
 * A hard revocation takes back everything, whenever it was signed: whoever stole the key chooses the date. A soft one
 * refuses only what came later.
 */
export function judgeRevocations(revocations: readonly SelfSignature[], seen: Date, hardWords: string): string | null {
  for (const { signature } of revocations) {
    const code = lastOf(signature.hashed, subpacketTypes.revocationReason);
    const soft = code === null || code.left === 0 ? undefined : softReasons.get(code.uint8());
    if (soft === undefined) return hardWords;
    if (signature.created <= seen) return `was ${soft} on ${onDay(signature.created)}, before it signed`;
  }
  return null;
}

function onDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
