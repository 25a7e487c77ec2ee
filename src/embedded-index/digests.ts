import { createHash } from 'node:crypto';

/** As the JSON API of PyPI names them; `blake2b_256` is BLAKE2b with a digest of 32 bytes. */
export type DigestName = 'sha256' | 'md5' | 'blake2b_256';

export const digestNames: readonly DigestName[] = ['sha256', 'md5', 'blake2b_256'];

/** Lower-case hex by name. */
export type DigestValues = ReadonlyMap<DigestName, string>;

interface RunningDigest {
  readonly name: DigestName;
  readonly update: (chunk: Uint8Array) => void;
  readonly hex: () => string;
}

/** Several digests over one stream. */
export class RunningDigests {
  readonly #running: readonly RunningDigest[];

  constructor(running: readonly RunningDigest[]) {
    this.#running = running;
  }

  static async start(names: Iterable<DigestName>): Promise<RunningDigests> {
    return new RunningDigests(await Promise.all([...new Set(names)].map(startDigest)));
  }

  update(chunk: Uint8Array): void {
    for (const { update } of this.#running) update(chunk);
  }

  /** Ends them all: to be called once. */
  finish(): DigestValues {
    return new Map(this.#running.map(({ name, hex }) => [name, hex()]));
  }
}

async function startDigest(name: DigestName): Promise<RunningDigest> {
  if (name === 'blake2b_256') return startBlake2b();
  const hash = createHash(name);
  return { name, update: (chunk) => hash.update(chunk), hex: () => hash.digest('hex') };
}

/** node:crypto has only the 64-byte BLAKE2b, and cutting that gives another value. */
async function startBlake2b(): Promise<RunningDigest> {
  const { createBLAKE2b } = await import('hash-wasm');
  const hash = (await createBLAKE2b(256)).init();
  return { name: 'blake2b_256', update: (chunk) => hash.update(chunk), hex: () => hash.digest('hex') };
}
