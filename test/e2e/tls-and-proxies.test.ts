import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeAuthority } from '../fixtures/authority.ts';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { useProxy } from '../fixtures/proxy.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';
import { useTlsFront } from '../fixtures/tls-front.ts';

const password = 'correct-horse-7gT';

describe('a release over TLS that a company set up', () => {
  const tls = makeAuthority();
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex({ password });
  const front = useTlsFront(tls, () => index.url, null);
  const wary = useTlsFront(tls, () => index.url, tls.authority);
  const open = usePypiserver();
  const proxy = useProxy();
  let version = 0;

  const authority = (): string => join(folder.path, 'authorities', 'authority.pem');
  before(async () => {
    await mkdir(join(folder.path, 'authorities'));
    await writeFile(authority(), tls.authority);
    await writeFile(join(folder.path, 'client.pem'), tls.client);
  });

  async function release(url: URL, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
    version += 1;
    const wheel = await buildSampleWheel(await folder.sub(String(version)), { version: `1.${String(version)}` });
    const all = ['release', '--json', '--repository-url', url.href, ...args, wheel];
    return pysign(all, { env: { ...author.env, TWINE_USERNAME: 'ada', TWINE_PASSWORD: password, ...env } });
  }

  it('is refused by default: nobody knows that authority', async () => {
    const run = await release(new URL('legacy/', front.url), []);
    expect(run.exitCode).to.equal(5);
    expect(receiptFrom(run).error?.code).to.equal('INDEX_UNREACHABLE');
    expect(receiptFrom(run).error?.next).to.include('--cert');
  });

  it('works with --cert', async () => {
    const run = await release(new URL('legacy/', front.url), ['--cert', authority()]);
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(receiptFrom(run).files[0]?.signature).to.deep.include({ fate: 'kept' });
  });

  for (const name of ['TWINE_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE']) {
    it(`works with ${name}`, async () => {
      const run = await release(new URL('legacy/', front.url), [], { [name]: authority() });
      expect(run.exitCode, run.stdout).to.equal(0);
    });
  }

  it("works with an authority in the system's store, which OpenSSL here looks for in SSL_CERT_DIR", async () => {
    const run = await release(new URL('legacy/', front.url), [], { SSL_CERT_DIR: join(folder.path, 'authorities') });
    expect(run.exitCode, run.stdout).to.equal(0);
  });

  it('works with ca_cert and client_cert of .pypirc, for the index that they stand beside', async () => {
    const upload = new URL('legacy/', wary.url).href;
    const certificates = `ca_cert = ${authority()}\nclient_cert = ${join(folder.path, 'client.pem')}`;
    const section = `[distutils]\nindex-servers = wary\n\n[wary]\nrepository = ${upload}\n${certificates}\n`;
    const file = join(folder.path, 'pypirc');
    await writeFile(file, section);
    const wheel = await buildSampleWheel(await folder.sub('pypirc-wheel'), { version: '2.0' });
    const args = ['release', '--json', '-r', 'wary', '--config-file', file, wheel];
    const env = { ...author.env, TWINE_USERNAME: 'ada', TWINE_PASSWORD: password };
    const run = await pysign(args, { env });
    expect(run.exitCode, run.stdout).to.equal(0);
    expect((await pysign([...args, '--config-file', `${file}-not`], { env })).exitCode).to.equal(2);
  });

  it('shows the certificate of --client-cert where one is wanted', async () => {
    const client = ['--cert', authority(), '--client-cert', join(folder.path, 'client.pem')];
    const run = await release(new URL('legacy/', wary.url), client);
    expect(run.exitCode, run.stdout).to.equal(0);
    const without = await release(new URL('legacy/', wary.url), client.slice(0, 2));
    expect(without.exitCode).to.equal(5);
  });

  it('goes through the proxy of the environment, upload and all', async () => {
    const named = new URL('legacy/', front.url);
    named.hostname = 'index.test';
    const login = proxy.url.href.replace('//', '//ada:proxy-secret@');
    const run = await release(named, ['--cert', authority()], { HTTPS_PROXY: login });
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout + run.stderr).not.to.include('proxy-secret');
    expect(new Set(proxy.seen.map(({ method, target }) => `${method} ${target}`))).to.deep.equal(
      new Set([`CONNECT ${named.host}`]),
    );
  });

  it('leaves plain http to this machine away from a proxy, and refuses it beyond', async () => {
    const run = await release(index.uploadUrl, [], { http_proxy: proxy.url.href });
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(proxy.seen).to.deep.equal([]);
    const beyond = new URL(open.uploadUrl);
    beyond.hostname = 'index.test';
    const refused = await release(beyond, [], { http_proxy: proxy.url.href });
    expect([refused.exitCode, receiptFrom(refused).error?.next]).to.deep.equal([2, 'use https, or say --allow-http']);
    expect(proxy.seen).to.deep.equal([]);
    const allowed = await release(beyond, ['--allow-http'], { http_proxy: proxy.url.href });
    expect(allowed.exitCode, allowed.stdout).to.equal(0);
    expect(proxy.seen.some(({ method }) => method === 'POST')).to.equal(true);
  });
});
