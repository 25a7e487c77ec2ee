import { createReadStream } from 'node:fs';
import { type Environment, given } from '../config/environment.ts';
import { PysignError, reasonOf } from '../errors.ts';
import type { AskPassphrase } from '../openpgp/signer.ts';
import { Secret } from '../secret.ts';
import type { Typed } from './typed.ts';

/** Far longer than any passphrase; what is read is bounded by it. */
const MOST_BYTES = 64 << 10;
const LINE_FEED = 0x0a;
const next = 'give --passphrase-file FILE, --passphrase-fd N or PYSIGN_PASSPHRASE';

/**
 * The passphrase that was given for a machine without a terminal, read when a key turns out to be locked: from the first
 * line of a file or descriptor, as gpg reads it, else from `PYSIGN_PASSPHRASE`. Null where none was given.
 */
export function givenPassphrase(
  { passphraseFile, passphraseFd }: Pick<Typed, 'passphraseFile' | 'passphraseFd'>,
  environment: Environment,
): AskPassphrase | null {
  if (passphraseFile !== null) return once(async () => firstLine(passphraseFile, createReadStream(passphraseFile)));
  if (passphraseFd !== null) {
    const name = `descriptor ${String(passphraseFd)}`;
    return once(async () => firstLine(name, createReadStream('', { fd: passphraseFd })));
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

/** No byte of the line may reach an error. */
async function firstLine(name: string, chunks: AsyncIterable<unknown>): Promise<Secret> {
  const line = await bytesOfLine(chunks).catch((error: unknown) => {
    throw new PysignError('USAGE', `no passphrase could be read from ${name}: ${reasonOf(error)}`, {
      cause: error,
      next,
    });
  });
  if (line.length > MOST_BYTES) throw unfit(name, `its first line is longer than ${String(MOST_BYTES)} bytes`);
  const text = decoded(line);
  if (text === null) throw unfit(name, 'its first line is not UTF-8');
  const passphrase = text.replace(/\r$/u, '');
  if (passphrase === '') throw unfit(name, 'its first line is empty');
  return new Secret(passphrase);
}

async function bytesOfLine(chunks: AsyncIterable<unknown>): Promise<Buffer> {
  let line = Buffer.alloc(0);
  for await (const chunk of chunks) {
    line = Buffer.concat([line, chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk))]);
    const end = line.indexOf(LINE_FEED);
    if (end !== -1) return line.subarray(0, end);
    if (line.length > MOST_BYTES) break;
  }
  return line;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function unfit(name: string, reason: string): PysignError {
  return new PysignError('USAGE', `${name} gives no passphrase: ${reason}`, { next });
}
