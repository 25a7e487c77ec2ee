import { PysignError } from '../errors.ts';
import { undecidedPair } from './patterns.ts';
import type { PinEvidence, TrustFile, WrittenPin } from './trust-file.ts';

export interface NewPin {
  /** Normalised name or pattern. */
  readonly project: string;
  readonly fingerprint: string;
  readonly versions: string | null;
  readonly reason: string | null;
  readonly evidence: readonly PinEvidence[];
}

/**
 * Pins one more key for a project. What limits the pin already stays as it is.
 * @throws PysignError `USAGE` where the new wish contradicts it
 */
export function withPin(file: TrustFile, wish: NewPin): TrustFile {
  const changed = pinnedToo(file, wish);
  const patterns = changed.pins.map((pin) => pin.project);
  const pair = undecidedPair(patterns)?.map((position) => patterns[position] ?? '');
  if (pair === undefined) return changed;
  throw new PysignError('USAGE', `for projects that fit both, neither of ${pair.join(' and ')} decides`, {
    next: 'name projects whole, or one pattern with more letters than the other',
  });
}

function pinnedToo(file: TrustFile, wish: NewPin): TrustFile {
  const { project, fingerprint, versions, reason, evidence } = wish;
  const old = file.pins.find((pin) => pin.project === project);
  if (old === undefined) {
    const limits = { versions, index: null, notBefore: null, notAfter: null, reason };
    return { ...file, pins: [...file.pins, { project, openpgp: [fingerprint], ...limits, evidence }] };
  }
  if (versions !== null && versions !== old.versions) {
    const is = old.versions === null ? 'for every version' : `for the versions ${old.versions}`;
    throw new PysignError('USAGE', `${project} is pinned ${is} already`, { next: `pysign trust remove ${project}` });
  }
  const pin: WrittenPin = {
    ...old,
    openpgp: [...new Set([...old.openpgp, fingerprint])],
    reason: reason ?? old.reason,
    evidence: [...old.evidence, ...evidence],
  };
  return { ...file, pins: file.pins.map((each) => (each === old ? pin : each)) };
}

/**
 * Takes back the pin of a project, or one of its keys.
 * @throws PysignError `USAGE` where there is nothing to take back
 */
export function withoutPin(file: TrustFile, project: string, fingerprint: string | null): TrustFile {
  const old = file.pins.find((pin) => pin.project === project);
  if (old === undefined || (fingerprint !== null && !old.openpgp.includes(fingerprint))) {
    const what = fingerprint === null || old === undefined ? project : `${fingerprint} for ${project}`;
    throw new PysignError('USAGE', `${what} is not pinned`, { next: 'pysign trust list' });
  }
  const left = fingerprint === null ? [] : old.openpgp.filter((each) => each !== fingerprint);
  const others = file.pins.filter((pin) => pin !== old);
  return { ...file, pins: left.length === 0 ? others : [...others, { ...old, openpgp: left }] };
}
