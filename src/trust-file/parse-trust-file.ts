import { Faults, suggestion } from '../config/faults.ts';
import { type Table, parseToml } from '../config/toml-document.ts';
import { PysignError } from '../errors.ts';
import type { Exception, Policy } from '../trust/policy.ts';
import {
  entriesOf,
  type Entry,
  fault,
  fingerprintsAt,
  indexAt,
  momentAt,
  patternAt,
  rangeAt,
  refuseOthers,
  required,
  sha256At,
  textAt,
} from './fields.ts';
import { undecidedPair } from './patterns.ts';
import { TrustLines } from './trust-lines.ts';
import type { PinEvidence, TrustFile, WrittenPin } from './trust-file.ts';

const pinKeys = ['project', 'openpgp', 'versions', 'index', 'not-before', 'not-after', 'reason', 'evidence'];
const exceptionKeys = ['project', 'versions', 'allow', 'sha256', 'reason', 'expires'];
const rootKeys = ['mode', 'pin', 'exception'];

/**
 * The one door for a trust file. It may come with a clone, and a merge may have made it of two: nothing in it is passed
 * over or guessed.
 * @param name how errors call the file
 * @throws PysignError `USAGE` with every fault, its file and its line
 */
export function parseTrustFile(text: string, name: string): TrustFile {
  const document = parseToml(text, name);
  const lines = new TrustLines(document);
  const faults = new Faults(document, (_, path) => lines.at(path));
  const root: Entry = { table: document.table, path: [], label: 'the file', faults };
  refuseOthers(root, rootKeys);
  refuseRolledDays(text, name);
  const pinEntries = entriesOf(document.table['pin'], ['pin'], '[[pin]]', faults);
  const exceptionEntries = entriesOf(document.table['exception'], ['exception'], '[[exception]]', faults);
  const file: TrustFile = {
    mode: modeOf(document.table, faults),
    pins: pinEntries.flatMap((entry) => pinOf(entry) ?? []),
    exceptions: exceptionEntries.flatMap((entry) => exceptionOf(entry) ?? []),
  };
  faults.throwIfAny();
  refuseUndecided(
    pinEntries,
    file.pins.map(({ project }) => project),
  );
  refuseEqual(exceptionEntries, file.exceptions);
  faults.throwIfAny();
  return file;
}

/** The parser takes the 30th of February for the 2nd of March: an exception would last longer than it says. */
function refuseRolledDays(text: string, name: string): void {
  for (const [line, content] of text.split('\n').entries()) {
    for (const [, day = ''] of content.matchAll(/=\s*(\d{4}-\d\d-\d\d)/gu)) {
      const date = new Date(`${day}T00:00:00Z`);
      if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)) continue;
      const message = `${name}:${String(line + 1)}: there is no day ${day}`;
      throw new PysignError('USAGE', message, { next: `correct ${name}` });
    }
  }
}

function modeOf({ mode }: Table & { readonly mode?: unknown }, faults: Faults): Policy['mode'] {
  if (mode === undefined) return 'strict';
  if (mode === 'strict' || mode === 'warn') return mode;
  const near = typeof mode === 'string' ? `; ${suggestion(mode, ['strict', 'warn'])}` : '';
  faults.add(['mode'], `mode is neither "strict" nor "warn"${near}`);
  return 'strict';
}

function pinOf(entry: Entry): WrittenPin | null {
  refuseOthers(entry, pinKeys);
  const project = patternAt(entry);
  const [notBefore, notAfter] = [momentAt(entry, 'not-before'), momentAt(entry, 'not-after')];
  if (notBefore !== null && notAfter !== null && notBefore > notAfter)
    fault(entry, 'not-after', 'is before not-before');
  const pin = {
    openpgp: fingerprintsAt(entry, 'openpgp'),
    versions: rangeAt(entry),
    index: indexAt(entry),
    notBefore,
    notAfter,
    reason: textAt(entry, 'reason'),
    evidence: evidenceOf(entry),
  };
  return project === null ? null : { project, ...pin };
}

function evidenceOf({ table, path, faults }: Entry): readonly PinEvidence[] {
  const entries = entriesOf(table['evidence'], [...path, 'evidence'], '[[pin.evidence]]', faults);
  return entries.flatMap((entry) => {
    refuseOthers(entry, ['what', 'where', 'when']);
    const what = required(entry, 'what', textAt(entry, 'what'));
    const when = required(entry, 'when', momentAt(entry, 'when'));
    const where = textAt(entry, 'where');
    return what === null || when === null ? [] : [{ what, where, when }];
  });
}

function exceptionOf(entry: Entry): Exception | null {
  refuseOthers(entry, exceptionKeys);
  const project = patternAt(entry);
  const versions = rangeAt(entry);
  const allow = allowOf(entry);
  const reason = required(entry, 'reason', textAt(entry, 'reason'));
  const expires = required(entry, 'expires', momentAt(entry, 'expires'));
  if (project === null || allow === null || reason === null || expires === null) return null;
  return { project, versions, allow, reason, expires };
}

function allowOf(entry: Entry): Exception['allow'] | null {
  const allow = required(entry, 'allow', textAt(entry, 'allow'));
  switch (allow) {
    case 'unsigned':
      return { what: 'unsigned', sha256: sha256At(entry) };
    case 'weak':
      if (entry.table['sha256'] !== undefined) fault(entry, 'sha256', 'has a meaning only with allow = "unsigned"');
      return { what: 'weak' };
    case null:
      return null;
    default:
      return fault(entry, 'allow', 'is neither "unsigned" nor "weak"');
  }
}

/** Called when every pin was read, so that both have the same positions. */
function refuseUndecided(entries: readonly Entry[], patterns: readonly string[]): void {
  const pair = undecidedPair(patterns);
  if (pair === null) return;
  const [one = '', other = ''] = pair.map((position) => patterns[position]);
  const entry = entries[pair[1]];
  if (entry === undefined) return;
  const words =
    one === other
      ? 'has a pin already; write one with all of its keys'
      : `decides no more than "${one}" for projects that fit both`;
  entry.faults.add([...entry.path, 'project'], `project "${other}" ${words}`);
}

function refuseEqual(entries: readonly Entry[], exceptions: readonly Exception[]): void {
  const known = new Set<string>();
  for (const [position, { project, versions, allow }] of exceptions.entries()) {
    const name = JSON.stringify([project, versions, allow.what]);
    const entry = entries[position];
    if (known.has(name) && entry !== undefined) fault(entry, 'project', 'has the same exception already');
    known.add(name);
  }
}
