import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PysignError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { type ChainAnswer, type ChainRequest, parseAnswer } from './key-chain-words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ChainEntry {
  readonly username: string;
  readonly password: Secret;
}

type ChainLookUp =
  | { readonly chain: 'answered'; readonly entries: readonly ChainEntry[] }
  /** There is no key chain on this machine, or in this session. */
  | { readonly chain: 'absent'; readonly why: string }
  /** It did not answer in time: perhaps it waits for somebody to unlock it on another screen. */
  | { readonly chain: 'silent'; readonly seconds: number };

export interface KeyChain {
  /** The entries of the first of these services that has any; of one user only where a name is given. */
  find(services: readonly string[], username: string | null): Promise<ChainLookUp>;
  /** @throws PysignError `ENVIRONMENT` */
  store(service: string, username: string, password: Secret): Promise<void>;
  /** False where there was no such entry. @throws PysignError `ENVIRONMENT` */
  remove(service: string, username: string): Promise<boolean>;
}

/** Milliseconds. */
const LOOK_UP_MS = 5000;
/** A person may have to unlock it first. */
const CHANGE_MS = 60_000;

/**
 * The key chain of this system: on Linux the Secret Service, on macOS the Keychain, on Windows the Credential Manager.
 * Each question runs in a process of its own: a call that hangs inside the system's library cannot be ended otherwise.
 */
export function openKeyChain(environment: Environment, lookUpMs = LOOK_UP_MS): KeyChain {
  const ask = async (request: ChainRequest, limit: number): Promise<ChainAnswer | null> =>
    hasSession(environment) ? askChild(request, environment, limit) : { failed: 'there is no D-Bus session' };
  return {
    find: async (services, username) => {
      const answer = await ask({ act: 'find', services, username }, lookUpMs);
      if (answer === null) return { chain: 'silent', seconds: Math.ceil(lookUpMs / 1000) };
      if ('failed' in answer) return { chain: 'absent', why: answer.failed };
      const entries = 'entries' in answer ? answer.entries : [];
      return { chain: 'answered', entries };
    },
    store: async (service, username, password) => {
      done(await ask({ act: 'store', service, username, password: password.reveal() }, CHANGE_MS));
    },
    remove: async (service, username) => {
      const answer = done(await ask({ act: 'remove', service, username }, CHANGE_MS));
      return 'removed' in answer && answer.removed;
    },
  };
}

/**
 * Names under which a secret for this index may be kept, the most special first: Python's keyring uses the address as the
 * user wrote it, and a URL without a path is written with and without its slash.
 */
export function chainServices(uploadUrl: URL, project: string | null): readonly string[] {
  const { href, pathname, search } = uploadUrl;
  const spellings = pathname === '/' && search === '' ? [href, href.slice(0, -1)] : [href];
  const ofProject = project === null ? [] : spellings.map((address) => `${address}#${project}`);
  return [...ofProject, ...spellings];
}

/** Without a session there is nobody to ask, and it takes no process to find out. */
function hasSession(environment: Environment): boolean {
  if (process.platform !== 'linux') return true;
  if ((environment['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '') return true;
  const runtime = environment['XDG_RUNTIME_DIR'] ?? '';
  return runtime !== '' && existsSync(join(runtime, 'bus'));
}

/** Null where no answer came in time. */
async function askChild(request: ChainRequest, environment: Environment, limit: number): Promise<ChainAnswer | null> {
  const child = spawn(process.execPath, [program], {
    env: withoutSecrets(environment),
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  const written: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(request));
  return new Promise((resolve) => {
    child.once('error', () => resolve({ failed: 'it cannot be asked' }));
    child.once('close', (_code, signal) => {
      resolve(signal === 'SIGKILL' ? null : parseAnswer(Buffer.concat(written).toString('utf8')));
    });
  });
}

/** Beside this file, in the source and in what is built from it. */
const program = fileURLToPath(new URL(`key-chain-child${extname(import.meta.filename)}`, import.meta.url));

/** The secret travels by pipe; no variable of ours is the child's business. */
function withoutSecrets(environment: Environment): Record<string, string | undefined> {
  const ours = /^(?:PYSIGN_|TWINE_|UV_PUBLISH_|NODE_OPTIONS$)/iu;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)));
}

function done(answer: ChainAnswer | null): ChainAnswer {
  if (answer !== null && !('failed' in answer)) return answer;
  const why = answer === null ? 'it did not answer' : answer.failed;
  throw new PysignError('ENVIRONMENT', `the key chain of this system cannot be used: ${why}`, {
    next: 'give the secret for each run: PYSIGN_TOKEN, or --password-stdin',
  });
}
