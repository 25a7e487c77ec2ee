import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { AssuanConnection } from '../../src/openpgp/assuan.ts';
import { refusal } from './refusal.ts';

/** A server on a socket of its own, which answers lines as a test says and remembers them. */
class LineServer {
  readonly path: string = join(mkdtempSync(join(tmpdir(), 'a-')), 'S');
  readonly heard: string[] = [];
  readonly #server: Server;

  constructor(greeting: string, answer: (line: string, socket: Socket) => void) {
    this.#server = createServer((socket) => {
      let pending = '';
      socket.on('error', () => undefined);
      socket.write(greeting);
      socket.on('data', (chunk) => {
        const lines = (pending + chunk.toString('latin1')).split('\n');
        pending = lines.pop() ?? '';
        this.heard.push(...lines);
        for (const line of lines) answer(line, socket);
      });
    });
  }

  async open(): Promise<AssuanConnection> {
    await new Promise<void>((resolve) => {
      this.#server.listen(this.path, resolve);
    });
    return AssuanConnection.open(this.path);
  }

  close(): void {
    this.#server.close();
    rmSync(join(this.path, '..'), { recursive: true });
  }
}

describe('an Assuan conversation', () => {
  let server: LineServer | null = null;
  afterEach(() => {
    server?.close();
  });

  async function talkTo(answer: (line: string, socket: Socket) => void): Promise<AssuanConnection> {
    server = new LineServer('# hello\nOK ready\n', answer);
    return server.open();
  }

  it('joins D lines, undoes their escapes and passes over status lines and comments', async () => {
    const connection = await talkTo((_, socket) => {
      socket.write(Buffer.from('S PROGRESS x\nD a%0Ab%25', 'latin1'));
      socket.write(Buffer.from([0xff, 0x00, 0x0a]));
      socket.write('D  c \n# remark\nOK\n');
    });
    const reply = await connection.exchange(['GIVE']);
    connection.close();
    expect(reply.ok && Buffer.from(reply.data)).to.deep.equal(
      Buffer.from([0x61, 10, 0x62, 0x25, 0xff, 0, 0x20, 0x63, 0x20]),
    );
  });

  it('ends at the first command that fails, with the low 16 bits of its number', async () => {
    const connection = await talkTo((line, socket) => {
      socket.write(line === 'SECOND' ? 'ERR 83886179 Abgebrochen für heute <Pinentry>\n' : 'OK\n');
    });
    const reply = await connection.exchange(['FIRST', 'SECOND', 'THIRD']);
    connection.close();
    expect(reply).to.deep.equal({ ok: false, code: 99, text: 'Abgebrochen für heute <Pinentry>' });
    expect(server?.heard).to.deep.equal(['FIRST', 'SECOND']);
  });

  it('never mixes two exchanges that are asked for at once', async () => {
    const connection = await talkTo((line, socket) => {
      setTimeout(() => socket.write(`D ${line}\nOK\n`), line.startsWith('a') ? 20 : 1);
    });
    const replies = await Promise.all([connection.exchange(['a1', 'a2']), connection.exchange(['b1', 'b2'])]);
    connection.close();
    expect(server?.heard).to.deep.equal(['a1', 'a2', 'b1', 'b2']);
    expect(replies.map((reply) => reply.ok && Buffer.from(reply.data).toString())).to.deep.equal(['a2', 'b2']);
  });

  it('declines every inquiry, a passphrase too', async () => {
    const connection = await talkTo((line, socket) => {
      socket.write(line === 'CAN' ? 'ERR 67109141 IPC call has been cancelled\n' : 'INQUIRE PASSPHRASE\n');
    });
    expect(await connection.exchange(['PKSIGN'])).to.include({ ok: false, code: 277 });
    connection.close();
    expect(server?.heard).to.deep.equal(['PKSIGN', 'CAN']);
  });

  it('answers an inquiry when it is told how, escaping only what would break the line', async () => {
    const connection = await talkTo((line, socket) => {
      socket.write(line === 'END' ? 'OK\n' : line === 'PKSIGN' ? 'S INQUIRE_MAXLEN 255\nINQUIRE PASSPHRASE a b\n' : '');
    });
    const heard: unknown[] = [];
    const reply = await connection.exchange(['PKSIGN'], async (...inquiry) => {
      heard.push(inquiry);
      return '100% ë\r\n +';
    });
    connection.close();
    expect(reply).to.include({ ok: true });
    expect(heard).to.deep.equal([['PASSPHRASE', 255]]);
    const [, data = '', end] = server?.heard ?? [];
    expect([Buffer.from(data, 'latin1').toString(), end]).to.deep.equal(['D 100%25 ë%0d%0a +', 'END']);
  });

  it('gives up an inquiry that cannot be answered, and goes on afterwards', async () => {
    const connection = await talkTo((line, socket) => {
      socket.write(line === 'CAN' ? 'ERR 67109141 cancelled\n' : line === 'PKSIGN' ? 'INQUIRE PASSPHRASE\n' : 'OK\n');
    });
    const thrown = await connection
      .exchange(['PKSIGN', 'NEVER'], async () => {
        throw new TypeError('nobody is there');
      })
      .catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(TypeError);
    expect(await connection.exchange(['NEXT'])).to.include({ ok: true });
    connection.close();
    expect(server?.heard).to.deep.equal(['PKSIGN', 'CAN', 'NEXT']);
  });

  it('says its last words after what is under way, and then nothing', async () => {
    const connection = await talkTo((line, socket) => {
      setTimeout(() => socket.write('OK\n'), line === 'SLOW' ? 50 : 1);
    });
    const slow = connection.exchange(['SLOW']);
    connection.close(() => ['FORGET 1', 'FORGET 2']);
    expect(await slow).to.include({ ok: true });
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    expect(server?.heard).to.deep.equal(['SLOW', 'FORGET 1', 'FORGET 2']);
    expect(await refusal(connection.exchange(['LATE']))).to.include({ code: 'AGENT_UNAVAILABLE' });
  });

  it('that breaks off is AGENT_UNAVAILABLE, and so is every later one', async () => {
    const connection = await talkTo((_, socket) => {
      socket.end('D half');
    });
    for (const command of ['FIRST', 'SECOND']) {
      expect(await refusal(connection.exchange([command]))).to.include({ code: 'AGENT_UNAVAILABLE' });
    }
    connection.close();
  });

  it('with a server that never ends its answer is broken off', async () => {
    const endless = await talkTo((_, socket) => {
      socket.write('x'.repeat(5000));
    });
    expect(await refusal(endless.exchange(['LINE']))).to.include({ code: 'AGENT_UNAVAILABLE' });
    endless.close();
    server?.close();
    const talkative = await talkTo((_, socket) => {
      socket.write(`D ${'x'.repeat(900)}\n`.repeat(100));
    });
    expect(await refusal(talkative.exchange(['DATA']))).to.include({ code: 'AGENT_UNAVAILABLE' });
    talkative.close();
  });

  it('does not begin where the server refuses it', async () => {
    server = new LineServer('ERR 67109139 Forbidden\n', () => undefined);
    const error = await refusal(server.open());
    expect(error).to.include({ code: 'AGENT_UNAVAILABLE' });
    expect(error.message).to.include('Forbidden');
  });

  it('takes no line that would be two, or too long', async () => {
    const connection = await talkTo((_, socket) => {
      socket.write('OK\n');
    });
    for (const line of ['OPTION a=b\nKILLAGENT', 'a\rb', 'x'.repeat(1001)]) {
      const thrown = await connection.exchange([line]).catch((error: unknown) => error);
      expect(thrown).to.be.instanceOf(RangeError);
    }
    expect(await connection.exchange(['x'.repeat(1000)])).to.include({ ok: true });
    connection.close();
    expect(server?.heard).to.have.length(1);
  });
});
