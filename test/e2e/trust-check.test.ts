import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { packetsIn, tags } from '../../src/openpgp/packets.ts';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';
import { hang, reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { onTerminal } from '../fixtures/terminal.ts';
import { packet } from '../openpgp/forge.ts';

describe('trust check and trust update', () => {
  const folder = useFolder();
  const site = useHostileIndex();
  let author: GnupgHome;
  let fingerprint = '';
  let here = '';
  let wheel = '';

  beforeEach(async () => {
    author = new GnupgHome();
    fingerprint = author.makeKey('ed25519', 'Ada Author');
    here = await folder.sub(`project-${String(Math.random())}`);
    wheel = await buildSampleWheel(here);
    await pysign(['sign', wheel], { env: author.env });
    await pin();
  });
  afterEach(() => {
    author.dispose();
  });

  async function pin(): Promise<void> {
    const path = join(here, 'author.asc');
    await writeFile(path, author.publicKey(fingerprint));
    const args = [
      '--fingerprint',
      fingerprint,
      '--key-file',
      path,
      '--no-find-keys',
      '--simple-url',
      site.simpleUrl.href,
    ];
    const run = await pysign(['trust', 'add', 'demo', '--repository-url', site.uploadUrl.href, ...args], { cwd: here });
    expect(run.exitCode, run.stdout + run.stderr).to.equal(0);
    await rm(path);
  }

  async function trust(command: 'check' | 'update', ...args: readonly string[]): Promise<Run> {
    return pysign(['trust', command, '--keyserver', site.url.href, ...args], { cwd: here });
  }

  function publish(copy: Uint8Array): void {
    site.on(`GET /vks/v1/by-fingerprint/${fingerprint}`, reply(200, {}, copy));
  }

  async function kept(): Promise<string> {
    return readFile(join(here, 'keys', `${fingerprint}.asc`), 'utf8');
  }

  async function verify(): Promise<Run> {
    return pysign(['verify', wheel], { cwd: here });
  }

  it('finds nothing new in the same key, whoever else signed it', async () => {
    const friend = new GnupgHome();
    try {
      friend.makeKey('ed25519', 'A friend');
      friend.gpg(['--import'], Buffer.from(author.publicKey(fingerprint)));
      friend.gpg(['--pinentry-mode', 'loopback', '--passphrase', '', '--quick-sign-key', fingerprint]);
      publish(friend.publicKey(fingerprint));
    } finally {
      friend.dispose();
    }
    const run = await trust('check');
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout).to.include(`✔ ${fingerprint} is good`).and.not.to.include('newer');
  });

  it('revoked: check says it and writes nothing; update keeps it, and verify refuses from then on', async () => {
    const before = author.publicKey(fingerprint);
    author.revoke(fingerprint);
    publish(author.publicKey(fingerprint));
    expect((await verify()).exitCode).to.equal(0);
    const text = await kept();
    const run = await trust('check');
    expect(run.exitCode, run.stdout).to.equal(3);
    expect(run.stdout).to.include(`✘ ${fingerprint} is revoked`).and.to.include('next: pysign trust update');
    expect(await kept()).to.equal(text);
    expect((await trust('update')).exitCode).to.equal(3);
    const refused = await verify();
    expect(refused.exitCode).to.equal(3);
    expect(refused.stdout).to.include('is revoked');
    // old-copy: nobody gets a revocation out again by sending what was before it.
    publish(before);
    expect((await trust('update')).exitCode).to.equal(3);
    expect((await verify()).exitCode).to.equal(3);
  });

  it('flood: a copy with a thousand false words of the key neither hides nor spoils anything', async () => {
    const packets = [...packetsIn(author.publicKey(fingerprint))];
    const own = packets.find(({ tag }) => tag === tags.signature)?.body ?? new Uint8Array();
    const flood = Array.from({ length: 1000 }, (_, number) => {
      const forged = Buffer.from(own);
      forged.writeUInt32BE(number, forged.length - 8);
      return packet(tags.signature, forged);
    });
    publish(Buffer.concat([author.publicKey(fingerprint), ...flood]));
    const text = await kept();
    const run = await trust('update');
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(await kept()).to.equal(text);
    publish(Buffer.concat([author.publicKey(fingerprint), ...flood.slice(0, 20)]));
    expect((await trust('update')).exitCode).to.equal(0);
    expect(await kept()).to.equal(text);
    expect((await verify()).exitCode).to.equal(0);
  });

  it('tells an end that comes, and that it was put off', async () => {
    author.gpg(['--pinentry-mode', 'loopback', '--passphrase', '', '--quick-set-expire', fingerprint, '20d']);
    publish(author.publicKey(fingerprint));
    const run = await trust('update');
    expect(run.exitCode, run.stdout).to.equal(0);
    const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 7);
    expect(run.stdout).to.include(`! ${fingerprint} ends on ${day}`).and.to.include('the newer copy was kept');
    author.gpg(['--pinentry-mode', 'loopback', '--passphrase', '', '--quick-set-expire', fingerprint, '2y']);
    publish(author.publicKey(fingerprint));
    const later = await trust('check');
    expect(later.exitCode, later.stdout).to.equal(0);
    expect(later.stdout).to.include('is good').and.to.include('there is a newer copy of it');
  });

  it('silent: whoever could not be asked is named, and a missing key is exit 4 until it is given again', async () => {
    site.on(`GET /vks/v1/by-fingerprint/${fingerprint}`, reply(503));
    const silent = await trust('check', '--json');
    expect(silent.exitCode, silent.stdout).to.equal(0);
    expect(JSON.parse(silent.stdout)).to.have.property('warnings').with.length(1);
    const text = await kept();
    await rm(join(here, 'keys', `${fingerprint}.asc`));
    expect((await trust('check', '--no-find-keys')).exitCode).to.equal(4);
    const path = join(here, 'again.asc');
    await writeFile(path, author.publicKey(fingerprint));
    expect((await trust('update', '--no-find-keys', '--key-file', path)).exitCode).to.equal(0);
    expect(await kept()).to.equal(text);
  });

  it('proposes the key that the pinned one certified, and no other; pins it where a person says yes', async () => {
    const next = author.makeKey('rsa2048', 'Ada Author, later');
    const stranger = author.makeKey('ed25519', 'Somebody Else');
    const keys = (): Buffer => author.gpg(['--export', fingerprint, next, stranger]);
    const args = ['--no-find-keys', '--keys-url', new URL('/KEYS', site.url).href];
    site.on('GET /KEYS', reply(200, {}, keys()));
    expect((await trust('check', ...args)).stdout).not.to.include(next);
    author.gpg(['--pinentry-mode', 'loopback', '--passphrase', '', '-u', fingerprint, '--quick-sign-key', next]);
    site.on('GET /KEYS', reply(200, {}, keys()));
    const run = await trust('update', ...args);
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout).to.include(`it certified ${next}`).and.not.to.include(stranger);
    expect(await readdir(join(here, 'keys'))).to.deep.equal([`${fingerprint}.asc`]);
    const asked = await onTerminal(['trust', 'update', ...args], {
      env: { ...author.env, GNUPGHOME: '/nonexistent', HOME: here },
      cwd: here,
      keys: [['sign demo too?', 'y\r']],
    });
    expect(asked.exitCode, asked.raw).to.equal(0);
    const listed = await pysign(['trust', 'list'], { cwd: here });
    expect(listed.stdout).to.include(`✔ ${next}`).and.to.include(`✔ ${fingerprint}`);
    expect(listed.stdout).to.include(`the pinned key ${fingerprint} certified it`);
    expect(await readdir(join(here, 'keys'))).to.have.length(2);
    expect((await trust('check', ...args)).stdout).not.to.include('it certified');
  });

  it('for-ever: a key server that never answers is left', async () => {
    site.on(`GET /vks/v1/by-fingerprint/${fingerprint}`, hang);
    const started = performance.now();
    const run = await trust('check');
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout).to.include('could not be asked');
    expect(performance.now() - started).to.be.lessThan(60_000);
  });
});
