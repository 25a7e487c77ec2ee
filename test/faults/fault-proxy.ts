import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What happens to one request on its way. Bytes are counted from the start of the request, or of its answer. */
export type Fault =
  | { readonly fault: 'reset' | 'stall'; readonly afterBytes: number }
  | { readonly fault: 'truncated-answer'; readonly afterBytes: number }
  /** An answer a few bytes at a time. */
  | { readonly fault: 'trickle' }
  | { readonly fault: 'garbage-answer' }
  /** All of the request got there, and nothing comes back. */
  | { readonly fault: 'lost-answer' }
  | { readonly fault: 'status'; readonly status: number; readonly headers: string };

export interface FaultPlan {
  readonly method: 'GET' | 'POST';
  /** Requests of this method that pass first. */
  readonly spared: number;
  /** Requests in a row that suffer. */
  readonly times: number;
  readonly fault: Fault;
}

/** A real TCP proxy between a client and one server. */
export class FaultProxy {
  readonly #server = createServer((client) => this.#serve(client));
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #plan: FaultPlan | null = null;
  #seen = 0;
  /** Requests that suffered since the last plan. */
  suffered = 0;

  constructor(target: URL) {
    this.#target = { host: target.hostname, port: Number(target.port) };
  }

  /** @returns the address of the proxy, with the path of the target. */
  async listen(target: URL): Promise<URL> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const bound: AddressInfo | string | null = this.#server.address();
    const at = new URL(target);
    at.port = String(bound === null || typeof bound === 'string' ? 0 : bound.port);
    return at;
  }

  plan(plan: FaultPlan | null): void {
    this.#plan = plan;
    this.#seen = 0;
    this.suffered = 0;
    // A connection that was kept open began before the plan.
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.plan(null);
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(client: Socket): void {
    const server = connect(this.#target);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      // The other side is told by the reset itself.
      socket.on('error', () => undefined);
    }
    const exchange = new Exchange(client, server);
    client.on('data', (chunk: Buffer) => {
      const method = /^(?<method>GET|POST) \//u.exec(chunk.toString('latin1', 0, 6))?.groups?.['method'];
      if (method !== undefined) exchange.begin(this.#faultFor(method));
      exchange.request(method === undefined ? chunk : this.#addressed(chunk));
    });
    server.on('data', (chunk: Buffer) => exchange.answer(chunk));
    client.once('close', () => server.destroy());
    server.once('close', () => exchange.serverLeft());
  }

  /** The embedded index answers to its own name only. */
  #addressed(chunk: Buffer): Buffer {
    const text = chunk.toString('latin1').replace(/^(host: 127\.0\.0\.1:)\d+/imu, `$1${String(this.#target.port)}`);
    return Buffer.from(text, 'latin1');
  }

  #faultFor(method: string): Fault | null {
    const plan = this.#plan;
    if (plan?.method !== method) return null;
    const place = this.#seen - plan.spared;
    this.#seen += 1;
    if (place < 0 || place >= plan.times) return null;
    this.suffered += 1;
    return plan.fault;
  }
}

/** One request after another over one connection. */
class Exchange {
  readonly #client: Socket;
  readonly #server: Socket;
  #fault: Fault | null = null;
  #sent = 0;
  #answered = 0;

  constructor(client: Socket, server: Socket) {
    this.#client = client;
    this.#server = server;
  }

  begin(fault: Fault | null): void {
    this.#fault = fault;
    this.#sent = 0;
    this.#answered = 0;
    if (fault?.fault !== 'status') return;
    this.#client.end(
      `HTTP/1.1 ${String(fault.status)} Trouble\r\nConnection: close\r\nContent-Length: 0\r\n${fault.headers}\r\n`,
    );
  }

  request(chunk: Buffer): void {
    const fault = this.#fault;
    if (fault?.fault === 'status') return;
    const broken = fault?.fault === 'reset' || fault?.fault === 'stall';
    const room = broken ? fault.afterBytes - this.#sent : chunk.length;
    this.#sent += chunk.length;
    if (room > 0) this.#server.write(chunk.subarray(0, room));
    if (room > chunk.length || !broken) return;
    if (fault.fault === 'reset') this.#reset();
  }

  answer(chunk: Buffer): void {
    const before = this.#answered;
    this.#answered += chunk.length;
    switch (this.#fault?.fault) {
      case 'reset':
      case 'stall':
      case 'status':
        return;
      case 'lost-answer':
        this.#reset();
        return;
      case 'garbage-answer':
        this.#client.end('\u0000\u0001 this is no HTTP \u0002');
        return;
      case 'truncated-answer': {
        const room = this.#fault.afterBytes - before;
        if (room > 0) this.#client.write(chunk.subarray(0, room));
        if (room <= chunk.length) this.#client.end();
        return;
      }
      case 'trickle':
        for (let at = 0; at < chunk.length; at += 50) this.#client.write(chunk.subarray(at, at + 50));
        return;
      case undefined:
        this.#client.write(chunk);
    }
  }

  /** A server that waits for nobody for long is no end of a silence. */
  serverLeft(): void {
    if (this.#fault?.fault !== 'stall') this.#client.end();
  }

  #reset(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }
}
