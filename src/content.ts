import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** The hashes that signatures are made over; the index wants SHA-256. */
export type HashName = 'sha256' | 'sha384' | 'sha512';

/** Those that other people's signatures are over, good or broken, as Node calls them. */
export type ContentHash = HashName | 'md5' | 'sha1' | 'ripemd160' | 'sha224' | 'sha3-256' | 'sha3-512';

/** What a signature needs of the content: a hash, begun with some bytes of its own (empty for most). */
export interface HashWanted {
  readonly hash: ContentHash;
  readonly salt: Uint8Array;
}

function wantedOf(hash: ContentHash | HashWanted): HashWanted {
  return typeof hash === 'string' ? { hash, salt: new Uint8Array() } : hash;
}

function nameOf({ hash, salt }: HashWanted): string {
  return salt.length === 0 ? hash : `${hash} ${Buffer.from(salt).toString('hex')}`;
}

/** 1 MiB: the fastest of the sizes tried for hashing and sending, at 125 MB peak. */
const CHUNK_BYTES = 1 << 20;

/** All bytes of one file, hashed up to its end. It never hands out the hash object, which `digest()` would use up. */
export class HashState {
  readonly hash: ContentHash;
  readonly #state: Hash;

  constructor(hash: ContentHash, state: Hash) {
    this.hash = hash;
    this.#state = state;
  }

  /** The digest of the content followed by `more`; the state itself stays as it is. */
  extend(...more: readonly Uint8Array[]): Uint8Array {
    const copy = this.#state.copy();
    for (const bytes of more) copy.update(bytes);
    return copy.digest();
  }

  hex(): string {
    return Buffer.from(this.extend()).toString('hex');
  }
}

/** What one pass over a file leaves: its length in bytes and a state for each hash that was asked for. */
export class Content {
  readonly size: number;
  readonly #states: ReadonlyMap<string, HashState>;

  constructor(size: number, states: ReadonlyMap<string, HashState>) {
    this.size = size;
    this.#states = states;
  }

  /** Lower-case hex, as the simple API lists it. */
  get sha256(): string {
    return this.state('sha256').hex();
  }

  has(hash: ContentHash | HashWanted): boolean {
    return this.#states.has(nameOf(wantedOf(hash)));
  }

  /** @throws RangeError when the pass was made without this hash: a mistake of the caller. */
  state(hash: ContentHash | HashWanted): HashState {
    const name = nameOf(wantedOf(hash));
    const state = this.#states.get(name);
    if (state === undefined) throw new RangeError(`the content was not hashed with ${name}`);
    return state;
  }
}

/** Bytes that are in memory anyway: each hash is made when it is asked for. */
export class HeldContent extends Content {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super(bytes.length, new Map());
    this.#bytes = bytes;
  }

  override has(): boolean {
    return true;
  }

  override state(wanted: ContentHash | HashWanted): HashState {
    const { hash, salt } = wantedOf(wanted);
    return new HashState(hash, createHash(hash).update(salt).update(this.#bytes));
  }
}

/** Hashes bytes as they come, into SHA-256 and every other hash named. */
export class ContentHasher {
  readonly #states: ReadonlyMap<string, { readonly hash: ContentHash; readonly state: Hash }>;
  #size = 0;

  constructor(hashes: Iterable<ContentHash | HashWanted> = []) {
    const wanted = ['sha256' as const, ...hashes].map(wantedOf);
    const begun = wanted.map((each) => [nameOf(each), each] as const);
    this.#states = new Map(
      [...new Map(begun)].map(([name, { hash, salt }]) => [name, { hash, state: createHash(hash).update(salt) }]),
    );
  }

  update(chunk: Uint8Array): void {
    this.#size += chunk.length;
    for (const { state } of this.#states.values()) state.update(chunk);
  }

  /** All that came; nothing more may be fed. */
  finish(): Content {
    const states = [...this.#states].map(([name, { hash, state }]) => [name, new HashState(hash, state)] as const);
    return new Content(this.#size, new Map(states));
  }
}

/** Hashes a stream once. */
export async function hashContent(
  chunks: AsyncIterable<Uint8Array>,
  hashes: Iterable<ContentHash | HashWanted> = [],
): Promise<Content> {
  const hasher = new ContentHasher(hashes);
  for await (const chunk of chunks) hasher.update(chunk);
  return hasher.finish();
}

/**
 * The bytes of a file in chunks that are reused: the last `valid` chunks hold what was read, earlier ones do not. The
 * next chunk is read while this one is worked on.
 * @param valid 1 where each chunk is done with before the next is asked for.
 */
export async function* readChunks(path: string, valid = 1): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(path, 'r');
  let coming: ReturnType<typeof read> | null = null;
  try {
    const buffers = endlessly(buffersFor((await file.stat()).size, valid + 1));
    for (;;) {
      const { bytesRead, buffer } = await (coming ?? read(file, buffers.next().value));
      if (bytesRead === 0) return;
      coming = read(file, buffers.next().value);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await coming?.catch(() => null);
    await file.close();
  }
}

async function read(file: FileHandle, buffer: Buffer): Promise<{ bytesRead: number; buffer: Buffer }> {
  return file.read(buffer, 0, buffer.length);
}

/** A release may have hundreds of small files: a buffer of full size for each would keep the collector busy. */
function buffersFor(size: number, count: number): readonly Buffer[] {
  const least = 1 << 14;
  const bytes = Math.min(CHUNK_BYTES, Math.max(size, least));
  return Array.from({ length: count }, (_, place) => {
    return Buffer.allocUnsafeSlow(place === 0 || size > bytes ? bytes : least);
  });
}

function* endlessly<T>(items: readonly T[]): Generator<T, never, void> {
  for (;;) yield* items;
}

export async function hashFile(path: string, hashes: Iterable<ContentHash | HashWanted> = []): Promise<Content> {
  return hashContent(readChunks(path), hashes);
}
