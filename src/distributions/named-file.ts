import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isSystemError, reasonOf } from '../errors.ts';
import { distributionKind } from './file-name.ts';

/** A path as it was given, and what lies there. */
export type NamedFile = Named &
  (
    | { readonly is: 'distribution'; readonly size: number }
    | { readonly is: 'signature' | 'attestation' | 'foreign' }
    | { readonly is: 'unreadable'; readonly reason: string }
  );

interface Named {
  /** Absolute. */
  readonly path: string;
  /** As it was typed or as the shell wrote it. */
  readonly given: string;
}

/** Told apart by name and by being a regular file; nothing is opened. A path given twice is one file. */
export async function lookAtAll(paths: readonly string[]): Promise<readonly NamedFile[]> {
  const once = new Map(paths.map((given) => [resolve(given), given]));
  return Promise.all([...once].map(async ([path, given]) => lookAt(path, given)));
}

/** True for the names of wheels and sdists, whatever lies there. */
export function isDistributionName(path: string): boolean {
  return distributionKind(basename(path)) !== null;
}

/** What cannot be looked at is not there either: writing beside it will say why. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** What `dist/*` means to a shell: everything in it that is not hidden, in order; empty where there is no `dist`. */
export async function defaultPaths(cwd: string): Promise<readonly string[]> {
  const folder = join(cwd, 'dist');
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => !name.startsWith('.'))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function lookAt(path: string, given: string): Promise<NamedFile> {
  try {
    const status = await stat(path);
    return { path, given, ...(status.isFile() ? typeOf(path, status.size) : { is: 'foreign' }) };
  } catch (error) {
    const reason = isSystemError(error, 'ENOENT', 'ENOTDIR') ? 'there is no such file' : reasonOf(error);
    return { path, given, is: 'unreadable', reason };
  }
}

function typeOf(
  path: string,
  size: number,
): { is: 'distribution'; size: number } | { is: 'signature' | 'attestation' | 'foreign' } {
  if (isDistributionName(path)) return { is: 'distribution', size };
  if (path.endsWith('.asc')) return { is: 'signature' };
  return { is: path.endsWith('.attestation') ? 'attestation' : 'foreign' };
}
