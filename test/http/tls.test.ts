import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createHttp } from '../../src/http/client.ts';
import type { Http } from '../../src/http/http.ts';
import type { TlsFiles } from '../../src/http/trust.ts';
import { makeAuthority } from '../fixtures/authority.ts';
import { useFolder } from '../fixtures/folder.ts';
import { reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { selfSigned } from '../fixtures/self-signed.ts';
import { failureOf } from './failure-of.ts';

const PAGE = { accept: '*/*', maxBytes: 1000 };

describe('reading over TLS', () => {
  const tls = makeAuthority();
  const folder = useFolder();
  const index = useHostileIndex({ tls });
  const wary = useHostileIndex({ tls: { ...tls, ca: tls.authority, requestCert: true, rejectUnauthorized: true } });
  const alone = useHostileIndex({ tls: selfSigned() });
  const plain = useHostileIndex();

  async function file(name: string, text: string): Promise<{ path: string; source: string }> {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return { path, source: `--${name}` };
  }

  function door(files: Partial<TlsFiles>, indexOrigin = wary.url.origin): Http {
    const tlsFiles = { authorities: null, client: null, ...files };
    return createHttp({
      credentials: null,
      tls: tlsFiles,
      indexOrigin,
      allowHttp: true,
      userAgent: 'pysign-test',
      idleSeconds: null,
    });
  }

  it('sends no request to a server whose certificate nobody vouches for', async () => {
    alone.on('GET /page', reply(200));
    const failure = await failureOf(door({}).get(new URL('/page', alone.url), PAGE));
    expect(failure.code).to.equal('INDEX_UNREACHABLE');
    expect(failure.message).to.equal(`${alone.url.host} has a certificate that is not trusted: it signed itself`);
    expect(failure.next).to.include('--cert');
    expect(alone.requests).to.deep.equal([]);
    const unknown = await failureOf(door({}).get(new URL('/page', index.url), PAGE));
    expect(unknown.message).to.include('from an authority that is not trusted');
  });

  it('trusts the authorities of a file, and then no others', async () => {
    index.on('GET /page', reply(200));
    const authorities = await file('cert', `a comment\n${tls.authority}\n`);
    expect((await door({ authorities }).get(new URL('/page', index.url), PAGE)).status).to.equal(200);
    const others = await file('others', selfSigned().cert);
    const failure = await failureOf(door({ authorities: others }).get(new URL('/page', index.url), PAGE));
    expect(failure.code).to.equal('INDEX_UNREACHABLE');
  });

  it('follows no redirect to plain http, even where plain http is allowed', async () => {
    index.on('GET /page', reply(302, { location: plain.url.href }));
    const authorities = await file('cert', tls.authority);
    const failure = await failureOf(door({ authorities }).get(new URL('/page', index.url), PAGE));
    expect(failure.code).to.equal('INDEX_FAILED');
    expect(failure.message).to.include(`${index.url.host} redirects from https to plain http`);
    expect(plain.requests).to.deep.equal([]);
  });

  it('shows the certificate of the client to the index, and to no other server', async () => {
    wary.on('GET /page', reply(200));
    const authorities = await file('cert', tls.authority);
    const client = await file('client-cert', tls.client);
    expect((await door({ authorities, client }).get(new URL('/page', wary.url), PAGE)).status).to.equal(200);
    const without = await failureOf(door({ authorities }).get(new URL('/page', wary.url), PAGE));
    expect(without.message).to.equal(`${wary.url.host} wants a certificate of yours`);
    expect(without.next).to.include('--client-cert');
    const elsewhere = door({ authorities, client }, index.url.origin);
    expect((await failureOf(elsewhere.get(new URL('/page', wary.url), PAGE))).code).to.equal('INDEX_UNREACHABLE');
  });

  for (const [what, name, text] of [
    ['no certificates', 'cert', 'nothing of the kind'],
    ['a broken certificate', 'cert', tls.authority.replace(/[A-Za-z]{8}/u, 'AAAAAAAA').replace('MI', 'AA')],
    ['a certificate without its key', 'client-cert', tls.cert],
  ] as const) {
    it(`says which file is at fault: ${what}`, async () => {
      const wrong = await file(name, text);
      const files = name === 'cert' ? { authorities: wrong } : { client: wrong };
      const failure = await failureOf(door(files).get(new URL('/page', wary.url), PAGE));
      expect([failure.code, failure.next]).to.deep.equal(['USAGE', `look at ${wrong.path}`]);
      expect(failure.message).to.include(`--${name}`);
    });
  }

  it('says so where a file of certificates is not there, or the server speaks no TLS', async () => {
    const authorities = { path: join(folder.path, 'nowhere.pem'), source: 'SSL_CERT_FILE' };
    const failure = await failureOf(door({ authorities }).get(new URL('/page', index.url), PAGE));
    expect([failure.code, failure.message]).to.satisfy(([code, message]: [string, string]) => {
      return code === 'USAGE' && message.includes('SSL_CERT_FILE');
    });
    const mute = await failureOf(door({}).get(new URL(`https://${plain.url.host}/`), PAGE));
    expect(mute.code).to.equal('INDEX_UNREACHABLE');
    expect(mute.message).to.equal(`${plain.url.host} does not speak TLS there`);
  });
});
