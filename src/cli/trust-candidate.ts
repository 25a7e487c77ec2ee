import { fullFingerprint } from '../config/values.ts';
import { PysignError } from '../errors.ts';
import type { KeySource } from '../evidence/key-sources/key-source.ts';
import type { SigningHistory } from '../evidence/signing-history.ts';
import type { Certificate } from '../openpgp/certificate.ts';

export interface CandidateSearch {
  readonly project: string;
  /** As typed; null where the key is to be found. */
  readonly fingerprint: string | null;
  /** Whether a person sees the evidence and answers for the choice. */
  readonly asking: boolean;
  /** Those that a person named. */
  readonly typed: readonly KeySource[];
  readonly history: SigningHistory | null;
  readonly inKeyring: (issuer: string) => Promise<Certificate | null>;
}

/**
 * The key that is to be shown to a person. What the index names is a question here, never an answer.
 * @returns a whole primary fingerprint
 * @throws PysignError `USAGE` without a terminal or for a short key id; `KEY_AMBIGUOUS`; `CERTIFICATE_NOT_FOUND`
 */
export async function candidateFor(search: CandidateSearch): Promise<string> {
  const { project, fingerprint, asking } = search;
  const next = `pysign trust add ${project} --fingerprint FINGERPRINT`;
  if (fingerprint !== null) {
    const whole = fullFingerprint(fingerprint);
    if (whole !== null) return whole;
    throw new PysignError('USAGE', `${fingerprint} is no full fingerprint; shorter ones can be forged`, { next });
  }
  if (!asking) {
    throw new PysignError('USAGE', 'without a terminal nothing is trusted at first sight: name the key', { next });
  }
  const offered = await offeredBy(search.typed);
  const candidates = offered.length === 1 ? offered : await signersNamed(search);
  const [only, ...others] = candidates.length === 0 ? offered : candidates;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    throw new PysignError('CERTIFICATE_NOT_FOUND', `no key for ${project} was named, and no release names one`, {
      next,
    });
  }
  throw new PysignError('KEY_AMBIGUOUS', `there are several keys for ${project}`, { details: [only, ...others], next });
}

/** Every source tells what else it has, when asked for nothing. */
async function offeredBy(sources: readonly KeySource[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const source of sources) {
    const answer = await source.find('');
    if (answer.answer === 'unreachable') throw answer.cause;
    if (answer.answer === 'unknown') for (const each of answer.others) found.add(each);
  }
  return [...found];
}

async function signersNamed({ history, inKeyring }: CandidateSearch): Promise<readonly string[]> {
  const releases = history?.history === 'read' ? history.releases : [];
  const newest = releases.find(({ issuers }) => (issuers?.length ?? 0) > 0);
  const found = new Set<string>();
  for (const issuer of newest?.issuers ?? []) {
    const whole = (await inKeyring(issuer))?.fingerprint ?? fullFingerprint(issuer);
    if (whole !== null) found.add(whole);
  }
  return [...found];
}
