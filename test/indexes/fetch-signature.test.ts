import { expect } from 'chai';
import { fetchSignature, type FetchedSignature } from '../../src/indexes/fetch-signature.ts';
import { signatureUrl } from '../../src/indexes/signature-url.ts';
import { reply, resetAfter, type Script, useHostileIndex } from '../fixtures/hostile-index.ts';
import { httpFor } from './plain-http.ts';

describe('the URL of a signature', () => {
  it('is that of the file with .asc at the end of its path', () => {
    const cases = [
      ['https://a.example/f/demo-1.0.tar.gz', 'https://a.example/f/demo-1.0.tar.gz.asc'],
      ['https://a.example/f/demo.whl#sha256=0f', 'https://a.example/f/demo.whl.asc'],
      ['https://a.example/f/demo.whl?token=x&y#sha256=0f', 'https://a.example/f/demo.whl.asc?token=x&y'],
      ['https://a.example/f/demo%2B1.whl', 'https://a.example/f/demo%2B1.whl.asc'],
    ] as const;
    for (const [file, signature] of cases) expect(signatureUrl(new URL(file)).href).to.equal(signature);
  });
});

describe('fetching a signature', () => {
  const index = useHostileIndex();

  async function fetched(script: Script): Promise<FetchedSignature> {
    index.on('GET /f/demo.whl.asc', script);
    return fetchSignature(new URL('/f/demo.whl#sha256=00', index.url), httpFor());
  }

  it('brings back the bytes, whatever the server calls them', async () => {
    for (const type of ['text/plain', 'text/html', 'application/pgp-signature', 'application/json']) {
      const found = await fetched(reply(200, { 'content-type': type }, Buffer.from([0, 255, 10])));
      expect(found).to.deep.equal({
        fetched: 'found',
        bytes: Buffer.from([0, 255, 10]),
        url: new URL('/f/demo.whl.asc', index.url),
      });
    }
  });

  for (const status of [404, 410]) {
    it(`finds none after ${String(status)}`, async () => {
      expect(await fetched(reply(status))).to.deep.equal({ fetched: 'absent' });
    });
  }

  const unavailable: readonly (readonly [string, Script, string])[] = [
    ['401', reply(401), 'CREDENTIALS_REFUSED'],
    ['403', reply(403), 'CREDENTIALS_REFUSED'],
    ['500', reply(500), 'INDEX_FAILED'],
    ['a redirect without end', reply(302, { location: '/f/demo.whl.asc' }), 'INDEX_FAILED'],
    ['a login page', reply(200, { 'content-type': 'text/html' }, '<INPUT TYPE="password">'), 'INDEX_FAILED'],
    ['more than 64 KiB', reply(200, {}, 'x'.repeat(65_537)), 'INDEX_FAILED'],
    ['a reset', resetAfter(0), 'INDEX_UNREACHABLE'],
  ];
  for (const [what, script, code] of unavailable) {
    it(`does not know after ${what}`, async () => {
      const answer = await fetched(script);
      expect(answer.fetched === 'unavailable' && answer.cause.code).to.equal(code);
    });
  }
});
