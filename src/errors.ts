/** What the shell sees. `docs/exit-codes.md` tells a person what each means. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 130;

export type ErrorCode =
  | 'USAGE'
  | 'NO_FILES'
  | 'NO_DISTRIBUTION'
  | 'SEVERAL_PROJECTS'
  | 'SEVERAL_VERSIONS'
  | 'ORPHAN_SIGNATURE'
  | 'DISTRIBUTION_INVALID'
  | 'UNSIGNED_SIBLING'
  | 'PREFLIGHT'
  | 'SIGNATURE_EXISTS'
  | 'SIGNATURE_WRONG'
  | 'SIGNATURE_UNUSABLE'
  | 'FILE_CHANGED'
  | 'OTHER_BYTES_LISTED'
  | 'UNSIGNED'
  | 'SIGNER_NOT_TRUSTED'
  | 'CERTIFICATE_NOT_FOUND'
  | 'NOT_LISTED'
  | 'INDEX_REFUSED'
  | 'INDEX_FAILED'
  | 'INDEX_UNREACHABLE'
  | 'FILE_EXISTS'
  | 'GPG_MISSING'
  | 'KEY_NOT_FOUND'
  | 'KEY_AMBIGUOUS'
  | 'KEY_UNUSABLE'
  | 'AGENT_UNAVAILABLE'
  | 'PASSPHRASE_WRONG'
  | 'CREDENTIALS_MISSING'
  | 'CREDENTIALS_REFUSED'
  | 'ENVIRONMENT'
  | 'INDEX_DROPS_SIGNATURES'
  | 'SIGNATURE_DROPPED'
  | 'SIGNATURE_ALTERED'
  | 'NOT_VISIBLE'
  | 'CANCELLED'
  | 'UNEXPECTED';

/** Adding a code without an exit code does not compile. */
export const exitCodes: Record<ErrorCode, ExitCode> = {
  USAGE: 2,
  NO_FILES: 2,
  NO_DISTRIBUTION: 2,
  SEVERAL_PROJECTS: 2,
  SEVERAL_VERSIONS: 2,
  ORPHAN_SIGNATURE: 2,
  DISTRIBUTION_INVALID: 2,
  UNSIGNED_SIBLING: 2,
  PREFLIGHT: 2,
  SIGNATURE_EXISTS: 3,
  SIGNATURE_WRONG: 3,
  SIGNATURE_UNUSABLE: 3,
  FILE_CHANGED: 3,
  OTHER_BYTES_LISTED: 3,
  UNSIGNED: 4,
  SIGNER_NOT_TRUSTED: 4,
  CERTIFICATE_NOT_FOUND: 4,
  NOT_LISTED: 5,
  INDEX_REFUSED: 5,
  INDEX_FAILED: 5,
  INDEX_UNREACHABLE: 5,
  FILE_EXISTS: 5,
  GPG_MISSING: 6,
  KEY_NOT_FOUND: 6,
  KEY_AMBIGUOUS: 6,
  KEY_UNUSABLE: 6,
  AGENT_UNAVAILABLE: 6,
  PASSPHRASE_WRONG: 6,
  CREDENTIALS_MISSING: 6,
  CREDENTIALS_REFUSED: 5,
  ENVIRONMENT: 6,
  INDEX_DROPS_SIGNATURES: 7,
  SIGNATURE_DROPPED: 7,
  SIGNATURE_ALTERED: 7,
  NOT_VISIBLE: 7,
  CANCELLED: 130,
  UNEXPECTED: 1,
};

/** Several outcomes in one run: the first of these that occurred is the exit code. */
const precedence: readonly ExitCode[] = [130, 1, 2, 6, 3, 4, 5, 7, 0];

export function mostSerious(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return precedence.find((code) => seen.has(code)) ?? 0;
}

interface PysignErrorOptions {
  /** The command or act that mends it; null where there is none. */
  readonly next?: string;
  /** Further facts, a line each: digests, candidates, what the server said. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** Every expected failure: what is at fault, why, and what to do next. */
export class PysignError extends Error {
  override readonly name = 'PysignError';
  readonly code: ErrorCode;
  readonly next: string | null;
  readonly details: readonly string[];

  constructor(code: ErrorCode, message: string, options: PysignErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.next = options.next ?? null;
    this.details = options.details ?? [];
  }

  get exitCode(): ExitCode {
    return exitCodes[this.code];
  }
}

/** Somebody pressed Ctrl-C. @param what was left undone: a file, or the run. */
export function cancelled(what: string): PysignError {
  return new PysignError('CANCELLED', `${what} was cancelled at the keyboard`, {
    next: 'run the same command again; it does only what is missing',
  });
}

/** The text of anything that was thrown, for use as a cause inside a sentence. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** True for a failure of the operating system with one of these codes (`ENOENT`, `EEXIST` …). */
export function isSystemError(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && codes.includes(thrown.code);
}
