import type { ErrorCode } from '../errors.ts';

/** Everything that preflight looks at, by the name that scripts see. */
export const ruleNames = [
  // The set of files
  'files',
  'several-projects',
  'several-versions',
  'archive',
  // One file
  'file-name',
  'platform-tag',
  'local-version',
  'one-sdist',
  'file-size',
  'record',
  'wheel-file',
  'entry-points',
  'compression',
  'metadata-version',
  'metadata-field',
  'summary',
  'description',
  'classifier',
  'license',
  'license-file',
  'url',
  'email',
  'requirement',
  // The index
  'index',
  'credentials',
  'signatures',
  'other-bytes',
  'project-size',
  'release-closed',
  'platform-lost',
  'clock',
  // The author
  'key',
] as const;

export type RuleName = (typeof ruleNames)[number];

/** Something that is wrong with a release, or may be, before anything of it was signed or sent. */
export interface Finding {
  readonly rule: RuleName;
  /** Its name without folder; null where no one file is at fault. */
  readonly file: string | null;
  readonly severity: 'error' | 'warning';
  /** Without the name of the file. May hold text from the archive, the key or the server: print it with care. */
  readonly message: string;
  /** What mends it: a command, or an act. */
  readonly fix: string;
  /** The day of our data, `YYYY-MM-DD`, where the index may have other rules by now; `--strict` makes an error of it. */
  readonly dataOf: string | null;
  /** What a command that stops at it fails with. */
  readonly code: ErrorCode;
}

export function error(rule: RuleName, file: string | null, message: string, fix: string): Finding {
  return { rule, file, severity: 'error', message, fix, dataOf: null, code: 'PREFLIGHT' };
}

export function warning(rule: RuleName, file: string | null, message: string, fix: string): Finding {
  return { ...error(rule, file, message, fix), severity: 'warning' };
}

/** What was so on that day, and the server can change. */
export function dated(dataOf: string, finding: Finding): Finding {
  const message = `${finding.message} (as of ${dataOf})`;
  return { ...finding, severity: 'warning', message, dataOf };
}

/** `--strict`: what was so when we last looked counts. */
export function strictly(finding: Finding): Finding {
  return finding.dataOf === null ? finding : { ...finding, severity: 'error' };
}
