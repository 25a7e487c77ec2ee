import { validRange } from '@renovatebot/pep440';
import { TomlDate } from 'smol-toml';
import { type Faults, type Path, suggestion } from '../config/faults.ts';
import { isTable, type Table } from '../config/toml-document.ts';
import { fullFingerprint, webAddress } from '../config/values.ts';
import { patternFault } from './patterns.ts';

/** One table of a list of tables. */
export interface Entry {
  readonly table: Table;
  readonly path: Path;
  /** `[[pin]]` */
  readonly label: string;
  readonly faults: Faults;
}

const MOST_CHARACTERS = 2000;
const MOST_ITEMS = 1000;

/** The tables of a list; whatever else stands there is a fault. */
export function entriesOf(value: unknown, path: Path, label: string, faults: Faults): readonly Entry[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const tables = list.filter((each) => isTable(each));
  if (!Array.isArray(value) || tables.length < list.length) faults.add(path, `${label} is not a list of tables`);
  return tables.map((table, position) => ({ table, path: [...path, String(position)], label, faults }));
}

export function refuseOthers({ table, path, label, faults }: Entry, known: readonly string[]): void {
  for (const key of Object.keys(table).filter((name) => !known.includes(name))) {
    faults.add([...path, key], `unknown key "${key}" in ${label}; ${suggestion(key, known)}`);
  }
}

/** @param words complete "KEY of [[pin]] …" */
export function fault({ path, label, faults }: Entry, key: string, words: string): null {
  faults.add([...path, key], `${key} of ${label} ${words}`);
  return null;
}

/** Null where there is none, or where it is wrong, which is a fault by then. */
export function textAt(entry: Entry, key: string): string | null {
  const value = entry.table[key];
  if (value === undefined) return null;
  if (typeof value !== 'string' || value.trim() === '') return fault(entry, key, 'is not a text');
  return value.length <= MOST_CHARACTERS ? value : fault(entry, key, 'is too long');
}

export function required<T>(entry: Entry, key: string, found: T | null): T | null {
  if (entry.table[key] !== undefined) return found;
  entry.faults.add(entry.path, `${entry.label} has no ${key}`);
  return null;
}

export function patternAt(entry: Entry): string | null {
  const pattern = required(entry, 'project', textAt(entry, 'project'));
  if (pattern === null) return null;
  const wrong = patternFault(pattern);
  return wrong === null ? pattern : fault(entry, 'project', wrong);
}

export function rangeAt(entry: Entry): string | null {
  const range = textAt(entry, 'versions');
  if (range === null || validRange(range)) return range;
  return fault(entry, 'versions', 'is no range of versions (PEP 440), such as ">=1.0, <2"');
}

export function indexAt(entry: Entry): string | null {
  const text = textAt(entry, 'index');
  if (text === null) return null;
  const url = webAddress(text);
  if (url === null) return fault(entry, 'index', 'is not an http or https address');
  const bare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return bare ? text : fault(entry, 'index', 'holds more than an origin and a path');
}

/** A day is its beginning in UTC. A time without a zone is another moment for everyone who reads it. */
export function momentAt(entry: Entry, key: string): Date | null {
  const value = entry.table[key];
  if (value === undefined) return null;
  const isMoment =
    value instanceof TomlDate && value.isValid() && (value.isDate() || !value.isLocal()) && !value.isTime();
  return isMoment
    ? new Date(value.getTime())
    : fault(entry, key, 'is not a day, such as 2027-01-31, nor a time with its zone');
}

export function fingerprintsAt(entry: Entry, key: string): readonly string[] {
  return listAt(entry, key, fullFingerprint, 'full fingerprints of primary keys (40 or 64 hex digits)');
}

export function sha256At(entry: Entry): readonly string[] {
  return listAt(entry, 'sha256', wholeDigest, 'SHA-256 digests (64 lower-case hex digits)');
}

function wholeDigest(text: string): string | null {
  return /^[0-9a-f]{64}$/u.test(text) ? text : null;
}

function listAt(entry: Entry, key: string, narrow: (text: string) => string | null, what: string): readonly string[] {
  const value = entry.table[key];
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const narrowed = list.flatMap((each) => (typeof each === 'string' ? (narrow(each) ?? []) : []));
  if (value === undefined) required(entry, key, null);
  else if (narrowed.length === 0 || narrowed.length < list.length) fault(entry, key, `is not a list of ${what}`);
  else if (new Set(narrowed).size < list.length) fault(entry, key, 'names one twice');
  else if (list.length > MOST_ITEMS) fault(entry, key, `has more than ${String(MOST_ITEMS)} items`);
  return narrowed;
}
