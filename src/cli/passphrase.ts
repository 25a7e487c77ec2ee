import { createReadStream } from 'node:fs';
import { type Environment, given } from '../config/environment.ts';
import { PysignError } from '../errors.ts';
import type { AskPassphrase } from '../openpgp/signer.ts';
import { Secret } from '../secret.ts';
import { firstLine } from './secret-line.ts';
import type { Typed } from './typed.ts';

const next = 'give --passphrase-file FILE, --passphrase-fd N or PYSIGN_PASSPHRASE';
const wanted = { what: 'passphrase', next };

/**
 * The passphrase that was given for a machine without a terminal, read when a key turns out to be locked: from the first
 * line of a file or descriptor, as gpg reads it, else from `PYSIGN_PASSPHRASE`. Null where none was given.
 */
export function givenPassphrase(
  { passphraseFile, passphraseFd }: Pick<Typed, 'passphraseFile' | 'passphraseFd'>,
  environment: Environment,
): AskPassphrase | null {
  if (passphraseFile !== null)
    return once(async () => firstLine({ name: passphraseFile, ...wanted }, createReadStream(passphraseFile)));
  if (passphraseFd !== null) {
    const name = `descriptor ${String(passphraseFd)}`;
    return once(async () => firstLine({ name, ...wanted }, createReadStream('', { fd: passphraseFd })));
  }
  const variable = given(environment, 'PYSIGN_PASSPHRASE');
  return variable === null ? null : async () => Promise.resolve(new Secret(variable));
}

/** For a key that has no pinentry to ask with. */
export const nobodyToAsk: AskPassphrase = async ({ fingerprint }) =>
  Promise.reject(
    new PysignError('PASSPHRASE_WRONG', `the secret key ${fingerprint} is locked, and no passphrase was given`, {
      next,
    }),
  );

/** A descriptor can be read only once. */
function once(read: () => Promise<Secret>): AskPassphrase {
  let asked: Promise<Secret> | null = null;
  return async () => {
    asked ??= read();
    return asked;
  };
}
