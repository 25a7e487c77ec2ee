import type { GivenFlags } from '../config/settings.ts';

/** What the command line holds for a command of the author flow; null or empty where nothing was typed. */
export interface Typed extends GivenFlags {
  readonly files: readonly string[];
  readonly allowHttp: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Path of the JSON document to write beside whatever is printed. */
  readonly receipt: string | null;
  /** Everything but the upload. */
  readonly dryRun: boolean;
  readonly strict: boolean;
  readonly allProjects: boolean;
  /** File with the secret key to sign with, or with the keys to verify with, in place of gpg's. */
  readonly keyFile: string | null;
  readonly passphraseFile: string | null;
  readonly passphraseFd: number | null;
}

/** The flags as the parser returns them; the flags a command lacks are simply not there. */
interface ParsedFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly 'allow-http'?: boolean;
  readonly repository?: string | undefined;
  readonly 'repository-url'?: string | undefined;
  readonly 'simple-url'?: string | undefined;
  readonly key?: string | undefined;
  readonly signatures?: string | undefined;
  readonly 'confirm-timeout'?: number | undefined;
  readonly receipt?: string | undefined;
  readonly 'dry-run'?: boolean;
  readonly strict?: boolean;
  readonly 'all-projects'?: boolean;
  readonly 'key-file'?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
  readonly 'passphrase-fd'?: number | undefined;
}

export function typed(files: readonly string[] | undefined, flags: ParsedFlags): Typed {
  return {
    files: files ?? [],
    json: flags.json,
    quiet: flags.quiet,
    allowHttp: flags['allow-http'] ?? false,
    repository: flags.repository ?? null,
    repositoryUrl: flags['repository-url'] ?? null,
    simpleUrl: flags['simple-url'] ?? null,
    key: flags.key ?? null,
    signatures: flags.signatures ?? null,
    confirmTimeout: flags['confirm-timeout'] ?? null,
    receipt: flags.receipt ?? null,
    dryRun: flags['dry-run'] ?? false,
    strict: flags.strict ?? false,
    allProjects: flags['all-projects'] ?? false,
    keyFile: flags['key-file'] ?? null,
    passphraseFile: flags['passphrase-file'] ?? null,
    passphraseFd: flags['passphrase-fd'] ?? null,
  };
}
