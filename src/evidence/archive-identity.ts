import { basename } from 'node:path';
import { distributionKind } from '../distributions/file-name.ts';
import { nameOfFile } from '../distributions/file-of-release.ts';
import { readDistribution } from '../distributions/read-distribution.ts';
import { PysignError } from '../errors.ts';
import type { Identity, ProjectVersion } from './file-evidence.ts';

/** What a file's name asks for; null for a name that is no distribution's. */
export function askedByName(filename: string): ProjectVersion | null {
  const name = nameOfFile(filename);
  return name === null ? null : { project: name.project, version: name.version };
}

/** Whether the archive's own Name and Version are those of its file name. */
export async function identityOf(path: string): Promise<Identity> {
  if (distributionKind(basename(path)) === null) return { identity: 'none' };
  try {
    const { project, version } = await readDistribution(path);
    return { identity: 'agrees', is: { project, version } };
  } catch (error) {
    // An archive that nobody can read in one way only is not what its name says either.
    if (error instanceof PysignError) return { identity: 'differs', reason: error.message };
    throw error;
  }
}
