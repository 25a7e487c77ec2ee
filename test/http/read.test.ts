import { expect } from 'chai';
import { createHttp } from '../../src/http/client.ts';
import type { Http } from '../../src/http/http.ts';
import { usualSurroundings } from '../../src/http/surroundings.ts';
import { Secret } from '../../src/secret.ts';
import { cutShort, hang, json, reply, resetAfter, useHostileIndex } from '../fixtures/hostile-index.ts';
import { unusedPort } from '../fixtures/server-process.ts';
import { failureOf } from './failure-of.ts';

const PASSWORD = 'pässwort-geheim';
const PAGE = { accept: '*/*', maxBytes: 1000 };

function door(origin: string | null, surroundings = usualSurroundings): Http {
  const credentials = { username: 'zoë', password: new Secret(PASSWORD), source: 'a test' };
  const sent = origin === null ? null : { origin, credentials };
  return createHttp({ credentials: sent, allowHttp: false, userAgent: 'pysign-test', idleSeconds: null }, surroundings);
}

describe('reading from an index', () => {
  const index = useHostileIndex();
  const stranger = useHostileIndex();
  const at = (path: string): URL => new URL(path, index.url);

  it('returns status, reason, headers and body of any answer', async () => {
    index.on('GET /page', reply(404, { 'X-Shape': 'round' }, 'gone'));
    const answer = await door(null).get(at('/page#part'), PAGE);
    expect(answer.status).to.equal(404);
    expect(answer.reason).to.equal('Not Found');
    expect(answer.headers.get('x-shape')).to.equal('round');
    expect(Buffer.from(answer.body).toString()).to.equal('gone');
    expect(answer.url.href).to.equal(at('/page').href);
  });

  it('asks for bytes as they are, and says who asks', async () => {
    index.on('GET /page', reply(200));
    await door(null).get(at('/page'), { accept: 'text/plain', maxBytes: 10 });
    const { headers } = index.requests[0] ?? { headers: {} };
    expect(headers).to.include({ accept: 'text/plain', 'accept-encoding': 'identity', 'user-agent': 'pysign-test' });
  });

  it('hands a 200 to the sink, and nothing else', async () => {
    index.on('GET /page', reply(500, {}, 'broken'), reply(200, {}, 'whole'));
    const seen: string[] = [];
    const sink = (chunk: Uint8Array): void => {
      seen.push(Buffer.from(chunk).toString());
    };
    const broken = await door(null).get(at('/page'), { ...PAGE, sink });
    const whole = await door(null).get(at('/page'), { ...PAGE, sink });
    expect(Buffer.from(broken.body).toString()).to.equal('broken');
    expect(whole.body.length).to.equal(0);
    expect(seen.join('')).to.equal('whole');
  });

  describe('with a body that is too long', () => {
    it('fails a page one byte above its bound and takes one at its bound', async () => {
      index.on('GET /page', reply(200, {}, 'x'.repeat(1000)), reply(200, {}, 'x'.repeat(1001)));
      expect((await door(null).get(at('/page'), PAGE)).body.length).to.equal(1000);
      const failure = await failureOf(door(null).get(at('/page'), PAGE));
      expect(failure.code).to.equal('INDEX_FAILED');
      expect(failure.message).to.equal(`${index.url.host} sends more than 1000 bytes for /page`);
    });

    it('gives up an endless body while it arrives', async () => {
      index.on('GET /page', (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(500)));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      });
      const taken: number[] = [];
      const sink = ({ length }: Uint8Array): void => {
        taken.push(length);
      };
      const failure = await failureOf(door(null).get(at('/page'), { accept: '*/*', maxBytes: 100_000, sink }));
      expect(failure.code).to.equal('INDEX_FAILED');
      expect(taken.reduce((sum, length) => sum + length, 0)).to.be.at.most(100_000);
    });

    it('cuts the body of an error, whose status is what counts', async () => {
      index.on('GET /page', reply(404, {}, 'x'.repeat(5000)));
      const answer = await door(null).get(at('/page'), PAGE);
      expect(answer.status).to.equal(404);
      expect(answer.body.length).to.equal(1000);
    });
  });

  describe('with credentials', () => {
    it('sends them as UTF-8 to their own origin', async () => {
      index.on('GET /page', reply(200));
      await door(index.url.origin).get(at('/page'), PAGE);
      const sent = index.requests[0]?.headers.authorization ?? '';
      expect(Buffer.from(sent.replace('Basic ', ''), 'base64').toString('utf8')).to.equal(`zoë:${PASSWORD}`);
    });

    it('sends none to another origin, though it be another port of the same host', async () => {
      stranger.on('GET /page', reply(200));
      await door(index.url.origin).get(new URL('/page', stranger.url), PAGE);
      expect(stranger.requests[0]?.headers).not.to.have.property('authorization');
    });

    it('keeps them through a redirect on the same origin', async () => {
      index.on('GET /old', reply(302, { location: '/new' }));
      index.on('GET /new', reply(200));
      const answer = await door(index.url.origin).get(at('/old'), PAGE);
      expect(answer.url.pathname).to.equal('/new');
      expect(index.requestsTo('GET /new')[0]?.headers).to.have.property('authorization');
    });

    it('drops them when a redirect leaves, even where a stranger sends us back', async () => {
      index.on('GET /old', reply(302, { location: new URL('/away', stranger.url).href }));
      stranger.on('GET /away', reply(302, { location: at('/delete-everything').href }));
      index.on('GET /delete-everything', reply(200));
      await door(index.url.origin).get(at('/old'), PAGE);
      expect(stranger.requests[0]?.headers).not.to.have.property('authorization');
      expect(index.requestsTo('GET /delete-everything')[0]?.headers).not.to.have.property('authorization');
    });

    it('makes none of the user information that a redirect or a URL carries', async () => {
      const decoy = new URL('/page', stranger.url);
      decoy.username = 'someone';
      decoy.password = 'else';
      index.on('GET /old', reply(302, { location: decoy.href }));
      stranger.on('GET /page', reply(200));
      const redirected = await door(null).get(at('/old'), PAGE);
      const direct = await door(null).get(decoy, PAGE);
      for (const { headers } of stranger.requests) expect(headers).not.to.have.property('authorization');
      for (const { url } of [redirected, direct]) expect(url.href).to.equal(new URL('/page', stranger.url).href);
    });

    it('names none of them in a failure', async () => {
      const url = new URL(`http://zo%C3%AB:${encodeURIComponent(PASSWORD)}@127.0.0.1:${String(await unusedPort())}/`);
      const failure = await failureOf(door(url.origin).get(url, PAGE));
      const told = JSON.stringify([failure.message, failure.next, failure.details]);
      expect(told).not.to.include(PASSWORD).and.not.to.include(encodeURIComponent(PASSWORD));
      expect(failure.message).to.equal(`${url.host} refuses the connection`);
    });
  });

  describe('with redirects', () => {
    it('follows five and no more', async () => {
      for (const [step, next] of [1, 2, 3, 4, 5, 6].entries()) {
        index.on(`GET /${String(step)}`, reply(301, { location: `/${String(next)}` }));
      }
      index.on('GET /6', reply(200));
      expect((await door(null).get(at('/1'), PAGE)).status).to.equal(200);
      const failure = await failureOf(door(null).get(at('/0'), PAGE));
      expect(failure.code).to.equal('INDEX_FAILED');
      expect(failure.message).to.include('redirects more than 5 times');
    });

    it('takes a redirect to another origin as the answer where it must stay', async () => {
      index.on('GET /old', reply(302, { location: '/new' }));
      index.on('GET /new', reply(302, { location: stranger.url.href }));
      const answer = await door(null).get(at('/old'), { ...PAGE, stayOnOrigin: true });
      expect(answer.status).to.equal(302);
      expect(stranger.requests).to.deep.equal([]);
    });

    it('takes a redirect that names no web address as the answer', async () => {
      index.on('GET /old', reply(302, { location: 'file:///etc/passwd' }));
      expect((await door(null).get(at('/old'), PAGE)).status).to.equal(302);
    });

    it('sends nothing by plain http beyond this machine', async () => {
      index.on('GET /old', reply(302, { location: 'http://packages.example.org/' }));
      const failure = await failureOf(door(null).get(at('/old'), PAGE));
      expect(failure.code).to.equal('USAGE');
      expect(failure.message).to.include('packages.example.org');
      expect(failure.next).to.include('--allow-http');
    });
  });

  describe('over a connection that fails', () => {
    it('names the host that refuses it', async () => {
      const url = new URL(`http://127.0.0.1:${String(await unusedPort())}/page`);
      const failure = await failureOf(door(null).get(url, PAGE));
      expect(failure.code).to.equal('INDEX_UNREACHABLE');
      expect(failure.message).to.equal(`${url.host} refuses the connection`);
    });

    it('names the host that nobody knows', async () => {
      const failure = await failureOf(door(null).get(new URL('https://index.invalid/'), PAGE));
      expect(failure.code).to.equal('INDEX_UNREACHABLE');
      expect(failure.message).to.match(/^index\.invalid (is a name that nobody knows|could not be looked up)$/);
    });

    it('says that it was reset', async () => {
      index.on('GET /page', resetAfter(0));
      const failure = await failureOf(door(null).get(at('/page'), PAGE));
      expect(failure.code).to.equal('INDEX_UNREACHABLE');
      expect(failure.message).to.equal(`${index.url.host} broke the connection off`);
    });

    it('does not take half an answer for the whole', async () => {
      index.on('GET /page', cutShort('half of '));
      const failure = await failureOf(door(null).get(at('/page'), PAGE));
      expect(failure.code).to.equal('INDEX_UNREACHABLE');
      expect(failure.message).to.include('broke off in the middle of its answer');
    });

    it('gives up a server that says nothing', async () => {
      index.on('GET /page', hang);
      const impatient = { ...usualSurroundings, limits: { connect: 1000, idle: 150, read: 1000, slowest: 8192 } };
      const failure = await failureOf(door(null, impatient).get(at('/page'), PAGE));
      expect(failure.code).to.equal('INDEX_UNREACHABLE');
      expect(failure.message).to.equal(`${index.url.host} did not answer in time`);
    });

    it('gives up a server that feeds it byte by byte', async () => {
      index.on('GET /page', (_request, response) => {
        const feeding = setInterval(() => response.write('x'), 20);
        response.once('close', () => clearInterval(feeding));
      });
      const impatient = { ...usualSurroundings, limits: { connect: 1000, idle: 500, read: 300, slowest: 8192 } };
      const failure = await failureOf(door(null, impatient).get(at('/page'), PAGE));
      expect(failure.message).to.equal(`${index.url.host} did not answer in time`);
    });

    it('asks again, once, when the server had closed the connection that was kept open', async () => {
      index.on('GET /page', json(200, {}), resetAfter(0), json(200, {}));
      const kept = door(null);
      await kept.get(at('/page'), PAGE);
      expect((await kept.get(at('/page'), PAGE)).status).to.equal(200);
    });
  });
});

/** What stands for the public network in the tests. */
const PUBLIC = '127.0.0.2';

function isPrivate(address: string): boolean {
  return address !== PUBLIC;
}

describe('a redirect from a public server', () => {
  const inside = useHostileIndex();
  const outside = useHostileIndex({ address: PUBLIC });
  const get = async (): ReturnType<Http['get']> =>
    door(null, { ...usualSurroundings, isPrivate }).get(new URL('/page', outside.url), PAGE);

  for (const host of ['127.0.0.1', 'localhost']) {
    it(`is not followed to ${host}`, async () => {
      outside.on('GET /page', reply(302, { location: `http://${host}:${inside.url.port}/secret` }));
      inside.on('GET /secret', reply(200, {}, 'secret'));
      const failure = await failureOf(get());
      expect(failure.code).to.equal('INDEX_FAILED');
      expect(failure.message).to.include(`${outside.url.host} redirects to an address inside a private network`);
      expect(inside.requests).to.deep.equal([]);
    });
  }

  it('is not followed there by way of a third', async () => {
    outside.on('GET /page', reply(302, { location: '/next' }));
    outside.on('GET /next', reply(302, { location: new URL('/secret', inside.url).href }));
    expect((await failureOf(get())).message).to.include('inside a private network');
    expect(inside.requests).to.deep.equal([]);
  });
});
