import { posix } from 'node:path';

/**
 * What is wrong with the path of a member, completing "a member …"; null where nothing is. The archive chooses it, and
 * an installer on Windows takes a backslash for a separator.
 */
export function pathFault(path: string): string | null {
  // Python ends a name at the first NUL, so the rest of it would be seen by some readers only.
  if (path.includes('\0')) return 'has a NUL in its name';
  if (isAbsolute(path)) return 'has an absolute path';
  return climbs(path) ? 'climbs out of the archive' : null;
}

/** True where a link leads out of the archive. The target of a hard link starts at the top, of a symbolic one beside it. */
export function leadsOutside(path: string, target: string, link: 'symbolic' | 'hard'): boolean {
  const slashed = target.replaceAll('\\', '/');
  const fromTop = link === 'symbolic' ? posix.join(posix.dirname(path), slashed) : slashed;
  return isAbsolute(target) || climbs(posix.normalize(fromTop));
}

function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[a-z]:)/i.test(path);
}

function climbs(path: string): boolean {
  return path.split(/[/\\]/).includes('..');
}
