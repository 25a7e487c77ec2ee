import { execFile } from 'node:child_process';
import { type Environment, findProgram } from '../openpgp/gpg.ts';
import { onOneLine } from '../reports/key-rows.ts';

/** What git knows of the person; null where it was told nothing. */
export interface GitIdentity {
  readonly name: string | null;
  readonly address: string | null;
  /** `user.signingkey`, where git signs with OpenPGP. */
  readonly signingKey: string | null;
}

const SETTINGS = '^(user\\.(name|email|signingkey)|gpg\\.format)$';
const TIME_LIMIT_MS = 5000;

/**
 * Proposals only, which a person accepts or not: the settings of a repository that came from elsewhere may be among
 * them. Without git, or with one that fails, there are none.
 * @param env without our secrets.
 */
export async function gitIdentity(env: Environment): Promise<GitIdentity> {
  const program = await findProgram('git', env).catch(() => null);
  const settings = program === null ? new Map<string, string>() : parseSettings(await readSettings(program, env));
  const format = settings.get('gpg.format') ?? 'openpgp';
  return {
    name: settings.get('user.name') ?? null,
    address: settings.get('user.email') ?? null,
    signingKey: format === 'openpgp' ? (settings.get('user.signingkey') ?? null) : null,
  };
}

async function readSettings(program: string, env: Environment): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: TIME_LIMIT_MS };
    execFile(program, ['config', '--null', '--get-regexp', SETTINGS], options, (error, stdout) => {
      resolve(error === null ? stdout : '');
    });
  });
}

/** Name, line end, value, NUL for each setting; the last of one name counts. What could speak to a terminal does not. */
function parseSettings(output: string): ReadonlyMap<string, string> {
  const entries = output.split('\0').map((entry) => /^(?<name>\S+)\n(?<value>[\s\S]*)$/u.exec(entry)?.groups ?? {});
  const settings = entries.map(({ name = '', value = '' }): [string, string] => [name, value.trim()]);
  return new Map(settings.filter(([, value]) => value !== '' && onOneLine(value) === value));
}
