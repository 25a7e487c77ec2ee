import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PysignError, reasonOf } from '../../errors.ts';
import type { Certificate } from '../../openpgp/certificate.ts';
import { KEYS_FILE_BYTES } from './fetched-key.ts';
import { answered, firstOf, keyIn, type KeyAnswer, type KeySource, noKeys, unknown } from './key-source.ts';

const MOST_FILES = 500;

/** A file of keys, or a folder with such files (`.asc`, `.gpg`, `.pgp`, `KEYS`). */
export function keysOnDisk(path: string): KeySource {
  return {
    name: path,
    isPlace: true,
    find: async (fingerprint) => answered(async () => findOnDisk(path, fingerprint)),
  };
}

async function findOnDisk(path: string, fingerprint: string): Promise<KeyAnswer> {
  try {
    if (!(await stat(path)).isDirectory()) return await inFile(path, fingerprint);
    const names = (await readdir(path)).filter((name) => /\.(?:asc|gpg|pgp)$|^KEYS$/u.test(name)).toSorted();
    // One named after the key is looked at first, and a crowd of others does not hide it.
    const first = names.filter((name) => name.toUpperCase().startsWith(fingerprint));
    const files = [...new Set([...first, ...names])].slice(0, MOST_FILES);
    return await firstOf(files.map((name) => async () => inFile(join(path, name), fingerprint)));
  } catch (error) {
    if (error instanceof PysignError) throw error;
    throw new PysignError('USAGE', `${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

async function inFile(path: string, fingerprint: string): Promise<KeyAnswer> {
  const { size } = await stat(path);
  if (size > KEYS_FILE_BYTES) throw new PysignError('USAGE', `${path} is larger than any file of keys`);
  try {
    return await keyIn(await readFile(path), fingerprint, path);
  } catch (error) {
    throw error instanceof PysignError ? noKeys(path, error) : error;
  }
}

/** gpg's own keyring, as the person keeps it. */
export function gpgKeyring(find: (issuer: string) => Promise<Certificate | null>): KeySource {
  const name = "gpg's keyring";
  return {
    name,
    isPlace: false,
    find: async (fingerprint) =>
      answered(async () => {
        const certificate = await find(fingerprint);
        return certificate?.fingerprint === fingerprint ? { answer: 'found', certificate, where: name } : unknown;
      }),
  };
}
