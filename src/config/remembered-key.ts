import { isDeepStrictEqual } from 'node:util';
import { PysignError } from '../errors.ts';
import { isTable, linesOf, parseToml, type Table, type TomlDocument } from './toml-document.ts';

const HEADER = '# Settings of pysign. It writes the key itself and leaves everything else alone.\n\n';

/**
 * The text of the document with `[release] key` set, and every other line as it was. The result is parsed and compared
 * before it is returned: no way of writing TOML can make this change anything else.
 * @throws PysignError `USAGE` where the key is written in a way that cannot be changed like this
 */
export function withRememberedKey(document: TomlDocument, fingerprint: string): string {
  const { name, text, table } = document;
  const wanted = withKey(table, fingerprint);
  const written = `key = "${fingerprint}"`;
  const changed = [
    replaced(document, fingerprint),
    inserted(document, written),
    inserted(document, `release.${written}`),
    appended(text, written),
  ];
  const right = changed.find((each) => each !== null && says(each, wanted));
  if (right !== undefined && right !== null) return right;
  throw new PysignError('USAGE', `the remembered key in ${name} cannot be changed without touching the rest`, {
    next: `write it yourself, in [release]: ${written}`,
  });
}

function withKey(table: Table, key: string): Table {
  const release = table['release'];
  return { ...table, release: { ...(isTable(release) ? release : {}), key } };
}

/** Where a key stands already, in whatever spelling; a remark behind it stays. */
function replaced(document: TomlDocument, fingerprint: string): string | null {
  const at = linesOf(document, ['release', 'key']);
  if (at === null) return null;
  const lines = document.text.split('\n');
  const old = lines[at.end - 1] ?? '';
  const line = old.replace(/(?<before>\bkey["']?\s*=\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*')/u, `$<before>"${fingerprint}"`);
  return lines.with(at.end - 1, line).join('\n');
}

/** Right below `[release]`, or below the first dotted key that begins with it. */
function inserted(document: TomlDocument, written: string): string | null {
  const at = linesOf(document, ['release']);
  if (at === null) return null;
  const lines = document.text.split('\n');
  const end = lines[at.end - 1]?.endsWith('\r') === true ? '\r' : '';
  return lines.toSpliced(at.end, 0, `${written}${end}`).join('\n');
}

function appended(text: string, written: string): string {
  const table = `[release]\n${written}\n`;
  if (text === '') return `${HEADER}${table}`;
  return `${text}${text.endsWith('\n') ? '' : '\n'}\n${table}`;
}

function says(text: string, wanted: Table): boolean {
  try {
    return isDeepStrictEqual(plain(parseToml(text, '').table), plain(wanted));
  } catch (error) {
    if (error instanceof PysignError) return false;
    throw error;
  }
}

/** The parser's tables have no prototype, and that is no difference. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
