import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createHttp } from '../../src/http/client.ts';
import type { Answer } from '../../src/http/http.ts';
import { usualSurroundings } from '../../src/http/surroundings.ts';
import { Secret } from '../../src/secret.ts';
import { hang, refuseEarly, reply, resetAfter, useHostileIndex } from '../fixtures/hostile-index.ts';
import { unusedPort } from '../fixtures/server-process.ts';
import { eventually } from './eventually.ts';
import { failureOf } from './failure-of.ts';

const MIB = 1 << 20;

interface Sending {
  readonly contentLength: number;
  readonly body: AsyncIterable<Uint8Array>;
}

async function* megabytes(count: number, onSent: (sent: number) => void = () => undefined): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent += 1) {
    onSent(sent);
    yield Buffer.alloc(MIB, 'x');
  }
}

/** Something moves all the time. */
async function* trickle(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < 40; sent += 1) {
    yield Buffer.alloc(100);
    await sleep(100);
  }
}

describe('sending to an index', () => {
  const index = useHostileIndex();
  const limits = { connect: 1000, idle: 300, read: 1000, slowest: 8192 };

  async function send(sending: Sending, to = index.uploadUrl): Promise<Answer> {
    const credentials = { username: 'author', password: new Secret('geheim'), source: 'a test' };
    const http = createHttp(
      {
        credentials: { origin: index.url.origin, credentials },
        allowHttp: false,
        userAgent: 'pysign-test',
        idleSeconds: null,
      },
      { ...usualSurroundings, limits },
    );
    return http.post(to, { ...sending, contentType: 'multipart/form-data; boundary=b', accept: 'application/json' });
  }

  it('sends every byte once, with its length and the credentials', async () => {
    index.on('POST /legacy/', reply(200, {}, 'thanks'));
    const answer = await send({ contentLength: 3 * MIB, body: megabytes(3) });
    expect(Buffer.from(answer.body).toString()).to.equal('thanks');
    const [request] = index.requests;
    expect(request?.headers).to.include({
      'content-length': String(3 * MIB),
      'content-type': 'multipart/form-data; boundary=b',
      accept: 'application/json',
      authorization: `Basic ${Buffer.from('author:geheim').toString('base64')}`,
    });
    expect(request?.headers).not.to.have.property('transfer-encoding');
    expect(request?.body.equals(Buffer.alloc(3 * MIB, 'x'))).to.equal(true);
  });

  it('gives an upload up that trickles for too long, though something moves all the time', async () => {
    index.on('POST /legacy/', reply(200));
    const began = Date.now();
    const failure = await failureOf(send({ contentLength: 4000, body: trickle() }));
    expect(failure.message).to.include('did not answer in time');
    // One second, and half of one for the size.
    expect(Date.now() - began).to.be.within(1000, 3000);
  });

  it('sends each chunk before it asks for the next, so that a source may reuse its buffer', async () => {
    index.on('POST /legacy/', reply(200));
    async function* reused(): AsyncGenerator<Uint8Array> {
      const buffer = Buffer.alloc(MIB);
      for (const letter of ['a', 'b', 'c', 'd']) yield buffer.fill(letter);
    }
    await send({ contentLength: 4 * MIB, body: reused() });
    const sent = index.requests[0]?.body ?? Buffer.alloc(0);
    for (const [position, letter] of ['a', 'b', 'c', 'd'].entries()) {
      const part = sent.subarray(position * MIB, (position + 1) * MIB);
      expect(part.equals(Buffer.alloc(MIB, letter))).to.equal(true);
    }
  });

  it('follows no redirect', async () => {
    index.on('POST /legacy/', reply(308, { location: '/elsewhere/' }));
    expect((await send({ contentLength: MIB, body: megabytes(1) })).status).to.equal(308);
    expect(index.requests.length).to.equal(1);
  });

  it('sends nothing a second time after a server error', async () => {
    index.on('POST /legacy/', reply(503));
    expect((await send({ contentLength: MIB, body: megabytes(1) })).status).to.equal(503);
    expect(index.requests.length).to.equal(1);
  });

  it('sends nothing by plain http beyond this machine', async () => {
    const failure = await failureOf(
      send({ contentLength: MIB, body: megabytes(1) }, new URL('http://packages.example.org/legacy/')),
    );
    expect(failure.code).to.equal('USAGE');
    expect(failure.next).to.include('--allow-http');
  });

  describe('when the source fails', () => {
    it('throws that very error, and the server sees a broken request', async () => {
      index.on('POST /legacy/', hang);
      const broken = new RangeError('the file changed');
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield* megabytes(2);
        throw broken;
      }
      let thrown: unknown = null;
      try {
        await send({ contentLength: 3 * MIB, body: failing() });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).to.equal(broken);
      await eventually(() => index.requests.length === 1);
      expect(index.requests[0]?.isComplete).to.equal(false);
    });
  });

  for (const status of [401, 413]) {
    it(`takes an early ${String(status)} as the answer though a reset follows, and stops sending`, async () => {
      index.on('POST /legacy/', refuseEarly(status, 'no'));
      let last = 0;
      const body = megabytes(200, (sent) => {
        last = sent;
      });
      const answer = await send({ contentLength: 200 * MIB, body });
      expect(answer.status).to.equal(status);
      expect(last).to.be.lessThan(150);
    });
  }

  it('takes an early answer from a server that leaves the connection open', async () => {
    index.on('POST /legacy/', (request, response) => {
      request.pause();
      response.writeHead(403, { 'content-length': '4' }).end('none');
    });
    const answer = await send({ contentLength: 200 * MIB, body: megabytes(200) });
    expect(Buffer.from(answer.body).toString()).to.equal('none');
  });

  it('says that the connection broke in the middle, and closes the source', async () => {
    index.on('POST /legacy/', resetAfter(3 * MIB));
    let isClosed = false;
    async function* watched(): AsyncGenerator<Uint8Array> {
      try {
        yield* megabytes(200);
      } finally {
        isClosed = true;
      }
    }
    const failure = await failureOf(send({ contentLength: 200 * MIB, body: watched() }));
    expect(failure.code).to.equal('INDEX_UNREACHABLE');
    expect(failure.message).to.equal(`${index.url.host} broke the connection off`);
    expect(isClosed).to.equal(true);
  });

  it('gives up a server that takes everything and says nothing', async () => {
    index.on('POST /legacy/', hang);
    const failure = await failureOf(send({ contentLength: MIB, body: megabytes(1) }));
    expect(failure.message).to.equal(`${index.url.host} did not answer in time`);
  });

  it('gives up a server that stops reading', async () => {
    index.on('POST /legacy/', (request) => request.pause());
    const failure = await failureOf(send({ contentLength: 200 * MIB, body: megabytes(200) }));
    expect(failure.message).to.equal(`${index.url.host} did not answer in time`);
  });

  it('names the host that refuses the connection', async () => {
    const url = new URL(`http://127.0.0.1:${String(await unusedPort())}/legacy/`);
    const failure = await failureOf(send({ contentLength: MIB, body: megabytes(1) }, url));
    expect(failure.code).to.equal('INDEX_UNREACHABLE');
    expect(failure.message).to.equal(`${url.host} refuses the connection`);
  });

  it('cuts the text of an answer that does not end', async () => {
    index.on('POST /legacy/', reply(400, {}, 'x'.repeat(MIB)));
    const answer = await send({ contentLength: MIB, body: megabytes(1) });
    expect(answer.status).to.equal(400);
    expect(answer.body.length).to.equal(64 * 1024);
  });
});
