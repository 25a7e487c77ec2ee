import { PysignError } from '../errors.ts';
import { type Credentials, TOKEN_USER } from './credentials.ts';
import type { ChainEntry } from './key-chain.ts';
import { readToken } from './macaroon.ts';
import { type FoundName, type FoundPassword, origins, type Places, saidPassword, saidUsername } from './said.ts';
import { fitPassword, fitUsername, refuseForeignToken, refuseNamedToken, type TokenRules } from './shape.ts';

/** Where credentials are looked for after everything that was said in flags, variables, the URL and files. */
interface Asking {
  /** Passwords of the key chain for this index, by user name; null for all names. */
  readonly stored: (username: string | null) => Promise<readonly ChainEntry[]>;
  /** Asks the person for what is missing; null where nobody may be asked. */
  readonly person: AskPerson | null;
}

export interface AskPerson {
  readonly username: () => Promise<string>;
  readonly password: (username: string) => Promise<FoundPassword['value']>;
}

export interface CredentialQuestion extends Places {
  readonly tokens: TokenRules;
  /** True where nobody but a cloned project's file says where the secrets would go. */
  readonly onlyProjectKnows: boolean;
  readonly asking: Asking;
}

/** With the place of the other half. */
export interface FoundCredentials extends Credentials {
  readonly usernameSource: string;
}

/**
 * The credentials for one index, each half from the highest place that has it: flags, `PYSIGN_*`, `TWINE_*`,
 * `UV_PUBLISH_*`, user information in the URL, `.pypirc`, the key chain, and where one half is there, the person.
 * @returns null when there is nothing at all: some indexes want nothing.
 * @throws PysignError `CREDENTIALS_MISSING` when only one half is there; `USAGE` for what no index could accept
 */
export async function findCredentials(question: CredentialQuestion): Promise<FoundCredentials | null> {
  const password = saidPassword(question);
  const username = nameFor(password, question);
  if (password !== null) {
    refuseStranger(password, question);
    return made(username ?? (await otherName(password, question)), password, question);
  }
  const chained = await inKeyChain(username, question);
  if (chained !== null) return made(chained.username, chained.password, question);
  if (username === null || (username.source === ASSUMED && !isTyped(question))) return null;
  return made(username, await askedPassword(username, question), question);
}

/** What a person types when the index turns out to want credentials and none were found. */
export async function askCredentials(question: CredentialQuestion, person: AskPerson): Promise<FoundCredentials> {
  const name = saidUsername(question)?.value ?? (question.tokens.own === null ? await person.username() : TOKEN_USER);
  const username: FoundName = { value: name, source: TYPED, origin: 'flag' };
  const value = await person.password(name);
  return made(username, { value, source: TYPED, origin: 'flag', isToken: false }, question);
}

/** What was typed may be worth keeping. */
export const TYPED = 'the terminal';
const ASSUMED = 'the index';
const IN_CHAIN = 'the key chain';

function isTyped({ given }: CredentialQuestion): boolean {
  return given.username !== null;
}

/** PyPI and TestPyPI know one user name: what a file or URL says beside it was never meant for them, and twine agrees. */
function nameFor(password: FoundPassword | null, question: CredentialQuestion): FoundName | null {
  const anywhere = saidUsername(question);
  const isWeak = anywhere?.origin === 'file' || anywhere?.origin === 'URL';
  const said = isWeak && question.tokens.own !== null ? null : anywhere;
  const token: FoundName = { value: TOKEN_USER, source: ASSUMED, origin: 'file' };
  if (password !== null && (password.isToken || readToken(password.value.reveal().trim()) !== null)) {
    const isAnswered = said !== null && said.value !== TOKEN_USER && contradicts(said, password);
    if (isAnswered) refuseNamedToken(password, said);
    return { ...token, origin: password.origin };
  }
  return said ?? (question.tokens.own === null ? null : token);
}

/** `TWINE_USERNAME` in a shell's profile says nothing about `PYSIGN_TOKEN`. */
function contradicts(username: FoundName, password: FoundPassword): boolean {
  return origins.indexOf(username.origin) <= origins.indexOf(password.origin);
}

function made(username: FoundName, password: FoundPassword, question: CredentialQuestion): FoundCredentials {
  const name = fitUsername(username);
  const fit = { ...password, value: fitPassword(password, name) };
  refuseForeignToken(fit, question.url.host, question.tokens);
  return { username: name, password: fit.value, source: password.source, usernameSource: username.source };
}

/** A file that came with a clone could lead the secrets of the user to any server. */
function refuseStranger({ source, origin }: FoundPassword, question: CredentialQuestion): void {
  if (!question.onlyProjectKnows || origin === 'file' || origin === 'URL') return;
  throw new PysignError(
    'CREDENTIALS_MISSING',
    `${source} was not given for ${question.url.origin}, which only this project's settings name`,
    { next: `if you mean that server: --repository ${question.repository ?? ''}` },
  );
}

async function inKeyChain(
  username: FoundName | null,
  { asking, url }: CredentialQuestion,
): Promise<{ readonly username: FoundName; readonly password: FoundPassword } | null> {
  const entries = await asking.stored(username?.value ?? null);
  const [first, ...others] = entries;
  const chosen = entries.find((entry) => entry.username === TOKEN_USER) ?? first;
  if (chosen === undefined) return null;
  if (others.length > 0 && chosen.username !== TOKEN_USER) throw severalNames(entries, url);
  return {
    username: { value: chosen.username, source: IN_CHAIN, origin: 'file' },
    password: { value: chosen.password, source: IN_CHAIN, origin: 'file', isToken: false },
  };
}

function severalNames(entries: readonly ChainEntry[], { host }: URL): PysignError {
  const names = entries.map(({ username }) => username);
  return new PysignError('CREDENTIALS_MISSING', `the key chain has several user names for ${host}`, {
    details: names,
    next: `say which: --username ${names[0] ?? 'NAME'}`,
  });
}

async function askedPassword({ value, source }: FoundName, { asking }: CredentialQuestion): Promise<FoundPassword> {
  if (asking.person === null) {
    throw new PysignError('CREDENTIALS_MISSING', `there is a user name (${source}) and no password`, {
      next: 'export TWINE_PASSWORD=…, or pipe it in: --password-stdin',
    });
  }
  return { value: await asking.person.password(value), source: TYPED, origin: 'flag', isToken: false };
}

/** A token of PyPI names its user by its prefix, even where the rest cannot be read. */
async function otherName({ value, source }: FoundPassword, { asking }: CredentialQuestion): Promise<FoundName> {
  if (value.reveal().trim().startsWith('pypi-')) return { value: TOKEN_USER, source: ASSUMED, origin: 'file' };
  if (asking.person !== null) return { value: await asking.person.username(), source: TYPED, origin: 'flag' };
  throw new PysignError('CREDENTIALS_MISSING', `there is a password (${source}) and no user name`, {
    next: 'export TWINE_USERNAME=…, or say --username NAME',
  });
}
