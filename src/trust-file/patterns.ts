import { normaliseProject } from '../distributions/project-name.ts';

const MOST_LETTERS = 214;
const MOST_STARS = 4;

/**
 * What is wrong with a pattern for projects: a normalised name (PEP 503), or one in which `*` stands for any run of
 * characters. Null where nothing is; the words complete `project "…" …`.
 */
export function patternFault(pattern: string): string | null {
  if (pattern.length > MOST_LETTERS) return 'is longer than any name of a project';
  if (pattern === '*') return null;
  const stars = pattern.split('*').length - 1;
  if (stars > MOST_STARS) return `has more than ${String(MOST_STARS)} stars`;
  if (pattern.includes('**')) return 'has two stars in a row; one stands for any run of characters';
  const normal = normaliseProject(pattern);
  const shape = stars === 0 ? /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u : /^[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?$/u;
  if (!shape.test(normal)) return 'is no name of a project, and no pattern of letters, digits, "-" and "*"';
  return normal === pattern ? null : `is written ${normal}`;
}

/** Names without a star decide before every pattern, and among patterns those with more letters. */
function letters(pattern: string): number | null {
  return pattern.includes('*') ? pattern.replaceAll('*', '').length : null;
}

/**
 * The first pair of patterns of which neither is the more specific one for some project: which of them decides would be
 * a matter of chance. Null where there is none.
 */
export function undecidedPair(patterns: readonly string[]): readonly [number, number] | null {
  const globs = new Map<number, number[]>();
  const names = new Map<string, number>();
  for (const [position, pattern] of patterns.entries()) {
    const known = names.get(pattern);
    if (known !== undefined) return [known, position];
    names.set(pattern, position);
    const length = letters(pattern);
    if (length === null) continue;
    const rivals = globs.get(length) ?? [];
    const rival = rivals.find((other) => meet(patterns[other] ?? '', pattern));
    if (rival !== undefined) return [rival, position];
    globs.set(length, [...rivals, position]);
  }
  return null;
}

/** Whether some name fits both patterns. Column by column, so that no pattern can be slow. */
function meet(one: string, other: string): boolean {
  let row = Array.from({ length: other.length + 1 }, (_, column) => /^\**$/u.test(other.slice(0, column)));
  for (const letter of one) {
    const next = [letter === '*' && row[0] === true];
    for (let column = 1; column <= other.length; column += 1) {
      const against = other[column - 1];
      const skips = (letter === '*' && row[column] === true) || (against === '*' && next[column - 1] === true);
      const stays = row[column - 1] === true && (letter === against || letter === '*' || against === '*');
      next.push(
        skips || stays || (letter === '*' && next[column - 1] === true) || (against === '*' && row[column] === true),
      );
    }
    row = next;
  }
  return row.at(-1) === true;
}
