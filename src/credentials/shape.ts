import { PysignError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { TOKEN_USER } from './credentials.ts';
import { readToken } from './macaroon.ts';
import type { FoundName, FoundPassword } from './said.ts';

/**
 * A password as it is sent. Line breaks at its ends come from files and from clipboards; PyPI itself takes spaces off a
 * token.
 * @throws PysignError `USAGE` for what no index could accept; nothing of the value is repeated
 */
export function fitPassword(password: FoundPassword, username: string): Secret {
  const isToken = username === TOKEN_USER;
  const text = password.value.reveal().replaceAll(/^[\r\n]+|[\r\n]+$/gu, '');
  const value = isToken ? text.trim() : text;
  if (value === '') throw unfit(password.source, 'is empty');
  if (/\p{Cc}/u.test(value)) throw unfit(password.source, 'holds a control character, such as a line break or a tab');
  if (isToken && /\s/u.test(value)) throw unfit(password.source, 'holds a space, and a token has none');
  return new Secret(value);
}

/** RFC 7617 §2: a colon would end the name. @throws PysignError `USAGE` */
export function fitUsername({ value, source }: FoundName): string {
  if (/\p{Cc}/u.test(value)) throw unfit(source, 'holds a control character');
  if (value.includes(':')) throw unfit(source, 'holds a colon, which no user name may hold');
  return value;
}

/** Which tokens an index takes, by the location that is written in them. */
export interface TokenRules {
  /** What this index writes into its own, where it is known to take nothing but those; null for any other index. */
  readonly own: string | null;
  /** What the public indexes write into theirs: none of these has any business elsewhere. */
  readonly everybodys: readonly string[];
}

/**
 * Where a token was made by one of the public indexes, it goes there and nowhere else; and they take no token but
 * theirs.
 * @param host of the upload address
 * @throws PysignError `USAGE`
 */
export function refuseForeignToken({ value, source }: FoundPassword, host: string, rules: TokenRules): void {
  const { own, everybodys } = rules;
  const token = readToken(value.reveal().trim());
  if (token === null || token.location === own) return;
  const isPublic = everybodys.includes(token.location);
  if (own === null && !isPublic) return;
  const from = isPublic ? token.location : 'another index';
  throw new PysignError('USAGE', `${source} holds a token of ${from}, and this release goes to ${host}`, {
    next: 'pysign login, with a token that was made there',
  });
}

/** Indexes look a token up by itself: beside another name it is a wrong password. @throws PysignError `USAGE` */
export function refuseNamedToken(password: FoundPassword, username: FoundName): void {
  throw new PysignError(
    'USAGE',
    `${password.source} holds a token, which goes with the user name ${TOKEN_USER}, and ${username.source} gives another`,
    { next: `leave the user name out, or use ${TOKEN_USER}` },
  );
}

function unfit(source: string, why: string): PysignError {
  return new PysignError('USAGE', `what ${source} gives ${why}`, { next: 'copy it again, whole' });
}
