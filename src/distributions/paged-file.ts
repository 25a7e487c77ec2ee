import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { RandomAccessReader } from 'yauzl';
import type { Effort } from './archive-source.ts';

/** What a disk reads at least: headers lie close together, and each is some fifty bytes. */
const PAGE_BYTES = 4096;
const CHUNK_BYTES = 1 << 16;

/** A file for yauzl that counts what is read of it and keeps the last page. Whoever opened the handle closes it. */
export class PagedFile extends RandomAccessReader {
  readonly #file: FileHandle;
  readonly #effort: Effort;
  #page: Buffer = Buffer.alloc(0);
  #pageStart = 0;

  constructor(file: FileHandle, effort: Effort) {
    super();
    this.#file = file;
    this.#effort = effort;
  }

  /** @throws Error where the file ends before */
  async bytesAt(position: number, length: number): Promise<Buffer> {
    const start = position - this.#pageStart;
    if (start >= 0 && start + length <= this.#page.length) return this.#page.subarray(start, start + length);
    this.#page = await this.#readFrom(position, Math.max(length, PAGE_BYTES));
    this.#pageStart = position;
    if (this.#page.length < length) throw new Error('the file ends too early');
    return this.#page.subarray(0, length);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    callbackify(async () => {
      (await this.bytesAt(position, length)).copy(buffer, offset);
    })(callback);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#range(start, end));
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  async *#range(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end;) {
      const chunk = await this.#readFrom(position, Math.min(CHUNK_BYTES, end - position));
      if (chunk.length === 0) throw new Error('the file ends too early');
      position += chunk.length;
      yield chunk;
    }
  }

  async #readFrom(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(length), 0, length, position);
    this.#effort.bytesRead += bytesRead;
    return buffer.subarray(0, bytesRead);
  }
}
