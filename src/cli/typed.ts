import type { GivenFlags } from '../config/settings.ts';
import { PysignError } from '../errors.ts';

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
  readonly username: string | null;
  readonly passwordStdin: boolean;
  readonly passwordFile: string | null;
  /** Path of the file to read in place of `~/.pypirc`. */
  readonly configFile: string | null;
  /** Path of a PEM file with the authorities to trust. */
  readonly cert: string | null;
  /** Path of a PEM file with a certificate and its key. */
  readonly clientCert: string | null;
  readonly comment: string | null;
  readonly disableProgressBar: boolean;
  readonly verbose: boolean;
  readonly noKeyring: boolean;
  readonly nonInteractive: boolean;
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
  readonly timeout?: number | undefined;
  readonly jobs?: number | undefined;
  readonly receipt?: string | undefined;
  readonly 'dry-run'?: boolean;
  readonly strict?: boolean;
  readonly 'all-projects'?: boolean;
  readonly 'key-file'?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
  readonly 'passphrase-fd'?: number | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly 'password-stdin'?: boolean;
  readonly 'password-file'?: string | undefined;
  readonly 'config-file'?: string | undefined;
  readonly cert?: string | undefined;
  readonly 'client-cert'?: string | undefined;
  readonly comment?: string | undefined;
  readonly identity?: string | undefined;
  readonly 'disable-progress-bar'?: boolean;
  readonly verbose?: boolean;
  readonly 'no-keyring'?: boolean;
  readonly 'non-interactive'?: boolean;
}

/** @throws PysignError `USAGE` for a password among the arguments */
export function typed(files: readonly string[] | undefined, flags: ParsedFlags): Typed {
  if (flags.password !== undefined) throw passwordArgument();
  return {
    files: files ?? [],
    json: flags.json,
    quiet: flags.quiet,
    allowHttp: flags['allow-http'] ?? false,
    repository: flags.repository ?? null,
    repositoryUrl: flags['repository-url'] ?? null,
    simpleUrl: flags['simple-url'] ?? null,
    key: flags.key ?? flags.identity ?? null,
    signatures: flags.signatures ?? null,
    confirmTimeout: flags['confirm-timeout'] ?? null,
    timeout: flags.timeout ?? null,
    jobs: flags.jobs ?? null,
    receipt: flags.receipt ?? null,
    dryRun: flags['dry-run'] ?? false,
    strict: flags.strict ?? false,
    allProjects: flags['all-projects'] ?? false,
    keyFile: flags['key-file'] ?? null,
    passphraseFile: flags['passphrase-file'] ?? null,
    passphraseFd: flags['passphrase-fd'] ?? null,
    username: flags.username ?? null,
    passwordStdin: flags['password-stdin'] ?? false,
    passwordFile: flags['password-file'] ?? null,
    configFile: flags['config-file'] ?? null,
    cert: flags.cert ?? null,
    clientCert: flags['client-cert'] ?? null,
    comment: flags.comment ?? null,
    disableProgressBar: flags['disable-progress-bar'] ?? false,
    verbose: flags.verbose ?? false,
    noKeyring: flags['no-keyring'] ?? false,
    nonInteractive: flags['non-interactive'] ?? false,
  };
}

/** twine takes one; whoever can list the processes of a machine reads it. */
function passwordArgument(): PysignError {
  return new PysignError(
    'USAGE',
    'a password is never taken as an argument: everybody on this machine can read those',
    {
      next: 'pipe it in with --password-stdin, or use --password-file FILE, or PYSIGN_TOKEN',
    },
  );
}
