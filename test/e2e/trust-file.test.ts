import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign, type Run } from '../fixtures/program.ts';

describe('verify by a trust file', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const stranger = useAuthor('ed25519');
  const site = useHostileIndex();
  let project = '';
  let wheel = '';
  let unsigned = '';

  before(async () => {
    project = await folder.sub('project');
    await mkdir(join(project, '.git'));
    await mkdir(join(project, 'keys'));
    wheel = await buildSampleWheel(await folder.sub('project/wheels'));
    unsigned = await buildSampleWheel(await folder.sub('unsigned'), { version: '2.0' });
    const run = await pysign(['sign', wheel], author);
    expect(run.exitCode, run.stderr).to.equal(0);
  });

  beforeEach(async () => {
    await trust(pin('demo', author.fingerprint));
    await keep(author.fingerprint, author.publicKey());
  });

  async function trust(text: string): Promise<void> {
    await writeFile(join(project, 'pysign.trust.toml'), text);
  }

  async function keep(fingerprint: string, key: Uint8Array): Promise<void> {
    const [certificate] = await readCertificates(key);
    await writeFile(join(project, 'keys', `${fingerprint}.asc`), certificate?.minimal() ?? '');
  }

  async function verify(...files: readonly string[]): Promise<Run> {
    return pysign(['verify', ...files], { cwd: join(project, 'wheels') });
  }

  it('trusts who is pinned, with the key beside it, from a folder below, without gpg', async () => {
    const run = await verify(wheel);
    expect(run.exitCode, run.stdout + run.stderr).to.equal(0);
    expect(run.stdout).to.include(`✔ pinned    ${author.fingerprint}`);
    const bare = await pysign(['verify', wheel], { cwd: project, env: { PATH: '/nonexistent' } });
    expect(bare.exitCode, bare.stderr).to.equal(0);
  });

  it('says that others are pinned, or nobody, or not for this version', async () => {
    await trust(pin('demo', stranger.fingerprint));
    const other = await pysign(['verify', wheel], { cwd: project, env: author.env });
    expect(other.exitCode).to.equal(4);
    expect(other.stdout).to.include('must be signed by').and.to.include('pysign trust list');
    await trust(pin('another', author.fingerprint));
    expect((await verify(wheel)).stdout).to.include('nobody is pinned for demo');
    await trust(pin('demo', author.fingerprint, 'versions = ">=7"'));
    expect((await verify(wheel)).stdout).to.include('but not for this version');
  });

  it('lets an unsigned file through by its digest, until the exception ends', async () => {
    const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(await readFile(unsigned)));
    const sha256 = Buffer.from(hash).toString('hex');
    const exception = (until: string): string =>
      `[[exception]]\nproject = "demo"\nallow = "unsigned"\nsha256 = ["${sha256}"]\nreason = "before we signed"\nexpires = ${until}\n`;
    expect((await verify(unsigned)).exitCode).to.equal(4);
    await trust(exception('2999-01-01'));
    const excepted = await verify(unsigned);
    expect(excepted.exitCode, excepted.stdout).to.equal(0);
    expect(excepted.stdout.replaceAll(/\s+/gu, ' ')).to.include('let through until 2999-01-01: before we signed');
    await trust(exception('2020-01-01'));
    const ended = await verify(unsigned);
    expect(ended.exitCode).to.equal(4);
    expect(ended.stdout).to.include('the exception for it ended on 2020-01-01');
    await trust(exception('2999-01-01').replace(sha256, '0'.repeat(64)));
    expect((await verify(unsigned)).exitCode).to.equal(4);
  });

  it('broken-trust-file: one wrong letter is exit 2 with its line, and nothing is verified', async () => {
    await trust(pin('demo', author.fingerprint).replace('openpgp', 'openpgq'));
    const run = await verify(wheel);
    expect(run.exitCode).to.equal(2);
    expect(run.stdout).to.equal('');
    expect(run.stderr).to.include('pysign.trust.toml:3: unknown key "openpgq" in [[pin]]; did you mean "openpgp"?');
  });

  it('swapped-key: a file of keys/ that holds another key is exit 2, however well it signs', async () => {
    await keep(author.fingerprint, stranger.publicKey());
    const run = await verify(wheel);
    expect(run.exitCode, run.stdout).to.equal(2);
    expect(run.stderr).to.include(`does not hold the key ${author.fingerprint}`);
    await writeFile(join(project, 'keys', `${author.fingerprint}.asc`), 'nothing\n');
    expect((await verify(wheel)).exitCode).to.equal(2);
  });

  it('one-byte: a change anywhere in the kept key trusts nobody', async () => {
    const path = join(project, 'keys', `${author.fingerprint}.asc`);
    const text = await readFile(path, 'utf8');
    const middle = text.indexOf('\n\n') + 40;
    await writeFile(path, text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1));
    expect((await verify(wheel)).exitCode).to.be.oneOf([2, 3, 4]);
  });

  it('finds a pinned key that is missing on a key server, with --find-keys only, and trusts nobody else for it', async () => {
    await rm(join(project, 'keys', `${author.fingerprint}.asc`));
    const args = ['--keyserver', site.url.href, wheel];
    site.on(`GET /vks/v1/by-fingerprint/${author.fingerprint}`, reply(200, {}, author.publicKey()));
    expect((await verify(...args)).exitCode).to.equal(4);
    expect(site.requests).to.deep.equal([]);
    const found = await verify('--find-keys', ...args);
    expect(found.exitCode, found.stdout).to.equal(0);
    await trust(pin('demo', stranger.fingerprint));
    expect((await verify('--find-keys', ...args)).exitCode).to.equal(4);
    await trust(pin('demo', author.fingerprint));
    site.on(`GET /vks/v1/by-fingerprint/${author.fingerprint}`, reply(200, {}, stranger.publicKey()));
    expect((await verify('--find-keys', ...args)).exitCode).to.equal(4);
    site.on(`GET /vks/v1/by-fingerprint/${author.fingerprint}`, reply(503));
    const silent = await verify('--find-keys', ...args);
    expect(silent.exitCode, silent.stdout).to.equal(5);
  });

  it('is not asked where a keyring is named, and does not reach beyond the checkout', async () => {
    await trust('mode = "warn"\nnonsense = 1\n');
    const keyring = join(folder.path, 'author.asc');
    await writeFile(keyring, author.publicKey());
    const named = await pysign(['verify', '--keyring', keyring, wheel], { cwd: project });
    expect(named.exitCode, named.stderr).to.equal(0);
    const inner = await folder.sub('project/vendored');
    await mkdir(join(inner, '.git'), { recursive: true });
    expect((await pysign(['verify', wheel], { cwd: inner })).exitCode).to.equal(4);
  });
});

function pin(name: string, fingerprint: string, more = ''): string {
  return `[[pin]]\nproject = "${name}"\nopenpgp = ["${fingerprint}"]\n${more}\n`;
}
