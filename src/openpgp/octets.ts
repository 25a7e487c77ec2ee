/** Walks over bytes that a stranger wrote. Whatever it is asked for beyond the end is a SyntaxError, never `undefined`. */
export class Octets {
  readonly #bytes: Uint8Array;
  #place = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes were read. */
  get place(): number {
    return this.#place;
  }

  get left(): number {
    return this.#bytes.length - this.#place;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new SyntaxError('it is cut short');
    this.#place += length;
    return this.#bytes.subarray(this.#place - length, this.#place);
  }

  rest(): Uint8Array {
    return this.take(this.left);
  }

  uint8(): number {
    return this.take(1)[0] ?? 0;
  }

  uint16(): number {
    return this.uint8() * 0x100 + this.uint8();
  }

  uint32(): number {
    return this.uint16() * 0x10000 + this.uint16();
  }

  /** Seconds since 1970. */
  time(): Date {
    return new Date(this.uint32() * 1000);
  }

  /** RFC 9580 §3.2, without leading zeros, whatever the length in bits claims. */
  integer(): Uint8Array {
    const bytes = this.take((this.uint16() + 7) >> 3);
    const first = bytes.findIndex((byte) => byte !== 0);
    return first === -1 ? new Uint8Array() : bytes.subarray(first);
  }
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex').toUpperCase();
}

export function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
