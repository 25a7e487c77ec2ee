import type { Certificate } from '../openpgp/certificate.ts';
import { type KeyOutlook, outlookOf } from '../openpgp/key-outlook.ts';
import { type AskedSource, type Observation, observeKey } from './key-observations.ts';

/** A pinned key as it is known today, by everyone who could be asked. */
export interface CheckedKey {
  readonly fingerprint: string;
  /** The copy beside the trust file; null where it is missing. */
  readonly kept: Certificate | null;
  /** That copy and every newer word; null where nobody has the key. */
  readonly current: Certificate | null;
  /** Whether somebody knows more than the copy that is kept. */
  readonly isNewer: boolean;
  /** Completes "the key …"; null for a key that was not taken back. */
  readonly revoked: string | null;
  /** Null where nobody has the key. */
  readonly outlook: KeyOutlook | null;
  readonly observations: readonly Observation[];
  /** Keys that this one vouches for, and that were met where it was looked for. */
  readonly successors: readonly Successor[];
}

export interface Successor {
  readonly certificate: Certificate;
  readonly certified: Date;
  /** The source that had it. */
  readonly where: string;
}

/** How early a coming end is told. */
const DAYS_AHEAD = 60;

export async function checkKey(
  fingerprint: string,
  kept: Certificate | null,
  asked: readonly AskedSource[],
  now: Date,
): Promise<CheckedKey> {
  const { certificate, observations } = await observeKey(fingerprint, asked);
  const current = kept === null ? certificate : certificate === null ? kept : kept.merged(certificate);
  const isNewer = current !== null && current.minimal() !== kept?.minimal();
  const known = { fingerprint, kept, current, isNewer, observations };
  if (current === null) return { ...known, revoked: null, outlook: null, successors: [] };
  return {
    ...known,
    revoked: await current.revokedAt(now),
    outlook: await outlookOf(current, now, DAYS_AHEAD),
    successors: await successorsOf(current, asked),
  };
}

/** Where the key is looked for there may be another by now. */
async function successorsOf(old: Certificate, asked: readonly AskedSource[]): Promise<readonly Successor[]> {
  const found = new Map<string, Successor>();
  for (const { source } of asked.filter((each) => each.source.isPlace)) {
    const others = await source.find('');
    for (const fingerprint of others.answer === 'unknown' ? others.others : []) {
      const answer = await source.find(fingerprint);
      if (answer.answer !== 'found') continue;
      const certified = await old.certifies(answer.certificate);
      const { certificate } = answer;
      if (certified !== null) found.set(fingerprint, { certificate, certified, where: source.name });
    }
  }
  return [...found.values()];
}
