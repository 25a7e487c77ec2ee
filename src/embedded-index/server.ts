import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { PysignError, reasonOf } from '../errors.ts';
import { type Log, logAnswer } from './access-log.ts';
import { type Authentication, Guard } from './guard.ts';
import { type Exchange, Refusal, sendRefusal } from './refusal.ts';
import { answer, type Site } from './routes.ts';
import { Store } from './store.ts';
import { CONTENT_SECURITY_POLICY } from './web-page.ts';

const HOST = '127.0.0.1';
/** An upload over a slow line is no attack; a connection that says nothing for a minute is cut by Node's own limit. */
const REQUEST_TIMEOUT_MS = 60 * 60 * 1000;

export interface EmbeddedIndexOptions {
  /** Holds the whole index; made when missing. Several processes may serve one folder. */
  readonly directory: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Asked of everyone who reads or uploads; null lets anyone on this machine in. */
  readonly authentication: Authentication | null;
  /** Answer 200 to an upload and forget its signature, as PyPI has done since May 2023. */
  readonly dropSignatures: boolean;
  /** Is given a line for each request, when it has ended. */
  readonly log?: Log;
}

export interface RunningIndex {
  /** Ends in a slash; `legacy/` below it takes uploads, `simple/` lists. */
  readonly url: URL;
  /** Cuts the connections there are; an upload among them is not stored. Needs no `this`. */
  readonly close: () => Promise<void>;
}

/**
 * A small index that keeps signatures, on 127.0.0.1.
 * @throws PysignError `ENVIRONMENT` when the folder or the port cannot be had.
 */
export async function startEmbeddedIndex(options: EmbeddedIndexOptions): Promise<RunningIndex> {
  const { directory, port, authentication, dropSignatures, log = () => undefined } = options;
  const store = await Store.open(directory).catch((error: unknown) => {
    throw new PysignError('ENVIRONMENT', `${directory} cannot hold an index: ${reasonOf(error)}`, { cause: error });
  });
  const desk = new Desk(new Guard(authentication), { store, dropSignatures });
  const server = createServer((request, response) => {
    logAnswer({ request, response }, log);
    desk.take({ request, response });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  const url = new URL(`http://${HOST}:${String(await listen(server, port))}/`);
  return { url, close: async () => stop(server, desk) };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (error) {
    throw new PysignError('ENVIRONMENT', `port ${String(port)} of ${HOST} cannot be had: ${reasonOf(error)}`, {
      cause: error,
      next: 'use --port 0 for a free one',
    });
  }
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

/** Waits for the requests that were cut as well: they still clear away what they wrote. */
async function stop(server: Server, desk: Desk): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
  await desk.empty();
}

/** Where every request arrives and every failure ends. */
class Desk {
  readonly #guard: Guard;
  readonly #site: Site;
  readonly #open = new Set<Promise<void>>();

  constructor(guard: Guard, site: Site) {
    this.#guard = guard;
    this.#site = site;
  }

  take(exchange: Exchange): void {
    const done = this.#answer(exchange);
    this.#open.add(done);
    void done.finally(() => this.#open.delete(done));
  }

  async empty(): Promise<void> {
    await Promise.all(this.#open);
  }

  async #answer(exchange: Exchange): Promise<void> {
    exchange.response.setHeader('server', 'pysign-index');
    exchange.response.setHeader('x-content-type-options', 'nosniff');
    exchange.response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    try {
      this.#guard.admit(exchange.request);
      await answer(exchange, this.#site);
    } catch (error) {
      fail(exchange, error);
    }
  }
}

/** The only reader of these words is on this machine and may read the index, so they are not hidden. */
function fail(exchange: Exchange, error: unknown): void {
  if (exchange.response.headersSent) {
    exchange.response.destroy();
    return;
  }
  const refusal = error instanceof Refusal ? error : new Refusal(500, `The index failed: ${reasonOf(error)}`);
  sendRefusal(refusal, exchange);
}
