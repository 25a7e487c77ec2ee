import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PysignError } from '../errors.ts';

/** The answer to one command: what its `D` lines held, or libgpg-error's number (low 16 bits) and words. */
export type AssuanReply =
  | { readonly ok: true; readonly data: Uint8Array }
  | { readonly ok: false; readonly code: number; readonly text: string };

/**
 * Answers what the server inquires about in the middle of a command.
 * @param most the bytes that it takes, where it said so.
 * @returns null to decline. What it throws is thrown on, once the server was told to give up.
 */
export type AnswerInquiry = (keyword: string, most: number | null) => Promise<string | null>;

const declineAll: AnswerInquiry = async () => null;

/** A longer line makes the other side hang up (Assuan manual, "Client requests"). */
export const LONGEST_LINE = 1000;
/** Signatures are some hundred bytes; a server that sends more is not what it says. */
const MOST_DATA = 64 << 10;

/** A client of the Assuan protocol, which gpg-agent speaks on its socket: lines of text, one conversation at a time. */
export class AssuanConnection {
  readonly #socket: Socket;
  readonly #lines: AsyncGenerator<string, void, void>;
  #turn: Promise<unknown> = Promise.resolve();
  #busy = 0;

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
    const greeting = await connection.#reply(declineAll);
    if (greeting.ok) return connection;
    connection.close();
    throw new PysignError('AGENT_UNAVAILABLE', `gpg-agent refused the connection: ${greeting.text}`);
  }

  /**
   * Sends commands one after another, with nobody else's in between, and stops at the first that fails. Inquiries are
   * declined unless `answer` knows better.
   * @returns the reply to the last command sent.
   */
  async exchange(commands: readonly string[], answer: AnswerInquiry = declineAll): Promise<AssuanReply> {
    this.#busy += 1;
    const turn = this.#turn
      .then(async () => this.#converse(commands, answer))
      .finally(() => {
        this.#busy -= 1;
      });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Breaks the conversation off. Where there are last words, what is under way is waited for, then they are sent; nobody
   * waits for an answer to them, so that a program can end with this.
   */
  close(lastWords: () => readonly string[] = () => []): void {
    const farewell = (): void => {
      for (const line of lastWords()) this.#send(line);
      this.#socket.end();
    };
    if (lastWords().length === 0) this.#socket.destroy();
    else if (this.#busy === 0) farewell();
    else void this.#turn.then(farewell);
  }

  async #converse(commands: readonly string[], answer: AnswerInquiry): Promise<AssuanReply> {
    let reply: AssuanReply = { ok: true, data: new Uint8Array() };
    // Only a question that waits for its answer keeps the program alive.
    this.#socket.ref();
    try {
      for (const command of commands) {
        this.#send(command);
        reply = await this.#reply(answer);
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

  async #reply(answer: AnswerInquiry): Promise<AssuanReply> {
    const data: Buffer[] = [];
    let most: number | null = null;
    let thrown: { readonly error: unknown } | null = null;
    for (;;) {
      const [keyword, rest] = splitOnce(await this.#nextLine());
      if (thrown !== null && (keyword === 'OK' || keyword === 'ERR')) throw thrown.error;
      if (keyword === 'OK') return { ok: true, data: Buffer.concat(data) };
      if (keyword === 'ERR') return failure(rest);
      if (keyword === 'D') data.push(unescapeData(rest));
      if (keyword === 'S') most = announcedLength(rest) ?? most;
      if (keyword === 'INQUIRE') thrown = await this.#answer(answer, splitOnce(rest)[0], most);
      if (data.reduce((sum, piece) => sum + piece.length, 0) > MOST_DATA) throw hungUp('sent too much');
    }
  }

  /** A server answers a cancel with an ERR, which is waited for, so that the next command gets its own reply. */
  async #answer(
    answer: AnswerInquiry,
    keyword: string,
    most: number | null,
  ): Promise<{ readonly error: unknown } | null> {
    try {
      const text = await answer(keyword, most);
      if (text !== null) this.#send(`D ${escapeData(text)}`);
      this.#send(text === null ? 'CAN' : 'END');
      return null;
    } catch (error) {
      this.#send('CAN');
      return { error };
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

/** Only what would break the line or be taken for an escape. */
function escapeData(text: string): string {
  return text.replaceAll(/[%\r\n\0]/g, (character) => `%${Buffer.from(character).toString('hex').padStart(2, '0')}`);
}

function announcedLength(status: string): number | null {
  const length = /^INQUIRE_MAXLEN ([0-9]+)$/.exec(status)?.[1];
  return length === undefined ? null : Number(length);
}

function failure(rest: string): AssuanReply {
  const [number, text] = splitOnce(rest);
  return { ok: false, code: Number(number) & 0xffff, text: Buffer.from(text, 'latin1').toString('utf8') };
}
