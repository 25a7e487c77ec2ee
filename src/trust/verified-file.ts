import type { PysignError } from '../errors.ts';
import type { CrossCheck } from '../evidence/cross-check.ts';
import type { FileEvidence, SignatureEvidence } from '../evidence/file-evidence.ts';
import type { Pinned } from './judge.ts';
import type { Verdict } from './verdict.ts';

/** One file with everything that was found about it and what it comes to. */
export interface VerifiedFile {
  readonly evidence: FileEvidence;
  readonly verdict: Verdict;
  /** In the order of the signature file, each as if it were the only one. */
  readonly signatures: readonly VerifiedSignature[];
  /** What other verifiers say of it, where they were asked. */
  readonly crossChecks: readonly CrossCheck[];
  /** Null where the file may be relied on. */
  readonly problem: PysignError | null;
}

export interface VerifiedSignature {
  readonly signature: SignatureEvidence;
  /** Answered whatever the key is worth; null where it is not known who signed. */
  readonly pinned: Pinned | null;
  readonly verdict: Verdict;
}
