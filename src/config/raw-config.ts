import { PysignError } from '../errors.ts';

/** Options by lower-case name. */
type Options = Map<string, string>;

/** An INI file as Python's `configparser.RawConfigParser` reads it with its defaults: no interpolation, strict. */
export class RawConfig {
  readonly #sections: ReadonlyMap<string, Options>;

  constructor(sections: ReadonlyMap<string, Options>) {
    this.#sections = sections;
  }

  /** The names of the sections, without `DEFAULT`. */
  get names(): readonly string[] {
    return [...this.#sections.keys()].filter((name) => name !== DEFAULT);
  }

  /** The value in this section, else in `[DEFAULT]`; null where there is none, or no such section. */
  get(section: string, option: string): string | null {
    const options = this.#sections.get(section);
    if (options === undefined) return null;
    return options.get(option) ?? this.#sections.get(DEFAULT)?.get(option) ?? null;
  }

  /** All names that `get` answers to. */
  optionsOf(section: string): readonly string[] {
    if (!this.#sections.has(section)) return [];
    const found = [section, DEFAULT].flatMap((name) => [...(this.#sections.get(name)?.keys() ?? [])]);
    return [...new Set(found)];
  }
}

const DEFAULT = 'DEFAULT';
/** What `str.isspace` and the `\s` of Python's `re` know: not what JavaScript's do (U+001C to U+001F, U+0085, not U+FEFF). */
const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const LEADING = new RegExp(`^[${SPACE}]+`, 'u');
const TRAILING_CHARACTER = new RegExp(`[${SPACE}]`, 'u');

/**
 * @param name how errors call the file
 * @throws PysignError `USAGE` with the line only: the file holds passwords
 */
export function parseRawConfig(text: string, name: string): RawConfig {
  const reader = new Reader(name);
  for (const line of text.split(/\r\n|\r|\n/u)) reader.read(line);
  return reader.finish();
}

/** As `str.split()` without arguments. */
export function pythonWords(text: string): readonly string[] {
  return text.split(new RegExp(`[${SPACE}]+`, 'u')).filter((word) => word !== '');
}

/** As `str.strip()`. */
function stripped(text: string): string {
  return strippedEnd(text.replace(LEADING, ''));
}

/** A loop: the obvious regular expression takes quadratic time. */
function strippedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING_CHARACTER.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

class Reader {
  readonly #name: string;
  readonly #sections = new Map<string, Map<string, string[]>>([[DEFAULT, new Map()]]);
  #section: Map<string, string[]> | null = null;
  #option: string[] | null = null;
  #indentation = 0;
  #line = 0;

  constructor(name: string) {
    this.#name = name;
  }

  read(line: string): void {
    this.#line += 1;
    const content = stripped(line);
    if (content === '') this.#option?.push('');
    if (content === '' || content.startsWith('#') || content.startsWith(';')) return;
    const indentation = LEADING.exec(line)?.[0].length ?? 0;
    if (this.#option !== null && indentation > this.#indentation) {
      this.#option.push(content);
      return;
    }
    this.#indentation = indentation;
    const header = /^\[(.+)\]/su.exec(content)?.[1];
    if (header === undefined) this.#readOption(content);
    else this.#openSection(header);
  }

  finish(): RawConfig {
    const sections = [...this.#sections].map(([section, options]): [string, Options] => {
      const values = [...options].map(([option, lines]): [string, string] => [option, strippedEnd(lines.join('\n'))]);
      return [section, new Map(values)];
    });
    return new RawConfig(new Map(sections));
  }

  /** Only `[DEFAULT]` may come again. */
  #openSection(name: string): void {
    const known = this.#sections.get(name);
    if (known !== undefined && name !== DEFAULT) throw this.#fault('a section that was there before');
    this.#section = known ?? new Map<string, string[]>();
    this.#sections.set(name, this.#section);
    this.#option = null;
  }

  #readOption(content: string): void {
    if (this.#section === null) throw this.#fault('something before the first [section]');
    const delimiter = content.search(/[=:]/u);
    const option = strippedEnd(content.slice(0, Math.max(delimiter, 0))).toLowerCase();
    if (option === '') throw this.#fault('neither a [section] nor "name = value"');
    if (this.#section.has(option)) throw this.#fault('a name that this section has already');
    this.#option = [stripped(content.slice(delimiter + 1))];
    this.#section.set(option, this.#option);
  }

  #fault(what: string): PysignError {
    return new PysignError('USAGE', `${this.#name}:${String(this.#line)}: ${what}`, { next: `correct ${this.#name}` });
  }
}
