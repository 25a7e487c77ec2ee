import type { PysignError } from '../errors.ts';
import type { Exception } from './policy.ts';

/** What a file is worth to whoever decided the policy. */
export type Verdict =
  /** `signer` is the primary fingerprint of the pinned key. */
  | { readonly verdict: 'trusted'; readonly signer: string }
  /** Let through although `instead` stands, by a written exception that has an end. */
  | { readonly verdict: 'excepted'; readonly exception: Exception; readonly instead: Refusal | Unsigned }
  | Refusal
  | Unsigned
  /** It cannot be told: nobody's key was found, or nobody could be asked. */
  | { readonly verdict: 'undetermined'; readonly cause: UndeterminedCause; readonly reason: string };

export interface Refusal {
  readonly verdict: 'rejected';
  readonly because: Because;
  /** A sentence. */
  readonly reason: string;
}

/**
 * `incorrect`: not what was signed, or not what was asked for. `unusable`: signed by a key, a digest or at a time that
 * is no good. `unpinned`: nobody is pinned. `signer-changed`: others are. `was-signed`: a pinned project came unsigned.
 */
export type Because = 'incorrect' | 'unusable' | 'unpinned' | 'signer-changed' | 'was-signed';

export interface Unsigned {
  readonly verdict: 'unsigned';
  readonly reason: string;
}

type UndeterminedCause = { readonly cause: 'no-key' } | { readonly cause: 'unreachable'; readonly error: PysignError };

/** Whether a person's mode lets a file pass. A pinned project that came unsigned or by another never does. */
export function passes(verdict: Verdict, mode: 'strict' | 'warn'): boolean {
  switch (verdict.verdict) {
    case 'trusted':
    case 'excepted':
      return true;
    case 'rejected':
      return mode === 'warn' && verdict.because === 'unpinned';
    case 'unsigned':
      return mode === 'warn';
    case 'undetermined':
      return mode === 'warn' && verdict.cause.cause === 'no-key';
  }
}
