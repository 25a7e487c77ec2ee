import { randomBytes } from 'node:crypto';
import { constants, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Environment, given } from '../config/environment.ts';
import { defaultPaths } from '../distributions/collect.ts';
import { startEmbeddedIndex } from '../embedded-index/server.ts';
import { isSystemError } from '../errors.ts';
import { makeThrowAwayKey } from '../openpgp/throw-away-key.ts';
import { Secret } from '../secret.ts';
import { authorsKey } from './authors-key.ts';
import { whenInterrupted } from './interrupt.ts';
import type { Typed } from './typed.ts';

/** What stands in for the world: copies of the files, an index of its own, and a key if the author named none. */
export interface Rehearsal {
  readonly typed: Typed;
  readonly environment: Environment;
  readonly end: () => Promise<void>;
}

/** Nothing of it outlives the command: files, index and key are gone when it ends, also by Ctrl-C. */
export async function startRehearsal(typed: Typed, environment: Environment): Promise<Rehearsal> {
  const folder = await mkdtemp(join(tmpdir(), 'pysign-rehearsal-'));
  const closers: (() => Promise<void>)[] = [async () => rm(folder, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    forget();
    for (const close of closers.splice(0).toReversed()) await close();
  };
  const forget = whenInterrupted({ asked: () => 'exit', cleanup: end });
  try {
    const key = await rehearsalKey(typed, environment, closers);
    const files = await copyAll(typed.files, join(folder, 'files'), key.copySignatures);
    const password = randomBytes(16).toString('hex');
    const index = await startEmbeddedIndex({
      directory: join(folder, 'index'),
      port: 0,
      authentication: { username: 'rehearsal', password: new Secret(password) },
      dropSignatures: false,
    });
    closers.push(async () => index.close());
    const repositoryUrl = new URL('legacy/', index.url).href;
    return {
      typed: { ...typed, ...noCredentials, files, key: key.name, repositoryUrl, simpleUrl: null },
      environment: { ...key.environment, ...credentialsFor(password) },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

interface RehearsalKey {
  /** As it is named; null for the only one that was given. */
  readonly name: string | null;
  readonly environment: Environment;
  /** The author's ready signatures are of use only with the author's own key. */
  readonly copySignatures: boolean;
}

async function rehearsalKey(
  typed: Typed,
  environment: Environment,
  closers: (() => Promise<void>)[],
): Promise<RehearsalKey> {
  const named = typed.key ?? given(environment, 'PYSIGN_KEY');
  if (named !== null || authorsKey(typed, environment).isGiven)
    return { name: named, environment, copySignatures: true };
  const made = await makeThrowAwayKey(environment);
  closers.push(async () => made.dispose());
  const environmentOfKey = { ...environment, GNUPGHOME: made.gnupg.env['GNUPGHOME'] };
  return { name: made.fingerprint, environment: environmentOfKey, copySignatures: false };
}

/** Of the real index; nor is a key chain opened for one that lives as long as a command. */
const noCredentials = { username: null, passwordStdin: false, passwordFile: null, noKeyring: true };

/** The index of a rehearsal must never be sent a real secret, nor a variable of the real release be obeyed. */
function credentialsFor(password: string): Environment {
  return {
    PYSIGN_TOKEN: undefined,
    PYSIGN_SIMPLE_URL: undefined,
    PYSIGN_USERNAME: 'rehearsal',
    PYSIGN_PASSWORD: password,
  };
}

/** One folder for each folder of the originals, so that equal base names are still told apart. */
async function copyAll(files: readonly string[], target: string, signatures: boolean): Promise<readonly string[]> {
  const paths = files.length > 0 ? files : await defaultPaths(process.cwd());
  const folders = [...new Set(paths.map((path) => dirname(resolve(path))))];
  const copies: string[] = [];
  for (const path of paths) {
    if (!signatures && path.endsWith('.asc')) continue;
    const folder = join(target, String(folders.indexOf(dirname(resolve(path)))));
    await mkdir(folder, { recursive: true });
    const copy = join(folder, basename(path));
    copies.push((await copied(path, copy)) ? copy : path);
    if (signatures) await copied(`${path}.asc`, `${copy}.asc`);
  }
  return copies;
}

/** False where there is nothing to copy: a missing file is reported by the release itself, by its own name. */
async function copied(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'EISDIR')) return false;
    throw error;
  }
}
