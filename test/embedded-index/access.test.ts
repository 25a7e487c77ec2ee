import { request } from 'node:http';
import { expect } from 'chai';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { post, uploadParts } from './upload-form.ts';

interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** With headers that fetch does not let a program set. */
async function ask(url: URL, headers: Record<string, string>, method = 'GET'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
    });
    sent.once('error', reject);
    sent.end();
  });
}

function basic(credentials: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

describe('who may use the index', () => {
  describe('with a password', () => {
    const index = useEmbeddedIndex({ password: 'geheim: genüg' });
    const doors = [
      '',
      'simple/',
      'simple/demo/',
      'project/demo/',
      'pypi/demo/json',
      'files/demo/demo-1.0.tar.gz',
      'legacy/',
      'nowhere',
    ];

    before(async () => {
      expect((await post(index.uploadUrl, uploadParts({}), { ...index.headers })).status).to.equal(200);
    });

    for (const door of doors) {
      it(`nobody gets /${door} without it`, async () => {
        const url = new URL(door, index.url);
        for (const method of ['GET', 'HEAD', 'POST', 'PUT']) {
          const none = await ask(url, {}, method);
          expect(none.status, method).to.equal(401);
          expect(none.headers['www-authenticate']).to.match(/^Basic realm=/u);
          expect((await ask(url, basic('ada:wrong'), method)).status, method).to.equal(403);
        }
      });
    }

    const wrong: readonly (readonly [string, Record<string, string>])[] = [
      ['another user', basic('eve:geheim: genüg')],
      ['an empty password', basic('ada:')],
      ['a longer password', basic('ada:geheim: genügend')],
      ['a beginning of it', basic('ada:geheim')],
      ['nothing at all', basic('')],
      ['a token', { authorization: 'token geheim: genüg' }],
      ['a bearer', { authorization: `Bearer ${Buffer.from('ada:geheim: genüg').toString('base64')}` }],
      ['what is no base64', { authorization: 'Basic ada:geheim: genug' }],
      ['an empty header', { authorization: '' }],
    ];
    for (const [what, headers] of wrong) {
      it(`does not take ${what} for it`, async () => {
        expect((await ask(index.simpleUrl, headers)).status).to.equal(403);
      });
    }

    it('lets in who knows it', async () => {
      expect((await ask(index.simpleUrl, { ...index.headers })).status).to.equal(200);
      expect(await index.status(new URL('simple/demo/', index.url))).to.equal(200);
    });

    it('stores nothing for anyone else, and answers after a large body', async () => {
      const parts = uploadParts({ name: 'evil', filename: 'evil-1.0.tar.gz', bytes: Buffer.alloc(5 << 20) });
      expect((await post(index.uploadUrl, parts)).status).to.equal(401);
      expect((await post(index.uploadUrl, parts, basic('ada:wrong'))).status).to.equal(403);
      expect(await index.files('evil')).to.deep.equal([]);
    });
  });

  describe('without a password', () => {
    const index = useEmbeddedIndex();

    it('is no web page, not even one on this machine', async () => {
      for (const origin of ['https://evil.example', 'http://127.0.0.1:1', index.url.origin, 'null']) {
        expect((await ask(index.simpleUrl, { origin })).status, origin).to.equal(403);
        const told = await ask(index.uploadUrl, { origin }, 'POST');
        expect(told.status, origin).to.equal(403);
        expect(told.headers['access-control-allow-origin']).to.equal(undefined);
      }
    });

    it('is nobody who knows the index by another name', async () => {
      const { port } = index.url;
      const foreign = [
        'evil.example',
        `evil.example:${port}`,
        '127.0.0.1',
        '127.0.0.1:1',
        `127.0.0.1.evil.example:${port}`,
      ];
      for (const host of foreign) expect((await ask(index.simpleUrl, { host })).status, host).to.equal(403);
      for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
        expect((await ask(index.simpleUrl, { host })).status, host).to.equal(200);
      }
    });

    it('recognises the index by its Server header, on refusals too', async () => {
      for (const [path, method] of [
        ['', 'GET'],
        ['nowhere', 'GET'],
        ['legacy/', 'POST'],
        ['simple/', 'DELETE'],
      ] as const) {
        const { headers } = await ask(new URL(path, index.url), {}, method);
        expect(headers['server']).to.equal('pysign-index');
      }
    });
  });
});
