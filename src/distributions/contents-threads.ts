import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ContentsAnswer } from './contents-worker.ts';
import { readWheelContents, type WheelContents } from './wheel-contents.ts';

/** Below this the threads take longer to start than they save. */
const WORTH_BYTES = 64 << 20;
const MOST_THREADS = 4;

interface Wanted {
  readonly path: string;
  readonly settle: (contents: WheelContents) => void;
  readonly fail: (reason: unknown) => void;
}

/** Reads wheels to their ends, each once: on threads of their own once there is enough to read, else on this one. */
export class ContentsReader {
  readonly #found = new Map<string, Promise<WheelContents>>();
  readonly #waiting: Wanted[] = [];
  readonly #workers: Worker[] = [];
  /** Wakes a thread that has nothing to do. */
  readonly #asleep: (() => void)[] = [];
  #bytes = 0;
  #busyHere = false;

  /** @throws Error of zlib, yauzl or the file system; the same answer each time */
  async contentsOf(path: string, size: number): Promise<WheelContents> {
    const found = this.#found.get(path) ?? this.#begin(path, size);
    this.#found.set(path, found);
    return found;
  }

  /** Ends the threads: nothing more is asked for. */
  close(): void {
    for (const worker of this.#workers) void worker.terminate();
  }

  async #begin(path: string, size: number): Promise<WheelContents> {
    this.#bytes += size;
    const contents = new Promise<WheelContents>((settle, fail) => {
      this.#waiting.push({ path, settle, fail });
    });
    // Whoever began it early may never ask.
    contents.catch(() => undefined);
    if (this.#bytes >= WORTH_BYTES && this.#found.size > 0) this.#startThreads();
    else void this.#workHere();
    return contents;
  }

  #startThreads(): void {
    const wanted = Math.min(availableParallelism(), MOST_THREADS);
    while (this.#workers.length < wanted) {
      const worker = startWorker();
      this.#workers.push(worker);
      void this.#workThere(worker);
    }
    this.#asleep.shift()?.();
  }

  async #workThere(worker: Worker): Promise<void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next === undefined) await new Promise<void>((wake) => this.#asleep.push(wake));
      else await ask(worker, next.path).then(next.settle, next.fail);
    }
  }

  async #workHere(): Promise<void> {
    if (this.#busyHere) return;
    this.#busyHere = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await readWheelContents(next).then(next.settle, next.fail);
    }
    this.#busyHere = false;
  }
}

/** The same kind of file as this one: source in tests, built code elsewhere. */
function startWorker(): Worker {
  return new Worker(new URL(`contents-worker${extname(import.meta.filename)}`, import.meta.url));
}

async function ask(worker: Worker, path: string): Promise<WheelContents> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer: ContentsAnswer) => {
      worker.off('error', reject);
      if ('contents' in answer) resolve(answer.contents);
      else reject(new Error(answer.failure));
    });
    worker.postMessage(path, []);
  });
}
