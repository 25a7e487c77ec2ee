import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect } from 'chai';
import { createHttp } from '../../src/http/client.ts';
import { reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { selfSigned } from '../fixtures/self-signed.ts';
import { failureOf } from './failure-of.ts';

const PAGE = { accept: '*/*', maxBytes: 1000 };

describe('reading over TLS', () => {
  const tls = selfSigned();
  const index = useHostileIndex({ tls });
  const plain = useHostileIndex();
  const http = createHttp({ credentials: null, allowHttp: true, userAgent: 'pysign-test', idleSeconds: null });
  const trusted = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(trusted));

  it('sends no request to a server whose certificate nobody vouches for', async () => {
    index.on('GET /page', reply(200));
    const failure = await failureOf(http.get(new URL('/page', index.url), PAGE));
    expect(failure.code).to.equal('INDEX_UNREACHABLE');
    expect(failure.message).to.equal(`${index.url.host} has a certificate that is not trusted: it signed itself`);
    expect(failure.next).to.include('NODE_EXTRA_CA_CERTS');
    expect(index.requests).to.deep.equal([]);
  });

  it('follows no redirect to plain http, even where plain http is allowed', async () => {
    setDefaultCACertificates([...trusted, tls.cert]);
    index.on('GET /page', reply(302, { location: plain.url.href }));
    const failure = await failureOf(http.get(new URL('/page', index.url), PAGE));
    expect(failure.code).to.equal('INDEX_FAILED');
    expect(failure.message).to.include(`${index.url.host} redirects from https to plain http`);
    expect(plain.requests).to.deep.equal([]);
  });

  it('says so where the server speaks no TLS', async () => {
    const failure = await failureOf(http.get(new URL(`https://${plain.url.host}/`), PAGE));
    expect(failure.code).to.equal('INDEX_UNREACHABLE');
    expect(failure.message).to.equal(`${plain.url.host} does not speak TLS there`);
  });
});
