import { PysignError } from './errors.ts';

/** What a person typed; null where they did not. */
export interface GivenFlags {
  readonly repositoryUrl: string | null;
  readonly simpleUrl: string | null;
  readonly key: string | null;
  readonly signatures: string | null;
  readonly confirmTimeout: number | null;
}

/** Everything a release is told from outside, merged: flags, then `PYSIGN_*`, then `TWINE_*`, then defaults. */
export interface Settings {
  /** As given, user information included: take it out before anything is shown. */
  readonly repository: { readonly url: URL } | { readonly predefined: 'pypi' | 'testpypi' };
  readonly simpleUrl: URL | null;
  /** Fingerprint or address. */
  readonly key: string | null;
  readonly signatures: 'prefer' | 'require' | 'off';
  readonly confirmTimeoutSeconds: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const CONFIRM_TIMEOUT_SECONDS = 60;

/** @throws PysignError `USAGE` naming the setting that is wrong. */
export function mergeSettings(flags: GivenFlags, environment: Environment): Settings {
  const simpleUrl = flags.simpleUrl ?? given(environment, 'PYSIGN_SIMPLE_URL');
  return {
    repository: repository(flags, environment),
    simpleUrl: simpleUrl === null ? null : parseUrl(simpleUrl, 'simple API URL'),
    key: flags.key ?? given(environment, 'PYSIGN_KEY'),
    signatures: parseSignatures(flags.signatures ?? given(environment, 'PYSIGN_SIGNATURES') ?? 'prefer'),
    confirmTimeoutSeconds: flags.confirmTimeout ?? parseSeconds(given(environment, 'PYSIGN_CONFIRM_TIMEOUT')),
  };
}

/** An empty variable counts as unset, as CI systems leave them. */
export function given(environment: Environment, name: string): string | null {
  const value = environment[name];
  return value === undefined || value === '' ? null : value;
}

function repository(flags: GivenFlags, environment: Environment): Settings['repository'] {
  const url =
    flags.repositoryUrl ?? given(environment, 'PYSIGN_REPOSITORY_URL') ?? given(environment, 'TWINE_REPOSITORY_URL');
  if (url !== null) return { url: parseUrl(url, 'repository URL') };
  const name = given(environment, 'TWINE_REPOSITORY') ?? 'pypi';
  if (name === 'pypi' || name === 'testpypi') return { predefined: name };
  throw new PysignError('USAGE', `TWINE_REPOSITORY names ${name}, and pysign does not read .pypirc yet`, {
    next: 'name the index by its address: --repository-url URL',
  });
}

function parseUrl(text: string, what: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  // The text is not repeated: it may hold a password.
  throw new PysignError('USAGE', `the ${what} is not an http or https address`, {
    next: 'give it whole, such as https://packages.example.org/legacy/',
  });
}

function parseSignatures(value: string): Settings['signatures'] {
  if (value === 'prefer' || value === 'require' || value === 'off') return value;
  throw new PysignError('USAGE', 'signatures is neither prefer, require nor off', { next: '--signatures prefer' });
}

function parseSeconds(value: string | null): number {
  if (value === null) return CONFIRM_TIMEOUT_SECONDS;
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new PysignError('USAGE', 'PYSIGN_CONFIRM_TIMEOUT is not a whole number of seconds', {
    next: 'PYSIGN_CONFIRM_TIMEOUT=60',
  });
}
