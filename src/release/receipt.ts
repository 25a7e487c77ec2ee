import type { SignatureFate } from '../evidence/signature-fate.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import type { UploadOutcome } from '../indexes/upload.ts';
import type { PysignError } from '../errors.ts';

export type SignaturesMode = 'prefer' | 'require' | 'off';

/** The report of one release: what was sent, what was answered, what was proven. Never read back. */
export interface Receipt {
  readonly command: 'release' | 'upload' | 'confirm';
  readonly project: string;
  readonly version: string;
  readonly server: IndexServer;
  readonly signatures: SignaturesMode;
  readonly key: { readonly fingerprint: string; readonly userId: string } | null;
  readonly files: readonly FileReport[];
  /** A person wanted to leave after the first byte: what was not done by then was left. */
  readonly interrupted: boolean;
  /** What a dry run would have sent, a line a request; null for a run that was meant. */
  readonly wouldSend: readonly string[] | null;
  readonly warnings: readonly string[];
}

export interface FileReport {
  readonly filename: string;
  /** Lower-case hex of the bytes on disk. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly signed: 'made' | 'kept' | 'replaced' | 'no';
  readonly upload: UploadOutcome;
  readonly listing: ListingReport;
  readonly signature: SignatureFate;
  /** What the index says of the signature, whatever it does: `has_sig`, `gpg-sig` or `data-gpg-sig`. */
  readonly hasSig: boolean | null;
}

export type ListingReport =
  | { readonly listed: 'same' }
  | { readonly listed: 'other-bytes'; readonly sha256: string }
  | { readonly listed: 'never'; readonly waitedSeconds: number }
  | { readonly listed: 'unknown'; readonly cause: PysignError }
  | { readonly listed: 'not-asked' };
