import { PysignError } from './errors.ts';
import { Secret } from './secret.ts';

/** What is sent to an index as Basic authentication. */
export interface Credentials {
  readonly username: string;
  readonly password: Secret;
  /** Where they were found, in words for `--verbose`: `TWINE_PASSWORD`, `user information in the URL`. */
  readonly source: string;
}

/** Credentials that the user's files hold for this very index; halves may be missing. */
interface StoredCredentials {
  readonly username: string | null;
  readonly password: Secret | null;
  readonly source: string;
}

interface Found<T> {
  readonly value: T;
  readonly source: string;
}

const TOKEN_USER = '__token__';

/**
 * Credentials from the environment and from the user information of the repository URL, per value, the environment
 * first: `PYSIGN_TOKEN`, `PYSIGN_USERNAME` and `PYSIGN_PASSWORD`, `TWINE_USERNAME` and `TWINE_PASSWORD`, the URL,
 * what is stored.
 * @returns null when there is nothing at all: some indexes want nothing.
 * @throws PysignError `CREDENTIALS_MISSING` when only one half is there.
 */
export function findCredentials(
  environment: Readonly<Record<string, string | undefined>>,
  url: URL | null,
  stored: StoredCredentials | null = null,
): Credentials | null {
  const token = fromEnvironment(environment, 'PYSIGN_TOKEN');
  if (token !== null) return { username: TOKEN_USER, password: new Secret(token.value), source: token.source };
  const username =
    fromEnvironment(environment, 'PYSIGN_USERNAME', 'TWINE_USERNAME') ??
    fromUrl(url?.username ?? '') ??
    half(stored?.username, stored);
  const password =
    fromEnvironment(environment, 'PYSIGN_PASSWORD', 'TWINE_PASSWORD') ??
    fromUrl(url?.password ?? '') ??
    half(stored?.password?.reveal(), stored);
  if (password === null) {
    if (username === null) return null;
    throw new PysignError('CREDENTIALS_MISSING', `there is a user name (${username.source}) and no password`, {
      next: 'export TWINE_PASSWORD=…',
    });
  }
  const name = username?.value ?? tokenUser(password);
  return { username: name, password: new Secret(password.value), source: password.source };
}

/** The same URL, fit to be shown. */
export function withoutUserInformation(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  ...names: readonly string[]
): Found<string> | null {
  for (const name of names) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') return { value, source: name };
  }
  return null;
}

function fromUrl(part: string): Found<string> | null {
  return part === '' ? null : { value: percentDecoded(part), source: 'user information in the URL' };
}

function half(value: string | null | undefined, stored: StoredCredentials | null): Found<string> | null {
  return value === null || value === undefined || stored === null ? null : { value, source: stored.source };
}

/** A stray `%` is part of the secret: a URL may hold one. */
function percentDecoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** PyPI's tokens say what they are, and their user name is always the same. */
function tokenUser(password: Found<string>): string {
  if (password.value.startsWith('pypi-')) return TOKEN_USER;
  throw new PysignError('CREDENTIALS_MISSING', `there is a password (${password.source}) and no user name`, {
    next: 'export TWINE_USERNAME=…',
  });
}
