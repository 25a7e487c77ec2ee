import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Environment } from '../config/environment.ts';
import type { Repository } from '../config/repositories.ts';
import { withoutUserInformation } from '../credentials/credentials.ts';
import {
  type AskPerson,
  askCredentials,
  type CredentialQuestion,
  findCredentials,
  type FoundCredentials,
} from '../credentials/find.ts';
import { type ChainEntry, chainServices, openKeyChain } from '../credentials/key-chain.ts';
import type { FoundPassword, GivenCredentials } from '../credentials/said.ts';
import { distributionKind, parseDistributionName } from '../distributions/file-name.ts';
import { PysignError } from '../errors.ts';
import { publicIndexAt, publicIndexes } from '../indexes/known-indexes.ts';
import { Secret } from '../secret.ts';
import { isOn, mayAskFor } from './may-ask.ts';
import { printNotice } from './notice.ts';
import { firstLine } from './secret-line.ts';
import type { Typed } from './typed.ts';

type TypedCredentials = Pick<
  Typed,
  'username' | 'passwordStdin' | 'passwordFile' | 'noKeyring' | 'nonInteractive' | 'json' | 'quiet'
>;

/** For which index, and of which project where a key chain may hold a token for it alone. */
export interface CredentialTarget {
  readonly repository: Repository;
  /** User information included. */
  readonly url: URL;
  readonly project: string | null;
}

/**
 * Looks everywhere for the credentials of one index; a person is asked only for the half that is missing.
 * @throws PysignError see `findCredentials`; `USAGE` for a file or standard input that gives no password
 */
export async function indexCredentials(
  typed: TypedCredentials,
  environment: Environment,
  target: CredentialTarget,
): Promise<FoundCredentials | null> {
  return findCredentials(await questionOf(typed, environment, target));
}

/** For an index that turned out to want some. @throws PysignError `CANCELLED`, `USAGE` */
export async function askedCredentials(
  typed: TypedCredentials,
  environment: Environment,
  target: CredentialTarget,
): Promise<FoundCredentials> {
  return askCredentials(await questionOf(typed, environment, target), personAt(target.url));
}

/** PEP 503 normalised, from the first name that is one of a distribution; null where none is. */
export function projectOfNames(paths: readonly string[]): string | null {
  const name = paths.map((path) => basename(path)).find((file) => distributionKind(file) !== null);
  if (name === undefined) return null;
  try {
    return parseDistributionName(name).project;
  } catch (error) {
    if (error instanceof PysignError) return null;
    throw error;
  }
}

async function questionOf(
  typed: TypedCredentials,
  environment: Environment,
  { repository, url, project }: CredentialTarget,
): Promise<CredentialQuestion> {
  const known = publicIndexAt(url);
  return {
    given: await givenCredentials(typed),
    environment,
    url,
    repository: repository.name ?? known,
    stored: repository.credentials,
    tokens: {
      own: known === null ? null : publicIndexes[known].tokenLocation,
      everybodys: Object.values(publicIndexes).map(({ tokenLocation }) => tokenLocation),
    },
    onlyProjectKnows: repository.onlyProjectKnows,
    asking: {
      stored: async (username) => inKeyChain(typed, environment, url, project, username),
      person: mayAskFor(typed, environment) ? personAt(url) : null,
    },
  };
}

async function givenCredentials({
  username,
  passwordStdin,
  passwordFile,
}: TypedCredentials): Promise<GivenCredentials> {
  if (passwordStdin) return { username, password: await passwordFrom('--password-stdin', process.stdin) };
  if (passwordFile === null) return { username, password: null };
  return { username, password: await passwordFrom('--password-file', createReadStream(passwordFile)) };
}

async function passwordFrom(source: string, chunks: AsyncIterable<unknown>): Promise<GivenCredentials['password']> {
  const next = 'give the password or token on one line';
  return { value: await firstLine({ name: source, what: 'password', next }, chunks), source };
}

async function inKeyChain(
  { noKeyring, quiet }: TypedCredentials,
  environment: Environment,
  url: URL,
  project: string | null,
  username: string | null,
): Promise<readonly ChainEntry[]> {
  if (noKeyring || isOn(environment, 'PYSIGN_NO_KEYRING')) return [];
  const answer = await openKeyChain(environment).find(chainServices(withoutUserInformation(url), project), username);
  switch (answer.chain) {
    case 'answered':
      return answer.entries;
    case 'absent':
      return [];
    case 'silent':
      if (!quiet) printNotice(`the key chain did not answer in ${String(answer.seconds)} s and was left alone`);
      return [];
  }
}

function personAt({ host }: URL): AskPerson {
  return {
    username: async () => {
      const { askText } = await import('../ui/key-prompt.ts');
      return askText({ message: `User name at ${host}:`, proposal: null });
    },
    password: async (username): Promise<FoundPassword['value']> => {
      const { askHidden } = await import('../ui/key-prompt.ts');
      const what = username === '__token__' ? 'API token' : `Password of ${username}`;
      return new Secret(await askHidden(`${what} for ${host}`));
    },
  };
}
