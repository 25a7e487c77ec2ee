import { Secret } from '../secret.ts';
import { IN_URL, percentDecoded, type StoredCredentials } from './credentials.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A value, and where it was found, in words. */
export interface FoundName {
  readonly value: string;
  readonly source: string;
  readonly origin: Origin;
}

export interface FoundPassword {
  readonly value: Secret;
  readonly source: string;
  readonly origin: Origin;
  /** True where the place itself says that it holds a token. */
  readonly isToken: boolean;
}

/** The places of a value, highest first: a name of one place does not contradict a token of a higher one. */
export const origins = ['flag', 'PYSIGN_', 'TWINE_', 'UV_PUBLISH_', 'URL', 'file'] as const;
type Origin = (typeof origins)[number];

/** What was typed for this one command; null where nothing was. */
export interface GivenCredentials {
  readonly username: string | null;
  /** From standard input or a file: never an argument, which everybody on the machine could read. */
  readonly password: { readonly value: Secret; readonly source: string } | null;
}

export interface Places {
  readonly given: GivenCredentials;
  readonly environment: Environment;
  /** Its user information counts. */
  readonly url: URL;
  /** What the user calls the index; null for one given by its address. */
  readonly repository: string | null;
  readonly stored: StoredCredentials | null;
}

export function saidUsername({ given, environment, url, stored }: Places): FoundName | null {
  if (given.username !== null) return { value: given.username, source: '--username', origin: 'flag' };
  for (const prefix of ['PYSIGN_', 'TWINE_', 'UV_PUBLISH_'] as const) {
    const value = variable(environment, `${prefix}USERNAME`);
    if (value !== null) return { value: value.trim(), source: `${prefix}USERNAME`, origin: prefix };
  }
  if (url.username !== '') return { value: percentDecoded(url.username), source: IN_URL, origin: 'URL' };
  if (stored === null || stored.username === null) return null;
  return { value: stored.username, source: stored.source, origin: 'file' };
}

export function saidPassword({ given, environment, url, repository, stored }: Places): FoundPassword | null {
  if (given.password !== null) return { ...given.password, origin: 'flag', isToken: false };
  for (const [name, origin, isToken] of passwordVariables(repository)) {
    const value = variable(environment, name);
    if (value !== null) return { value: new Secret(value), source: name, origin, isToken };
  }
  const inUrl = { value: new Secret(percentDecoded(url.password)), source: IN_URL, origin: 'URL' } as const;
  if (url.password !== '') return { ...inUrl, isToken: false };
  if (stored === null || stored.password === null) return null;
  return { value: stored.password, source: stored.source, origin: 'file', isToken: false };
}

type PasswordVariable = readonly [name: string, origin: Origin, isToken: boolean];

function passwordVariables(repository: string | null): readonly PasswordVariable[] {
  const ofRepository: readonly PasswordVariable[] =
    repository === null ? [] : [[tokenVariable(repository), 'PYSIGN_', true]];
  return [
    ...ofRepository,
    ['PYSIGN_TOKEN', 'PYSIGN_', true],
    ['PYSIGN_PASSWORD', 'PYSIGN_', false],
    ['TWINE_PASSWORD', 'TWINE_', false],
    ['UV_PUBLISH_TOKEN', 'UV_PUBLISH_', true],
    ['UV_PUBLISH_PASSWORD', 'UV_PUBLISH_', false],
  ];
}

/** `PYSIGN_TOKEN_MY_INDEX` for `my-index`: a variable has letters, digits and underscores. */
function tokenVariable(repository: string): string {
  return `PYSIGN_TOKEN_${repository.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '_')}`;
}

/** CI systems set what they do not know to nothing. */
function variable(environment: Environment, name: string): string | null {
  const value = environment[name];
  return value === undefined || value.trim() === '' ? null : value;
}
