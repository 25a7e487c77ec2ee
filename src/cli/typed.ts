import type { GivenFlags } from '../config.ts';

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
  /** File with the keys to verify with, in place of gpg's keyring. */
  readonly keyFile: string | null;
}

/** The flags as the parser returns them; the flags a command lacks are simply not there. */
interface ParsedFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly 'allow-http'?: boolean;
  readonly 'repository-url'?: string | undefined;
  readonly 'simple-url'?: string | undefined;
  readonly key?: string | undefined;
  readonly signatures?: string | undefined;
  readonly 'confirm-timeout'?: number | undefined;
  readonly receipt?: string | undefined;
  readonly 'dry-run'?: boolean;
  readonly 'key-file'?: string | undefined;
}

export function typed(files: readonly string[] | undefined, flags: ParsedFlags): Typed {
  return {
    files: files ?? [],
    json: flags.json,
    quiet: flags.quiet,
    allowHttp: flags['allow-http'] ?? false,
    repositoryUrl: flags['repository-url'] ?? null,
    simpleUrl: flags['simple-url'] ?? null,
    key: flags.key ?? null,
    signatures: flags.signatures ?? null,
    confirmTimeout: flags['confirm-timeout'] ?? null,
    receipt: flags.receipt ?? null,
    dryRun: flags['dry-run'] ?? false,
    keyFile: flags['key-file'] ?? null,
  };
}
