import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type RunningIndex, startEmbeddedIndex } from '../../src/embedded-index/server.ts';
import { Secret } from '../../src/secret.ts';
import { useFolder } from '../fixtures/folder.ts';

describe('the log of requests', () => {
  const folder = useFolder();
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  let index: RunningIndex | null = null;
  before(async () => {
    const authentication = { username: 'ada', password: new Secret('pass-w') };
    index = await startEmbeddedIndex({ directory: folder.path, port: 0, authentication, dropSignatures: false, log });
  });
  after(async () => index?.close());
  beforeEach(() => lines.splice(0));

  async function says(raw: string | Buffer, expected: number): Promise<readonly string[]> {
    const socket = connect(Number(index?.url.port), '127.0.0.1');
    await once(socket, 'connect');
    socket.resume();
    socket.write(raw);
    for (let left = 200; left > 0 && lines.length < expected; left -= 1) await sleep(10);
    socket.destroy();
    return lines.map((line) => line.replace(/^\S+ /u, '').replace(/\d+ ms$/u, 'N ms'));
  }
  const host = (): string => `Host: 127.0.0.1:${index?.url.port ?? ''}\r\n`;
  const ada = 'Authorization: Basic YWRhOnBhc3Mtdw==\r\n';

  it('has one line for each, with time, target, status and duration', async () => {
    const both = `GET /simple/ HTTP/1.1\r\n${host()}${ada}\r\nHEAD /no?x=1 HTTP/1.1\r\n${host()}${ada}\r\n`;
    expect(await says(both, 2)).to.deep.equal(['GET /simple/ 200 N ms', 'HEAD /no?x=1 404 N ms']);
    expect(lines[0]).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z GET \/simple\/ 200 \d+ ms$/u);
  });

  it('tells of who was kept out, and never a credential', async () => {
    const wrong = `GET / HTTP/1.1\r\n${host()}Authorization: Basic ZXZlOnNlY3JldA==\r\n\r\n`;
    expect(await says(wrong, 1)).to.deep.equal(['GET / 403 N ms']);
    const said = lines.join('\n');
    for (const secret of ['ZXZlOnNlY3JldA', 'eve', 'secret', 'pass-w']) expect(said).not.to.include(secret);
  });

  it('stays one line of printable text, whatever is asked for', async () => {
    for (const evil of ['\u001B[2J', '\u0085', '\u00E9', 'a\u0000b', 'a\rb']) {
      const socket = connect(Number(index?.url.port), '127.0.0.1');
      socket.end(Buffer.from(`GET /${evil} HTTP/1.1\r\n${host()}${ada}\r\n`, 'latin1'));
      const answer = await text(socket);
      expect(answer).to.match(/^HTTP\/1\.1 400 /u);
    }
    const [line = ''] = await says(`GET /${'x'.repeat(9000)} HTTP/1.1\r\n${host()}${ada}\r\n`, 1);
    expect(line).to.match(/^GET \/x{299} 404 N ms$/u);
    expect(lines).to.have.length(1);
  });

  it('says of an upload that broke off that it was cut', async () => {
    const type = 'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n';
    const socket = connect(Number(index?.url.port), '127.0.0.1');
    socket.write(`POST /legacy/ HTTP/1.1\r\n${host()}${ada}${type}\r\n--b\r\n`);
    await sleep(50);
    socket.destroy();
    expect(await says('', 1)).to.deep.equal(['POST /legacy/ cut N ms']);
  });
});
