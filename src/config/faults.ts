import { PysignError } from '../errors.ts';
import { nearest } from './nearest.ts';
import { isTable, linesOf, type Table, type TomlDocument } from './toml-document.ts';

/** Keys from the root of the document down. */
export type Path = readonly string[];

/** Everything that is wrong in one file, said together. No value is ever repeated: it may be a secret. */
export class Faults {
  readonly #document: TomlDocument;
  readonly #find: typeof linesOf;
  readonly #found: string[] = [];

  /** @param find for documents with lists of tables, in which `linesOf` finds nothing. */
  constructor(document: TomlDocument, find = linesOf) {
    this.#document = document;
    this.#find = find;
  }

  /** @param words completes "FILE:LINE: the setting …" */
  add(path: Path, words: string): void {
    const lines = this.#find(this.#document, path);
    const line = lines === null ? '' : `:${String(lines.start + 1)}`;
    this.#found.push(`${this.#document.name}${line}: ${words}`);
  }

  /** @throws PysignError `USAGE` when anything was added */
  throwIfAny(): void {
    const [first, ...others] = this.#found;
    if (first === undefined) return;
    throw new PysignError('USAGE', first, { details: others, next: `correct ${this.#document.name}` });
  }
}

/** The table at this path; an empty one where there is none or something else, which is a fault. */
export function tableAt(value: unknown, path: Path, faults: Faults): Table {
  if (value === undefined) return {};
  if (isTable(value)) return value;
  faults.add(path, `${path.join('.')} is not a table`);
  return {};
}

export function refuseUnknownKeys(table: Table, path: Path, known: readonly string[], faults: Faults): void {
  for (const key of Object.keys(table).filter((name) => !known.includes(name))) {
    const where = path.length === 0 ? '' : ` in [${path.join('.')}]`;
    faults.add([...path, key], `unknown key "${key}"${where}; ${suggestion(key, known)}`);
  }
}

export function suggestion(key: string, known: readonly string[]): string {
  if (/password|token|secret|username|passphrase/iu.test(key)) return 'credentials are never kept here';
  const near = nearest(key, known);
  return near === null ? `the known keys are ${known.join(', ')}` : `did you mean "${near}"?`;
}
