import { PysignError } from '../errors.ts';
import { distributionKind, type DistributionName, parseDistributionName } from './file-name.ts';
import { normaliseProject } from './project-name.ts';
import { sameVersion } from './version.ts';

/** An index chooses the names; what does not read as a distribution is none. */
export function nameOfFile(filename: string): DistributionName | null {
  if (distributionKind(filename) === null) return null;
  try {
    return parseDistributionName(filename);
  } catch (error) {
    if (error instanceof PysignError) return null;
    throw error;
  }
}

/** Whether a file's name says that it belongs to this release. */
export function isFileOf(filename: string, project: string, version: string): boolean {
  const name = nameOfFile(filename);
  if (name === null) return false;
  return normaliseProject(name.project) === project && sameVersion(name.version, version);
}
