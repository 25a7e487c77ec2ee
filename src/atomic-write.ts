import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError, PysignError, reasonOf } from './errors.ts';

/**
 * Puts a whole file in place, or none: written beside it, synced, renamed over it. Nothing is left behind on failure.
 * @param mode of the new file, before the umask.
 * @throws PysignError `ENVIRONMENT` naming the file: read-only folder, full disk.
 */
export async function writeAtomically(path: string, content: Uint8Array | string, mode = 0o666): Promise<void> {
  await writeBeside(path, content, mode, async (temporary) => rename(temporary, path));
}

/**
 * The same for a file that is not there yet.
 * @returns false, and nothing was written, where it is there by now.
 * @throws PysignError `ENVIRONMENT`
 */
export async function createAtomically(path: string, content: Uint8Array | string): Promise<boolean> {
  let created = true;
  await writeBeside(path, content, 0o666, async (temporary) => {
    created = await linkUnlessThere(temporary, path);
    await rm(temporary, { force: true });
  });
  return created;
}

async function linkUnlessThere(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    // File systems without hard links (FAT, some network shares) say it in these ways.
    if (!isSystemError(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    await rename(temporary, path);
    return true;
  }
}

async function writeBeside(
  path: string,
  content: Uint8Array | string,
  mode: number,
  putInPlace: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await putInPlace(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    // Without the name of the temporary file, which means nothing to anyone.
    const reason = reasonOf(error).replace(/, \w+(?: '.*)?$/su, '');
    throw new PysignError('ENVIRONMENT', `${basename(path)} could not be written: ${reason}`, {
      cause: error,
      next: `make room and make ${dirname(path)} writable, or copy the files elsewhere`,
    });
  }
}
