import { readFileSync, statSync } from 'node:fs';
import { isSystemError, PysignError, reasonOf } from '../errors.ts';

/** Far above any real file of settings; a cloned repository may hold anything. */
const MAX_BYTES = 256 * 1024;

/**
 * A whole file of settings; null where there is none.
 * @param name how errors call it
 * @param maxBytes for a file that grows with its use
 * @throws PysignError `USAGE` for what is no regular file, too large or not UTF-8; `ENVIRONMENT` where it cannot be read.
 */
export function readSettingsText(path: string, name: string, maxBytes = MAX_BYTES): string | null {
  const bytes = readBytes(path, name, maxBytes);
  if (bytes === null) return null;
  try {
    // A byte order mark stays, so that each format treats it by its own rules.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PysignError('USAGE', `${name} is not UTF-8 text`, { next: `save ${name} as UTF-8` });
  }
}

function readBytes(path: string, name: string, maxBytes: number): Uint8Array | null {
  try {
    const found = statSync(path);
    // A device or pipe could be read for ever.
    if (!found.isFile()) throw new PysignError('USAGE', `${name} is not a file`, { next: `remove ${path}` });
    if (found.size > maxBytes)
      throw new PysignError('USAGE', `${name} is larger than any file of settings`, { next: `remove ${path}` });
    return readFileSync(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    if (error instanceof PysignError) throw error;
    throw new PysignError('ENVIRONMENT', `${name} cannot be read: ${reasonOf(error)}`, {
      cause: error,
      next: `make ${path} readable`,
    });
  }
}
