import { readFile } from 'node:fs/promises';
import { type Environment, given } from '../config/environment.ts';
import type { WantedKeys } from '../config/settings.ts';
import { PysignError, reasonOf } from '../errors.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import type { AskPassphrase, Signer } from '../openpgp/signer.ts';
import { Secret } from '../secret.ts';
import { mayAskFor } from './may-ask.ts';
import { givenPassphrase, nobodyToAsk } from './passphrase.ts';
import type { Typed } from './typed.ts';

/** The author's key, wherever its secret half is. */
export interface AuthorsKey {
  /** True for a secret key that was given to this process: gpg is then not even looked for. */
  readonly isGiven: boolean;
  /**
   * @param ready no passphrase is asked for before it is fulfilled; when it fails, so does the opening.
   * @throws PysignError what the openers of `openpgp` throw; `USAGE` for a file that cannot be read.
   */
  open(gnupg: () => Promise<Gnupg>, wanted: WantedKeys | null, ready: Promise<unknown>): Promise<Signer>;
}

type Given = Pick<Typed, 'keyFile' | 'passphraseFile' | 'passphraseFd' | 'json' | 'nonInteractive'>;
type ReadKey = () => Promise<Secret | Uint8Array>;

/** `--key-file`, else `PYSIGN_SECRET_KEY`, else a key of gpg-agent, or what a person at a terminal answers. */
export function authorsKey(typed: Given, environment: Environment): AuthorsKey {
  const ask = givenPassphrase(typed, environment);
  const asking = mayAskFor(typed, environment);
  const read = secretKey(typed.keyFile, environment);
  if (read !== null)
    return {
      isGiven: true,
      open: async (_gnupg, wanted, ready) =>
        openGiven(read, wanted?.names[0] ?? null, ask ?? (asking ? askWhen(ready) : nobodyToAsk)),
    };
  return {
    isGiven: false,
    open: async (gnupg, wanted, ready) => {
      const { openOwnSigner } = await import('./choose-key.ts');
      return openOwnSigner(await gnupg(), wanted, {
        passphrase: ask,
        asking,
        openFile: async (path) => openGiven(async () => readKeyFile(path), null, ask ?? askWhen(ready)),
      });
    },
  };
}

async function openGiven(read: ReadKey, wanted: string | null, ask: AskPassphrase): Promise<Signer> {
  const { openSecretKeySigner } = await import('../openpgp/secret-key-signer.ts');
  return openSecretKeySigner(await read(), ask, wanted);
}

/** What is missing elsewhere is said before a person types a passphrase for nothing. */
function askWhen(ready: Promise<unknown>): AskPassphrase {
  return async (key) => {
    await ready;
    const { askPassphrase } = await import('./choose-key.ts');
    return askPassphrase(key);
  };
}

function secretKey(file: string | null, environment: Environment): ReadKey | null {
  if (file !== null) return async () => readKeyFile(file);
  const variable = given(environment, 'PYSIGN_SECRET_KEY');
  return variable === null ? null : async () => Promise.resolve(new Secret(variable));
}

/** @throws PysignError `USAGE` */
export async function readKeyFile(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new PysignError('USAGE', `the key file cannot be read: ${reasonOf(error)}`, { cause: error });
  });
}

/** A person is asked which key it is; where nobody sits there, or a passphrase was given, none is. */
