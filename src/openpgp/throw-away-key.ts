import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, findGnupg, type Gnupg } from './gpg.ts';
import { createdKey, generation } from './new-key.ts';

/** A key that lives as long as one rehearsal, in a GnuPG home of its own. */
export interface ThrowAwayKey {
  readonly gnupg: Gnupg;
  /** Upper-case hex. */
  readonly fingerprint: string;
  /** Ends the agent of that home and removes the home. */
  dispose(): Promise<void>;
}

/** It says what it is, to whoever comes across a signature of it. */
const USER_ID = 'pysign rehearsal, worth nothing <rehearsal@pysign.invalid>';

/** @throws PysignError `GPG_MISSING` | `ENVIRONMENT` */
export async function makeThrowAwayKey(env: Environment): Promise<ThrowAwayKey> {
  // Short, because the agent's socket lies in it and a socket's path has room for some hundred characters.
  const home = await mkdtemp(join(tmpdir(), 'g-'));
  try {
    const gnupg = await findGnupg({ ...env, GNUPGHOME: home });
    return { gnupg, fingerprint: await makeKey(gnupg), dispose: async () => dispose(gnupg, home) };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function makeKey(gnupg: Gnupg): Promise<string> {
  const how = ['--pinentry-mode', 'loopback', '--passphrase', ''];
  return createdKey(await gnupg.gpg([...how, ...generation(USER_ID, '1y')]), 'make a key for the rehearsal');
}

async function dispose(gnupg: Gnupg, home: string): Promise<void> {
  await gnupg.gpgconf(['--kill', 'all']);
  // Where /run/user exists the sockets lie there and not in the home.
  await gnupg.gpgconf(['--remove-socketdir']);
  // The agent removes its sockets while it ends, so the folder may change under our hands.
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
