import type { Exception, Pin, Policy } from '../trust/policy.ts';

/** `pysign.trust.toml`: the policy, and for every pin what spoke for its keys when a person decided. */
export interface TrustFile extends Policy {
  readonly pins: readonly WrittenPin[];
  readonly exceptions: readonly Exception[];
}

export interface WrittenPin extends Pin {
  readonly evidence: readonly PinEvidence[];
}

/** One observation that was shown to whoever decided. A record for reviews: nothing is ever decided by it. */
export interface PinEvidence {
  /** A sentence without its full stop. */
  readonly what: string;
  /** An address, a file or a program; null where a person answers for it. */
  readonly where: string | null;
  readonly when: Date;
}

export const nothingTrusted: TrustFile = { mode: 'strict', pins: [], exceptions: [] };
