import { stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { isSystemError, reasonOf } from '../errors.ts';
import { invalidDistribution } from './invalid-distribution.ts';

/** One archive that is about to be read. */
export interface ArchiveSource {
  /** Absolute. */
  readonly path: string;
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  readonly effort: Effort;
}

/** What reading an archive has cost so far. It counts and never refuses: the limits are in `bounds.ts`. */
export interface Effort {
  /** From the file, each time it was read. */
  bytesRead: number;
  /** What inflating gave. */
  bytesUnpacked: number;
  /** Members that were looked at. */
  members: number;
}

export function noEffort(): Effort {
  return { bytesRead: 0, bytesUnpacked: 0, members: 0 };
}

/**
 * Only a regular file is opened: a pipe called like a wheel would keep its reader waiting for ever.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function archiveSource(path: string, filename: string, effort: Effort): Promise<ArchiveSource> {
  const status = await look(path, filename);
  if (status.isDirectory()) throw invalidDistribution(filename, 'it is a folder, not a file');
  if (!status.isFile()) throw invalidDistribution(filename, 'it is not a regular file');
  if (status.size === 0) throw invalidDistribution(filename, 'it is empty: a file of 0 bytes');
  return { path, filename, size: status.size, effort };
}

async function look(path: string, filename: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const gone = isSystemError(error, 'ENOENT', 'ENOTDIR');
    throw invalidDistribution(filename, gone ? 'there is no such file (any more)' : reasonOf(error), error);
  }
}
