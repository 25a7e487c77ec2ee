import { inspect } from 'node:util';

/** A password, token or passphrase that cannot reach a log, an error or a receipt by accident. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The only way out; every caller is a place to review. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '****';
  }

  toJSON(): string {
    return '****';
  }

  [inspect.custom](): string {
    return '****';
  }
}
