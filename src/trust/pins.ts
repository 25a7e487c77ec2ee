import { satisfies } from '@renovatebot/pep440';
import type { Exception, Pin, Policy } from './policy.ts';

/** What a pin or an exception is asked about. */
export interface Wanted {
  /** PEP 503 normalised; null for a file that is no distribution. */
  readonly project: string | null;
  /** PEP 440 canonical; null likewise. */
  readonly version: string | null;
  /** Null for a file that comes from no index. */
  readonly index: URL | null;
  /** When the signature is known to have existed; null where there is none. */
  readonly at: Date | null;
}

/**
 * The pins that decide about a file: of all patterns that fit its project, the most specific alone applies. Whatever
 * else limits a pin (versions, index, dates) then lets it decide or not; no wider pattern steps in, because a person
 * who wrote down a project's name meant to say all about it.
 */
export function pinsFor({ pins }: Policy, wanted: Wanted): PinsFound {
  const pattern = mostSpecific(
    pins.map(({ project }) => project),
    wanted.project,
  );
  const named = pins.filter(({ project }) => project === pattern);
  return { named, applying: named.filter((pin) => applies(pin, wanted)) };
}

export interface PinsFound {
  /** Of the pattern that decides, whatever limits each has. */
  readonly named: readonly Pin[];
  /** Those among them that hold for this version, index and date. */
  readonly applying: readonly Pin[];
}

/** By the same rule; expired ones too, so that whoever asks can say that there was one. */
export function exceptionsFor({ exceptions }: Policy, { project, version }: Wanted): readonly Exception[] {
  const pattern = mostSpecific(
    exceptions.map((exception) => exception.project),
    project,
  );
  return exceptions.filter((exception) => exception.project === pattern && fitsVersion(exception.versions, version));
}

/** A name without a star before every pattern; then the one with most letters. Null where none fits. */
function mostSpecific(patterns: readonly string[], project: string | null): string | null {
  const fitting = patterns.filter((pattern) => fitsProject(pattern, project));
  return fitting.toSorted((one, other) => specificity(other) - specificity(one))[0] ?? null;
}

function specificity(pattern: string): number {
  return pattern.includes('*') ? pattern.replaceAll('*', '').length : Number.POSITIVE_INFINITY;
}

/** `*` stands for any run of characters. Only `*` alone fits a file that has no project. */
function fitsProject(pattern: string, project: string | null): boolean {
  if (pattern === '*' || pattern === project) return true;
  if (project === null || !pattern.includes('*')) return false;
  const [head = '', ...others] = pattern.split('*');
  const tail = others.pop() ?? '';
  if (!project.startsWith(head) || !project.endsWith(tail) || project.length < head.length + tail.length) return false;
  return inOrder(others, project.slice(head.length, project.length - tail.length));
}

/** Each part after the one before it: no expression is built from a pattern, so none can be slow. */
function inOrder(parts: readonly string[], text: string): boolean {
  let place = 0;
  for (const part of parts) {
    const found = text.indexOf(part, place);
    if (found === -1) return false;
    place = found + part.length;
  }
  return true;
}

function applies(pin: Pin, { version, index, at }: Wanted): boolean {
  if (!fitsVersion(pin.versions, version) || !fitsIndex(pin.index, index)) return false;
  if (at === null) return true;
  return (pin.notBefore === null || pin.notBefore <= at) && (pin.notAfter === null || at <= pin.notAfter);
}

/** A pre-release fits a range that it lies in: whether to take one was decided by whoever asked for it. */
function fitsVersion(range: string | null, version: string | null): boolean {
  if (range === null) return true;
  return version !== null && satisfies(version, range, { prereleases: true });
}

/** An origin, or the beginning of a path that ends at a slash: `/simple` is not the beginning of `/simple-evil/`. */
function fitsIndex(prefix: string | null, index: URL | null): boolean {
  if (prefix === null) return true;
  const wanted = URL.parse(prefix);
  if (wanted === null || wanted.origin !== index?.origin) return false;
  const path = wanted.pathname.endsWith('/') ? wanted.pathname : `${wanted.pathname}/`;
  return `${index.pathname}/`.startsWith(path);
}
