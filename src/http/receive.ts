import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'got';
import { PysignError } from '../errors.ts';
import type { Answer } from './http.ts';

export interface ReceiveOptions {
  readonly url: URL;
  readonly maxBytes: number;
  /** Takes the body of a 200. */
  readonly sink: ((chunk: Uint8Array) => void) | null;
  /** What a read wants is the body, and a 200 that is too long fails; of an upload the status is what counts. */
  readonly wants: 'body' | 'status';
}

/** An answer, and the IP address that it came from. */
export interface Received {
  readonly answer: Answer;
  /** Null where the connection was gone before it could be asked. */
  readonly address: string | null;
}

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly address: string | null;
}

/** Collects one answer; its body is bounded while it arrives. */
export class Receiver {
  /** Settles with the answer, or with whatever broke it. */
  readonly received: Promise<Received>;
  readonly #stream: Request;
  readonly #options: ReceiveOptions;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #head: Head | null = null;

  constructor(stream: Request, options: ReceiveOptions) {
    this.#stream = stream;
    this.#options = options;
    this.received = new Promise((resolve, reject) => {
      const done = (): void => {
        if (this.#head !== null) resolve(this.#receivedWith(this.#head));
      };
      stream.on('response', (response: ResponseHead) => {
        this.#head = headOf(response);
      });
      stream.on('data', (chunk: Uint8Array) => {
        this.#take(chunk, done, reject);
      });
      stream.once('end', done);
      stream.once('error', (error) => {
        if (this.isRefusal) done();
        else reject(error);
      });
    });
  }

  /** True once the status line says that the rest of an upload is not wanted; a reset after that changes nothing. */
  get isRefusal(): boolean {
    return this.#options.wants === 'status' && this.#head !== null && this.#head.status >= 300;
  }

  #take(chunk: Uint8Array, done: () => void, reject: (error: PysignError) => void): void {
    const { maxBytes, sink, wants } = this.#options;
    const room = maxBytes - this.#length;
    const isWanted = this.#head?.status === 200;
    this.#length += Math.min(chunk.length, room);
    if (chunk.length > room && isWanted && wants === 'body') reject(this.#tooLong());
    else if (isWanted && sink !== null) sink(chunk);
    else this.#chunks.push(chunk.subarray(0, room));
    if (chunk.length <= room) return;
    done();
    this.#stream.destroy();
  }

  #receivedWith({ status, reason, headers, address }: Head): Received {
    return { answer: { status, reason, headers, url: this.#options.url, body: Buffer.concat(this.#chunks) }, address };
  }

  #tooLong(): PysignError {
    const { url, maxBytes } = this.#options;
    return new PysignError('INDEX_FAILED', `${url.host} sends more than ${String(maxBytes)} bytes for ${url.pathname}`);
  }
}

interface ResponseHead {
  readonly statusCode: number;
  readonly statusMessage?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly ip?: string | undefined;
}

function headOf({ statusCode, statusMessage, headers, ip }: ResponseHead): Head {
  const named = Object.entries(headers).map(([name, value]): [string, string] => {
    return [name, Array.isArray(value) ? value.join(', ') : (value ?? '')];
  });
  return { status: statusCode, reason: statusMessage ?? '', headers: new Map(named), address: ip ?? null };
}
