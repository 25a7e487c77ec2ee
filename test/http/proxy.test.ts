import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createHttp } from '../../src/http/client.ts';
import type { Http } from '../../src/http/http.ts';
import { proxyFor } from '../../src/http/proxy.ts';
import { Secret } from '../../src/secret.ts';
import { makeAuthority } from '../fixtures/authority.ts';
import { useFolder } from '../fixtures/folder.ts';
import { reply, unusedPort, useHostileIndex } from '../fixtures/hostile-index.ts';
import { useProxy } from '../fixtures/proxy.ts';
import { failureOf } from './failure-of.ts';

const PAGE = { accept: '*/*', maxBytes: 1000 };

function chosen(url: string, environment: Record<string, string>): string | null {
  return proxyFor(new URL(url), environment)?.host ?? null;
}

function through(url: string, no: string): boolean {
  return chosen(url, { all_proxy: 'http://p:1', NO_PROXY: no }) === 'p:1';
}

describe('the proxy of the environment', () => {
  it('is chosen by scheme, small letters first, all_proxy last', () => {
    const all = { http_proxy: 'http://h:1', HTTP_PROXY: 'http://H2:1', HTTPS_PROXY: 's:2', all_proxy: 'http://a:3' };
    expect(chosen('http://x.test/', all)).to.equal('h:1');
    expect(chosen('https://x.test/', all)).to.equal('s:2');
    expect(chosen('https://x.test/', { ALL_PROXY: 'http://a:3' })).to.equal('a:3');
    expect(chosen('https://x.test/', { http_proxy: 'http://h:1' })).to.equal(null);
    expect(chosen('http://x.test/', { HTTP_PROXY: 'http://h:1', REQUEST_METHOD: 'GET' })).to.equal(null);
  });

  it('never sees plain http to this machine, nor a host of no_proxy', () => {
    expect(through('http://127.0.0.1:8080/', '')).to.equal(false);
    const excepted = [
      ['https://a.example.org/', 'example.org'],
      ['https://a.example.org/', 'other, .example.org'],
      ['https://a.example.org/', '*.example.org'],
      ['https://example.org/', '.example.org'],
      ['https://a.example.org/', '*'],
      ['https://a.example.org:8443/', 'example.org:8443'],
      ['https://a.example.org/', 'example.org:443'],
      ['https://10.1.2.3/', '10.0.0.0/8'],
      ['https://10.1.2.3/', '10.1.2.3'],
      ['https://[fd00::1]/', 'fd00::/8'],
      ['https://[fd00::1]:8443/', '[fd00::1]:8443'],
    ] as const;
    for (const [url, no] of excepted) expect(through(url, no), `${url} ${no}`).to.equal(false);
    const others = [
      ['https://badexample.org/', 'example.org'],
      ['https://example.org.evil.test/', 'example.org'],
      ['https://a.example.org/', 'example.org:8443'],
      ['https://11.1.2.3/', '10.0.0.0/8'],
      ['https://10.1.2.3/', '10.0.0.0/99'],
      ['https://a.example.org/', ''],
    ] as const;
    for (const [url, no] of others) expect(through(url, no), `${url} ${no}`).to.equal(true);
  });

  it('must speak http; its address is not repeated', () => {
    for (const address of ['socks5://user:geheim@p:1080', 'http://user:geheim@']) {
      expect(() => proxyFor(new URL('https://x.test/'), { https_proxy: address }))
        .to.throw(/^https_proxy names no http proxy(?!.*geheim)/u)
        .with.property('code', 'USAGE');
    }
  });
});

describe('requests through a proxy', () => {
  const tls = makeAuthority();
  const folder = useFolder();
  const secure = useHostileIndex({ tls });
  const plain = useHostileIndex();
  const proxy = useProxy();
  const body = Buffer.from('what is sent');

  async function http(origin: string, environment: Record<string, string>): Promise<Http> {
    const authorities = join(folder.path, 'authority.pem');
    await writeFile(authorities, tls.authority);
    const credentials = { username: 'ada', password: new Secret('geheim'), source: 'a test' };
    return createHttp({
      credentials: { origin, credentials },
      tls: { authorities: { path: authorities, source: '--cert' }, client: null },
      environment,
      allowHttp: true,
      userAgent: 'pysign-test',
      idleSeconds: null,
    });
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(body);
  }

  const form = { contentType: 'text/plain', contentLength: body.length, accept: '*/*' };

  it('over TLS go through a tunnel, to a name that only the proxy can look up', async () => {
    const url = new URL(`https://index.test:${secure.url.port}/page`);
    secure.on('GET /page', reply(200, {}, 'read'));
    secure.on('POST /page', reply(200, {}, 'taken'));
    const login = new URL(proxy.url);
    [login.username, login.password] = ['proxy', 'pr%20xy'];
    const door = await http(url.origin, { HTTPS_PROXY: login.href });
    expect(Buffer.from((await door.get(url, PAGE)).body).toString()).to.equal('read');
    expect((await door.post(url, { ...form, body: chunks() })).status).to.equal(200);
    expect(secure.requestsTo('POST /page')[0]?.body.toString()).to.equal('what is sent');
    const authorization = `Basic ${Buffer.from('proxy:pr xy').toString('base64')}`;
    const tunnel = { method: 'CONNECT', target: url.host, authorization };
    expect(proxy.seen).to.deep.equal([tunnel, tunnel]);
    expect(secure.requests[0]?.headers.authorization).to.match(/^Basic /u);
    expect(secure.requests[0]?.headers).not.to.have.property('proxy-authorization');
  });

  it('by plain http are passed on whole', async () => {
    const url = new URL(`http://index.test:${plain.url.port}/page`);
    plain.on('POST /page', reply(201));
    const door = await http(url.origin, { http_proxy: proxy.url.href });
    expect((await door.post(url, { ...form, body: chunks() })).status).to.equal(201);
    expect(plain.requestsTo('POST /page')[0]?.body.toString()).to.equal('what is sent');
    expect(proxy.seen.map(({ method, target }) => [method, target])).to.deep.equal([['POST', url.href]]);
  });

  it('follow a redirect from a public index to its files: the proxy stands inside, and that is no danger', async () => {
    const url = new URL(`https://index.test:${secure.url.port}/page`);
    secure.on('GET /page', reply(302, { location: '/file' }));
    secure.on('GET /file', reply(200, {}, 'the file'));
    const door = await http(url.origin, { HTTPS_PROXY: proxy.url.href.replace('127.0.0.1', 'localhost') });
    expect(Buffer.from((await door.get(url, PAGE)).body).toString()).to.equal('the file');
  });

  it('are still not led to an address inside by the index', async () => {
    const url = new URL(`https://index.test:${secure.url.port}/page`);
    secure.on('GET /page', reply(302, { location: secure.url.href }));
    const door = await http(url.origin, { HTTPS_PROXY: proxy.url.href });
    const failure = await failureOf(door.get(url, PAGE));
    expect(failure.message).to.include('redirects to an address inside a private network');
  });

  it('name the proxy where it refuses, or is not there', async () => {
    const url = new URL(`https://index.test:${secure.url.port}/page`);
    proxy.refuse();
    const refused = await failureOf((await http(url.origin, { HTTPS_PROXY: proxy.url.href })).get(url, PAGE));
    expect(refused.code).to.equal('INDEX_UNREACHABLE');
    expect([refused.message, ...refused.details].join(' ')).to.include(`through the proxy ${proxy.url.host}`);
    const nobody = `http://u:geheim@127.0.0.1:${String(await unusedPort())}`;
    const gone = await failureOf((await http(url.origin, { HTTPS_PROXY: nobody })).get(url, PAGE));
    expect(gone.next).to.include('no_proxy=index.test');
    expect(JSON.stringify([gone.message, gone.details, gone.next])).not.to.include('geheim');
  });

  it('go straight to a host of no_proxy', async () => {
    secure.on('GET /page', reply(200, {}, 'read'));
    const environment = { HTTPS_PROXY: proxy.url.href, NO_PROXY: '127.0.0.0/8' };
    const door = await http(secure.url.origin, environment);
    expect((await door.get(new URL('/page', secure.url), PAGE)).status).to.equal(200);
    expect(proxy.seen).to.deep.equal([]);
  });
});
