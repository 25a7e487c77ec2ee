import type { TokenShape } from '../credentials/macaroon.ts';
import { printable } from './printable.ts';

/** The credentials of one index as they may be shown. */
export interface LoginResult {
  /** Under which a key chain keeps them: the upload address, for one project with `#` and its name. */
  readonly service: string;
  readonly username: string;
  /** Where they were found, in words. */
  readonly source: string;
  /** What the token says of itself; null for a password, or a token that cannot be read. */
  readonly token: TokenShape | null;
}

/** What `pysign login --json` prints. */
export function loginDocument({ service, username, source, token }: LoginResult): object {
  const known = { service, username, source, token };
  return { schemaVersion: 1, command: 'login', exitCode: 0, ...known, warnings: [], error: null };
}

export function loginText({ service, username, source, token }: LoginResult): string {
  const limits = token === null ? [] : limitLines(token);
  return [service, `  user    ${username}`, `  source  ${source}`, ...limits].map(printable).join('\n');
}

function limitLines({ location, limits }: TokenShape): readonly string[] {
  const [first = 'none: it may do all that its user may', ...others] = limits;
  return [`  token   of ${location}`, `  limits  ${first}`, ...others.map((limit) => `          ${limit}`)];
}
