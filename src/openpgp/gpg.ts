import { execFile } from 'node:child_process';
import { readlink, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { isatty } from 'node:tty';
import { PysignError } from '../errors.ts';

/** Environment variables as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProgramOutput {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A whole public keyring may be exported; nothing larger is read. */
const OUTPUT_BYTES = 64 << 20;
/** gpg never asks anything here, so it is only slow when something is wrong: a lock held by a dead process, a lost mount. */
const TIME_LIMIT_MS = 120_000;

const quietly = ['--batch', '--no-tty', '--no-auto-check-trustdb'];

/** The GnuPG of one machine and one home folder: its programs by absolute path, and the environment they are started with. */
export class Gnupg {
  /** Without pysign's, twine's and uv's secrets. `GNUPGHOME` in it chooses the home folder. */
  readonly env: Environment;
  readonly #gpg: string;
  readonly #gpgconf: string;

  constructor(gpg: string, gpgconf: string, env: Environment) {
    this.#gpg = gpg;
    this.#gpgconf = gpgconf;
    this.env = env;
  }

  async gpg(args: readonly string[]): Promise<ProgramOutput> {
    return runProgram(this.#gpg, [...quietly, ...args], this.env, TIME_LIMIT_MS);
  }

  /** For a command in which gpg-agent asks a person, who may take all day; the pinentry is told of the terminal. */
  async gpgWithPinentry(args: readonly string[]): Promise<ProgramOutput> {
    const terminal = await terminalOf(this.env);
    return runProgram(
      this.#gpg,
      [...quietly, ...args],
      terminal === null ? this.env : { ...this.env, GPG_TTY: terminal },
      0,
    );
  }

  async gpgconf(args: readonly string[]): Promise<ProgramOutput> {
    return runProgram(this.#gpgconf, args, this.env, TIME_LIMIT_MS);
  }
}

/**
 * Finds `gpg` and `gpgconf` in the absolute folders of `PATH`. Relative entries and the current folder are passed over:
 * a cloned repository may hold a `gpg` of its own.
 * @throws PysignError `GPG_MISSING`
 */
export async function findGnupg(env: Environment): Promise<Gnupg> {
  const [gpg, gpgconf] = await Promise.all([findProgram('gpg', env), findProgram('gpgconf', env)]);
  return new Gnupg(gpg, gpgconf, withoutSecrets(env));
}

/** @throws PysignError `GPG_MISSING` */
export async function findProgram(name: string, env: Environment): Promise<string> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((entry) => isAbsolute(entry))) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  throw new PysignError('GPG_MISSING', `${name} was not found in PATH`, {
    next: 'install GnuPG (apt-get install gnupg, dnf install gnupg2, brew install gnupg)',
  });
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return found.isFile() && (found.mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** Passwords, tokens and passphrases of pysign, twine and uv. gpg has no use for any of them. */
const secretNames = /^(?:PYSIGN_|TWINE_|UV_PUBLISH_)/i;

export function withoutSecrets(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secretNames.test(name)));
}

/** @param timeout milliseconds; 0 for no end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Environment,
  timeout: number,
): Promise<ProgramOutput> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...env }, encoding: 'buffer', maxBuffer: OUTPUT_BYTES, timeout } as const;
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === 'number') resolve({ status, stdout, stderr: stderr.toString('utf8') });
      else reject(new PysignError('ENVIRONMENT', `${program} could not be run to its end`, { cause: error }));
    });
    child.stdin?.end();
  });
}

/** The terminal on which a pinentry finds the person; null where there is none. */
export async function terminalOf(env: Environment): Promise<string | null> {
  const named = env['GPG_TTY'];
  if (named !== undefined && named !== '') return named;
  return isatty(0) ? readlink('/proc/self/fd/0').catch(() => null) : null;
}

/** gpg ended with an error that has no better code. Its own words are the best explanation there is. */
export function gpgFailed(what: string, output: ProgramOutput): PysignError {
  return new PysignError('ENVIRONMENT', `gpg could not ${what} (exit ${String(output.status)})`, {
    details: output.stderr.split('\n').filter((line) => line !== ''),
  });
}
