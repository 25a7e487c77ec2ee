import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PysignError } from '../errors.ts';

/** The answer to one command: what its `D` lines held, or libgpg-error's number (low 16 bits) and words. */
export type AssuanReply =
  | { readonly ok: true; readonly data: Uint8Array }
  | { readonly ok: false; readonly code: number; readonly text: string };

/** A longer line makes the other side hang up (Assuan manual, "Client requests"). */
export const LONGEST_LINE = 1000;
/** Signatures are some hundred bytes; a server that sends more is not what it says. */
const MOST_DATA = 64 << 10;

/** A client of the Assuan protocol, which gpg-agent speaks on its socket: lines of text, one conversation at a time. */
export class AssuanConnection {
  readonly #socket: Socket;
  readonly #lines: AsyncGenerator<string, void, void>;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket) {
    this.#socket = socket;
    // A failure reaches whoever waits for the next line; without a listener it would end the program first.
    socket.on('error', () => undefined);
    this.#lines = linesOf(socket);
  }

  /** @throws the system's error when nobody listens, PysignError `AGENT_UNAVAILABLE` when the greeting is not OK. */
  static async open(path: string): Promise<AssuanConnection> {
    const socket = connect(path);
    await once(socket, 'connect');
    const connection = new AssuanConnection(socket);
    const greeting = await connection.#reply();
    if (greeting.ok) return connection;
    connection.close();
    throw new PysignError('AGENT_UNAVAILABLE', `gpg-agent refused the connection: ${greeting.text}`);
  }

  /**
   * Sends commands one after another, with nobody else's in between, and stops at the first that fails.
   * @returns the reply to the last command sent.
   */
  async exchange(commands: readonly string[]): Promise<AssuanReply> {
    const turn = this.#turn.then(async () => this.#converse(commands));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #converse(commands: readonly string[]): Promise<AssuanReply> {
    let reply: AssuanReply = { ok: true, data: new Uint8Array() };
    // Only a question that waits for its answer keeps the program alive.
    this.#socket.ref();
    try {
      for (const command of commands) {
        this.#send(command);
        reply = await this.#reply();
        if (!reply.ok) break;
      }
    } finally {
      this.#socket.unref();
    }
    return reply;
  }

  #send(line: string): void {
    if (/[\r\n\0]/.test(line) || Buffer.byteLength(line) > LONGEST_LINE) throw new RangeError('not one Assuan line');
    this.#socket.write(`${line}\n`);
  }

  async #reply(): Promise<AssuanReply> {
    const data: Buffer[] = [];
    for (;;) {
      const line = await this.#nextLine();
      const [keyword, rest] = splitOnce(line);
      if (keyword === 'OK') return { ok: true, data: Buffer.concat(data) };
      if (keyword === 'ERR') return failure(rest);
      if (keyword === 'D') data.push(unescapeData(rest));
      // Nothing is known here that a server could inquire about; it answers the cancel with an ERR.
      if (keyword === 'INQUIRE') this.#send('CAN');
      if (data.reduce((sum, piece) => sum + piece.length, 0) > MOST_DATA) throw hungUp('sent too much');
    }
  }

  async #nextLine(): Promise<string> {
    try {
      const { value } = await this.#lines.next();
      if (typeof value === 'string') return value;
    } catch (error) {
      throw hungUp('broke off', error);
    }
    throw hungUp('hung up');
  }
}

function hungUp(what: string, cause?: unknown): PysignError {
  return new PysignError('AGENT_UNAVAILABLE', `gpg-agent ${what} in the middle of the conversation`, {
    next: 'gpgconf --kill gpg-agent, and try again',
    cause,
  });
}

/** Lines are read as latin1, so that every byte of a `D` line survives as one character. */
async function* linesOf(socket: Socket): AsyncGenerator<string, void, void> {
  let pending = '';
  for await (const chunk of socket.setEncoding('latin1')) {
    const lines = `${pending}${String(chunk)}`.split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > LONGEST_LINE + 2) throw new RangeError('the line is longer than Assuan allows');
    yield* lines;
  }
}

function splitOnce(line: string): readonly [string, string] {
  const space = line.indexOf(' ');
  return space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
}

function unescapeData(text: string): Buffer {
  const raw = text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(raw, 'latin1');
}

function failure(rest: string): AssuanReply {
  const [number, text] = splitOnce(rest);
  return { ok: false, code: Number(number) & 0xffff, text: Buffer.from(text, 'latin1').toString('utf8') };
}
