import type { Path } from '../config/faults.ts';
import type { TomlDocument } from '../config/toml-document.ts';

const header = /^\s*\[\[\s*(?<list>pin|exception|pin\s*\.\s*evidence)\s*\]\]/u;
const assignment = /^\s*(?<key>[\w-]+|"[^"]*"|'[^']*')\s*=/u;

/**
 * The line of every key in a trust file as pysign writes it, by its path (`pin`, `0`, `openpgp`). Written in another
 * way, a key is not found, which costs an error its line number and nothing else.
 */
export class TrustLines {
  readonly #found = new Map<string, number>();

  constructor({ text }: TomlDocument) {
    let section: readonly string[] = [];
    const counts = new Map<string, number>();
    for (const [line, content] of text.split('\n').entries()) {
      const list = header.exec(content)?.groups?.['list'];
      if (list !== undefined) section = this.#begin(list.replaceAll(/\s/gu, ''), counts, line);
      const key = assignment.exec(content)?.groups?.['key'];
      if (key !== undefined) this.#note([...section, key.replaceAll(/^["']|["']$/gu, '')], line);
    }
  }

  /** Counted from 0; null where the key is not found. */
  at(path: Path): { readonly start: number; readonly end: number } | null {
    const line = this.#found.get(path.join('\n'));
    return line === undefined ? null : { start: line, end: line + 1 };
  }

  #begin(list: string, counts: Map<string, number>, line: number): readonly string[] {
    const outer = String((counts.get('pin') ?? 0) - 1);
    const name = list === 'pin.evidence' ? `pin\n${outer}\nevidence` : list;
    const position = counts.get(name) ?? 0;
    counts.set(name, position + 1);
    const section = [...name.split('\n'), String(position)];
    this.#note(section, line);
    return section;
  }

  #note(path: Path, line: number): void {
    const name = path.join('\n');
    if (!this.#found.has(name)) this.#found.set(name, line);
  }
}
