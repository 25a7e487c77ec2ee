import type { ErrorCode, ExitCode, PysignError } from '../errors.ts';
import type { SignatureFate } from '../evidence/signature-fate.ts';
import type { UploadOutcome } from '../indexes/upload.ts';
import type { FileReport, ListingReport, Receipt } from '../release/receipt.ts';

/** The one document that `release`, `upload` and `confirm` print with `--json`; all of it is always there. */
export interface ReceiptDocument {
  readonly schemaVersion: 1;
  readonly command: Receipt['command'];
  readonly exitCode: ExitCode;
  readonly project: string | null;
  readonly version: string | null;
  readonly index: {
    readonly name: string;
    readonly uploadUrl: string;
    readonly simpleUrl: string;
    readonly software: string | null;
  } | null;
  /** Where the password was found, in words; null where none was, or none was looked for. */
  readonly credentials: string | null;
  readonly key: { readonly fingerprint: string; readonly userId: string } | null;
  readonly files: readonly FileDocument[];
  readonly warnings: readonly string[];
  readonly error: ErrorDocument | null;
}

export interface FileDocument {
  readonly filename: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly upload: { readonly outcome: UploadOutcome['outcome'] };
  /** Null when it was not asked or could not be told. */
  readonly listed: boolean | null;
  readonly signature: {
    readonly fate: SignatureFate['fate'];
    readonly hasSig: boolean | null;
    readonly url: string | null;
    readonly verified: boolean;
    readonly signer: string | null;
    readonly copies: readonly string[];
  };
}

export interface ErrorDocument {
  readonly code: ErrorCode;
  /** A line on what is at fault, and a line for each further fact: digests, candidates, the server's words. */
  readonly message: string;
  readonly next: string | null;
}

/** @param credentials where the password was found, in words */
export function receiptDocument(
  receipt: Receipt,
  exitCode: ExitCode,
  error: PysignError | null,
  credentials: string | null,
): ReceiptDocument {
  const { command, project, version, server, key, warnings } = receipt;
  const index = {
    name: server.name,
    uploadUrl: server.uploadUrl.href,
    simpleUrl: server.simpleUrl.href,
    software: server.software,
  };
  const files = receipt.files.map(fileDocument);
  const failure = error === null ? null : errorDocument(error);
  const found = { schemaVersion: 1, command, exitCode, project, version, index, credentials, key } as const;
  return { ...found, files, warnings, error: failure };
}

/** The same document where the command failed before there was anything to report. */
export function failedReceiptDocument(command: Receipt['command'], error: PysignError): ReceiptDocument {
  return {
    schemaVersion: 1,
    command,
    exitCode: error.exitCode,
    project: null,
    version: null,
    index: null,
    credentials: null,
    key: null,
    files: [],
    warnings: [],
    error: errorDocument(error),
  };
}

export function errorDocument({ code, message, details, next }: PysignError): ErrorDocument {
  return { code, message: [message, ...details].join('\n'), next };
}

function fileDocument(file: FileReport): FileDocument {
  const { filename, sha256, size, upload, listing, signature, hasSig } = file;
  return {
    filename,
    sha256,
    size,
    upload: { outcome: upload.outcome },
    listed: listed(listing),
    signature: { fate: signature.fate, hasSig, ...served(signature), copies: [] },
  };
}

function listed(listing: ListingReport): boolean | null {
  switch (listing.listed) {
    case 'same':
      return true;
    case 'other-bytes':
    case 'never':
      return false;
    case 'unknown':
    case 'not-asked':
      return null;
  }
}

function served(signature: SignatureFate): { url: string | null; verified: boolean; signer: string | null } {
  switch (signature.fate) {
    case 'kept':
      return { url: signature.url.href, verified: signature.verified, signer: signature.signer };
    case 'altered':
      return { url: signature.url.href, verified: signature.stillValid, signer: signature.signer };
    case 'dropped':
      return { url: signature.url.href, verified: false, signer: null };
    case 'not-visible':
    case 'unknown':
    case 'not-sent':
      return { url: null, verified: false, signer: null };
  }
}
