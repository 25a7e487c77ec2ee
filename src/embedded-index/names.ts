import { eq, valid } from '@renovatebot/pep440';
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

/** PEP 508. */
export function isProjectName(text: string): boolean {
  return text.length <= MAX_NAME && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/u.test(text);
}

/** PEP 440. */
export function isVersion(text: string): boolean {
  return text.length <= MAX_NAME && valid(text) !== null && text === text.trim();
}

/** `1.0`, `v1` and `1.0.0` are one version. */
export function isSameVersion(one: string, other: string): boolean {
  return isVersion(one) && isVersion(other) && eq(one, other);
}

/**
 * True where the file name begins with this name and version, in any spelling: else one project could take the file
 * names of another. Older sdists have dashes on both sides, so each dash is tried.
 */
export function isNameOf(filename: string, name: string, version: string): boolean {
  const parts = filename.replace(/\.(?:whl|tar\.gz)$/u, '').split('-');
  const project = normalizedProject(name);
  if (filename.endsWith('.whl')) {
    const [first = '', second = ''] = parts;
    return (
      normalizedProject(first) === project && versionsOfWheel(second).some((spelt) => isSameVersion(spelt, version))
    );
  }
  return parts.some(
    (_, dash) =>
      normalizedProject(parts.slice(0, dash).join('-')) === project &&
      isSameVersion(parts.slice(dash).join('-'), version),
  );
}

/** PEP 427: older builders wrote an underscore for the dash of an old spelling and for the plus of a local version. */
function versionsOfWheel(part: string): readonly string[] {
  return [part, part.replaceAll('_', '-'), part.replace('_', '+')];
}
