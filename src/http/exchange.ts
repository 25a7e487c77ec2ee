import type { ClientRequest } from 'node:http';
import type { LookupFunction } from 'node:net';
import { TLSSocket } from 'node:tls';
import got, { type Delays, type Request } from 'got';
import type { Agents } from './connections.ts';

/** One request on its way, before anything was answered. */
export interface Exchange {
  readonly stream: Request;
  /** True when it goes over a connection that was kept open, which the server may have closed in the meantime. */
  isOnReusedConnection(): boolean;
  isAnswered(): boolean;
  /** Breaks the connection so that the server cannot take what it has for the whole. */
  readonly breakOff: () => void;
  /** The same, told as a connection on which nothing moves. */
  readonly giveUp: () => void;
}

export interface ExchangeOptions {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: Delays;
  /** Null for the system's own. */
  readonly lookup: LookupFunction | null;
  readonly agents: Agents;
}

/** Nothing moved for too long. */
class IdleConnectionError extends Error {
  readonly code = 'ETIMEDOUT';
}

export function begin({ method, url, headers, timeout, lookup, agents }: ExchangeOptions): Exchange {
  let request: ClientRequest | null = null;
  const stream = got.stream(url, {
    method,
    headers: { ...headers, 'accept-encoding': 'identity' },
    timeout,
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    decompress: false,
    strictContentLength: true,
    agent: agents,
    ...(lookup === null ? {} : { dnsLookup: lookup }),
  });
  stream.once('request', (begun: ClientRequest) => {
    request = begun;
    // Node 22.22 reports the refusal of a proxy twice, and nobody listens to the second.
    begun.on('error', () => undefined);
    // Ahead of the client, which would end the connection in good order.
    begun.once('timeout', () => {
      reset(begun);
      stream.destroy(new IdleConnectionError());
    });
  });
  return {
    stream,
    isOnReusedConnection: () => request?.reusedSocket ?? false,
    isAnswered: () => stream.response !== undefined,
    breakOff: () => {
      reset(request);
      stream.destroy();
    },
    giveUp: () => {
      reset(request);
      stream.destroy(new IdleConnectionError());
    },
  };
}

/**
 * A server that reads until the connection ends takes an orderly end for the end of the upload: pypiserver 2.4.2 on
 * wsgiref then answers 200 and lists what it has of the file. After a reset its read fails, and nothing is stored.
 */
function reset(request: ClientRequest | null): void {
  const socket = request?.socket ?? null;
  if (socket === null) return;
  // TLS tells a broken connection from a closed one by itself. What is shut down already was sent or refused, and libuv
  // cannot reset it.
  if (socket instanceof TLSSocket || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
