import { isSdistOf } from '../distributions/file-name.ts';
import { isProjectName } from '../distributions/project-name.ts';
import { canonicalVersion, sameVersion } from '../distributions/version.ts';
import { normalizedProject } from '../simple-api/normalize.ts';

/** With `.json` behind it a file name must fit the 255 bytes of a folder entry. */
const MAX_FILENAME = 240;
const MAX_NAME = 200;

/** The upload form's words for wheels and sdists. */
export type PackageType = 'bdist_wheel' | 'sdist';

export function isPackageType(text: string): text is PackageType {
  return text === 'bdist_wheel' || text === 'sdist';
}

/** PEP 427 and PEP 625 need no more characters than these, and none of them means anything to a file system or a URL. */
export function isFilename(text: string): boolean {
  return text.length <= MAX_FILENAME && /^[A-Za-z0-9][A-Za-z0-9._+!-]*$/u.test(text) && packageTypeOf(text) !== null;
}

/** By the ending alone; null for what this index does not take. */
export function packageTypeOf(filename: string): PackageType | null {
  if (filename.endsWith('.whl')) return 'bdist_wheel';
  return filename.endsWith('.tar.gz') ? 'sdist' : null;
}

/** PEP 508, and short enough for a folder. */
export function isName(text: string): boolean {
  return text.length <= MAX_NAME && isProjectName(text);
}

/** PEP 440, without white space around it. */
export function isVersion(text: string): boolean {
  return text.length <= MAX_NAME && canonicalVersion(text) !== null && text === text.trim();
}

/**
 * True where the file name begins with this name and version, in any spelling: else one project could take the file
 * names of another.
 */
export function isNameOf(filename: string, name: string, version: string): boolean {
  if (packageTypeOf(filename) === 'sdist') return isSdistOf(filename, name, version);
  const [first = '', second = ''] = filename.replace(/\.whl$/u, '').split('-');
  if (normalizedProject(first) !== normalizedProject(name)) return false;
  return versionsOfWheel(second).some((spelt) => sameVersion(spelt, version));
}

/** PEP 427: older builders wrote an underscore for the dash of an old spelling and for the plus of a local version. */
function versionsOfWheel(part: string): readonly string[] {
  return [part, part.replaceAll('_', '-'), part.replace('_', '+')];
}
