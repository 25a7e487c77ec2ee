import { parse, TomlError } from 'smol-toml';
import { PysignError } from '../errors.ts';

export type Table = Readonly<Record<string, unknown>>;

/** A parsed document, and what is needed to say where in it something stands. */
export interface TomlDocument {
  /** How errors call the file. */
  readonly name: string;
  readonly text: string;
  readonly table: Table;
}

/** Nested deeper than any setting. */
const MAX_DEPTH = 16;
/** A longer file is not searched for line numbers: the search parses its beginnings. */
const MAX_LINES_SEARCHED = 2000;

/** @throws PysignError `USAGE` with file and line; the text is not repeated, for it may hold a secret. */
export function parseToml(text: string, name: string): TomlDocument {
  try {
    return { name, text, table: parse(text, { maxDepth: MAX_DEPTH }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.replace('Invalid TOML document: ', '').split('\n');
    throw new PysignError('USAGE', `${name}:${String(error.line)}: ${reason}`, { next: `correct ${name}` });
  }
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * The lines, counted from 0, that hold a key: `end` is the first after them. Null where the key is not found.
 * A beginning of the file that is TOML and has the key ends with it; the shortest beginnings before that do not.
 */
export function linesOf({ text }: TomlDocument, path: readonly string[]): { start: number; end: number } | null {
  const lines = text.split('\n');
  let start = 0;
  for (let end = 1; end <= Math.min(lines.length, MAX_LINES_SEARCHED); end += 1) {
    const table = tableOf(`${lines.slice(0, end).join('\n')}\n`);
    if (table === null) continue;
    if (has(table, path)) return { start, end };
    start = end;
  }
  return null;
}

function tableOf(text: string): Table | null {
  try {
    return parse(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof TomlError) return null;
    throw error;
  }
}

function has(table: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return isTable(table) && Object.hasOwn(table, key) && has(table[key], rest);
}
