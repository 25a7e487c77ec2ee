import type { Certificate } from './certificate.ts';
import { type DigestName, digests } from './policy-table.ts';
import { digestNumbered, judgeDigest, judgeKey, type KeyStrength, type KnownRefusal } from './policy.ts';

/** A primary key or subkey whose end may be near. */
export interface AgingKey extends KeyStrength {
  /** Upper-case hex. */
  readonly fingerprint: string;
  readonly expires: Date | null;
}

const DAY_MS = 86_400_000;
/** A month is what a person needs to prolong a key and to have it spread. */
const EXPIRY_NOTICE_MS = 30 * DAY_MS;
/** As long as apt warned before it refused SHA-1. */
const REFUSAL_NOTICE_MS = 365 * DAY_MS;

/**
 * What the author should know of a key that can sign today, a sentence each: it expires soon, or verifiers refuse what
 * it is or what its certificate is made with, now or within a year.
 * @param parts the (sub)key that signs and its primary key, which are often one.
 * @param certificate null where it is not at hand.
 */
export function keyWarnings(parts: readonly AgingKey[], certificate: Certificate | null, at: Date): readonly string[] {
  const warnings = parts.flatMap((part) => [...expiryWarnings(part, at), ...strengthWarnings(part, at)]);
  const signing = parts[0]?.fingerprint ?? '';
  return [...new Set([...warnings, ...(certificate === null ? [] : selfSignatureWarnings(certificate, signing, at))])];
}

function expiryWarnings({ fingerprint, expires }: AgingKey, at: Date): readonly string[] {
  if (expires === null || expires.getTime() - at.getTime() > EXPIRY_NOTICE_MS) return [];
  const days = Math.max(0, Math.floor((expires.getTime() - at.getTime()) / DAY_MS));
  const distance = days === 0 ? 'within a day' : days === 1 ? 'in 1 day' : `in ${String(days)} days`;
  return [`key ${fingerprint} expires ${distance}, on ${onDay(expires)}`];
}

function strengthWarnings(key: AgingKey, at: Date): readonly string[] {
  const judgement = judgeKey(key, at);
  if (judgement.worth !== 'warned') return [];
  const near = nearRefusals(judgement.refusals, at);
  return near === '' ? [] : [`key ${key.fingerprint}: ${near}`];
}

function nearRefusals(refusals: readonly KnownRefusal[], at: Date): string {
  return refusals
    .filter(({ from }) => from.getTime() - at.getTime() <= REFUSAL_NOTICE_MS)
    .map(({ by, from, what }) => `${by} refuses ${what}${sinceWhen(from, at)}`)
    .join('; ');
}

function sinceWhen(from: Date, at: Date): string {
  if (from.getTime() === 0) return '';
  return ` ${from <= at ? 'since' : 'from'} ${onDay(from)}`;
}

/** Of several self-signatures that say the same, one that every verifier takes is enough. */
function selfSignatureWarnings(certificate: Certificate, signing: string, at: Date): readonly string[] {
  return certificate.linksTo(signing).flatMap((link) => {
    const troubles = link.map((chain) => chainTrouble(chain, at));
    const [first] = troubles;
    if (first === undefined || troubles.includes('')) return [];
    const renew = `gpg --quick-set-expire ${certificate.fingerprint} 2y`;
    return [`a self-signature in the certificate ${certificate.fingerprint} ${first}; a new one: ${renew}`];
  });
}

function chainTrouble(chain: readonly number[], at: Date): string {
  return chain.map((number) => digestTrouble(digestNumbered(number), at)).find((trouble) => trouble !== '') ?? '';
}

function digestTrouble(digest: DigestName | null, at: Date): string {
  if (digest === null) return 'is made with an unknown digest';
  const judgement = judgeDigest(digest, at, 'self-signature');
  if (judgement.worth === 'refused') return judgement.reason;
  const near = judgement.worth === 'warned' ? nearRefusals(judgement.refusals, at) : '';
  return near === '' ? '' : `is made with ${digests[digest].title}: ${near}`;
}

function onDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
