/** A listing of wrong fields longer than this helps nobody, and its length is the attacker's choice. */
const MAX_REPORTED = 20;

/** The wrong fields of one document, in the order they were met. */
export class WrongFields {
  readonly #reported: string[] = [];
  #count = 0;
  #last = '';

  /** A field that was just added stays as it was said first. */
  add(field: string, wanted: string): void {
    if (field === this.#last) return;
    this.#last = field;
    this.#count += 1;
    if (this.#reported.length < MAX_REPORTED) this.#reported.push(`${field}: ${wanted}`);
  }

  get none(): boolean {
    return this.#count === 0;
  }

  /** One line each: where, and what should have been there; never the value that was. */
  lines(): readonly string[] {
    const more = this.#count - this.#reported.length;
    return more === 0 ? this.#reported : [...this.#reported, `and ${more} more`];
  }
}

/**
 * Reads an untrusted JSON object field by field. A wrong field is remembered and answered with a placeholder, so that
 * all wrong fields can be told at once: whoever reads must look at `wrong` before using anything.
 */
export class JsonFields {
  readonly path: string;
  readonly wrong: WrongFields;
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(value: unknown, path: string, wrong: WrongFields) {
    this.path = path;
    this.wrong = wrong;
    const object = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#fields = new Map<string, unknown>(object ? Object.entries(value) : []);
    if (!object) wrong.add(path === '' ? 'the document' : path, 'must be an object');
  }

  text(name: string): string {
    return this.textOrNull(name) ?? this.refuse(name, 'must be a string', '');
  }

  /** Null where it is absent or null. */
  textOrNull(name: string): string | null {
    const value = this.#fields.get(name) ?? null;
    return value === null || typeof value === 'string' ? value : this.refuse(name, 'must be a string', '');
  }

  /** Null where it is absent or null. */
  wholeNumberOrNull(name: string): number | null {
    const value = this.#fields.get(name) ?? null;
    if (value === null) return null;
    const whole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    return whole ? value : this.refuse(name, 'must be a whole number', 0);
  }

  /** Null where it is absent or null. */
  flagOrNull(name: string): boolean | null {
    const value = this.#fields.get(name) ?? null;
    return value === null || typeof value === 'boolean' ? value : this.refuse(name, 'must be true or false', false);
  }

  object(name: string): JsonFields {
    return new JsonFields(this.#fields.get(name), this.#pathOf(name), this.wrong);
  }

  /** Null where it is absent or null. */
  objectOrNull(name: string): JsonFields | null {
    return (this.#fields.get(name) ?? null) === null ? null : this.object(name);
  }

  objects(name: string): readonly JsonFields[] {
    const value: unknown = this.#fields.get(name);
    if (!Array.isArray(value)) return this.refuse(name, 'must be a list', []);
    return value.map(
      (item: unknown, position) => new JsonFields(item, `${this.#pathOf(name)}[${position}]`, this.wrong),
    );
  }

  /** Remembers the field as wrong and answers the placeholder. */
  refuse<T>(name: string, wanted: string, placeholder: T): T {
    this.wrong.add(this.#pathOf(name), wanted);
    return placeholder;
  }

  #pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}
