import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PysignError, reasonOf } from './errors.ts';

/**
 * Puts a whole file in place, or none: written beside it, synced, renamed over it. Nothing is left behind on failure.
 * @param mode of the new file, before the umask.
 * @throws PysignError `ENVIRONMENT` naming the file: read-only folder, full disk.
 */
export async function writeAtomically(path: string, content: Uint8Array | string, mode = 0o666): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new PysignError('ENVIRONMENT', `${basename(path)} could not be written: ${reasonOf(error)}`, {
      cause: error,
      next: `make room and make ${dirname(path)} writable, or copy the files elsewhere`,
    });
  }
}
