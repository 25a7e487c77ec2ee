import type { ExitCode } from '../errors.ts';
import type { ErrorDocument, ReceiptDocument } from './receipt-document.ts';

/** What `release --all-projects --json` prints once something was begun. */
export interface ReleasesDocument {
  readonly schemaVersion: 1;
  readonly command: 'release';
  readonly exitCode: ExitCode;
  /** Of the projects that were begun, in their order. */
  readonly releases: readonly ReceiptDocument[];
  /** Projects that were not, because one before them failed. */
  readonly notStarted: readonly string[];
  /** That which decided the exit code. */
  readonly error: ErrorDocument | null;
}
