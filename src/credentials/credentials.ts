import { Secret } from '../secret.ts';

/** What is sent to an index as Basic authentication. */
export interface Credentials {
  readonly username: string;
  readonly password: Secret;
  /** Where the password was found, in words for `--verbose` and the receipt: `TWINE_PASSWORD`, `the key chain`. */
  readonly source: string;
}

/** Credentials that the user's files hold for this very index; halves may be missing. */
export interface StoredCredentials {
  readonly username: string | null;
  readonly password: Secret | null;
  readonly source: string;
}

/** The user name that goes with every token of PyPI, and with those of indexes that follow it. */
export const TOKEN_USER = '__token__';

/** The same URL, fit to be shown. */
export function withoutUserInformation(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

export const IN_URL = 'user information in the URL';

/** Those that stand in an address, and no others; null where there are none. */
export function urlCredentials({ username, password }: URL): Credentials | null {
  if (username === '' || password === '') return null;
  return { username: percentDecoded(username), password: new Secret(percentDecoded(password)), source: IN_URL };
}

/** A stray `%` is part of the secret: a URL may hold one. */
export function percentDecoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
