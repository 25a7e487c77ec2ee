import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { webKeyDirectory } from '../../src/evidence/key-sources/web-key-directory.ts';
import { createHttp } from '../../src/http/client.ts';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { useFolder } from '../fixtures/folder.ts';
import { GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign, type Run } from '../fixtures/program.ts';

const loopback = ['--pinentry-mode', 'loopback', '--passphrase', ''];

describe('keys doctor', () => {
  const author = useAuthor('ed25519');
  const site = useHostileIndex();

  it('has nothing to mend in a new key, and says so of each verifier', async () => {
    const run = await doctor(author);
    expect(run.exitCode, run.stderr).to.equal(0);
    for (const by of ['gpg 2.2', 'gpg 2.4', "Sequoia with apt's dates", 'openpgp.js', 'pysign']) {
      expect(run.stdout).to.include(`✔ ${by} accepts its signatures`);
    }
    expect(run.stdout).to.include('a revocation certificate is prepared').and.not.to.include('next:');
    expect(JSON.parse((await doctor(author, '--json')).stdout)).to.deep.include({ exitCode: 0, mend: [] });
  });

  it('names a SHA-1 self-signature with dates, and the command that it gives mends it', async () => {
    const home = new GnupgHome();
    try {
      home.configure('gpg.conf', 'cert-digest-algo SHA1', 'allow-weak-digest-algos');
      const fingerprint = home.makeKey('rsa4096', 'Old Author');
      const run = await doctor(home);
      expect(run.exitCode, run.stderr).to.equal(0);
      expect(run.stdout).to.include("✘ Sequoia with apt's dates refuses its signatures");
      expect(run.stdout).to.include('SHA-1 self-signatures since 2026-02-01').and.to.include('✔ gpg 2.2 accepts');
      const command = /^next: gpg (?<args>.*quick-set-expire.*)$/mu.exec(run.stdout)?.groups?.['args'] ?? '';
      expect(command).to.include(fingerprint);
      // Its digest is newer than the second in which the key was made.
      home.gpg(['--faked-system-time', String(Math.floor(Date.now() / 1000) + 5), ...loopback, ...command.split(' ')]);
      await new Promise((resolve) => setTimeout(resolve, 6000));
      const mended = await doctor(home);
      expect(mended.stdout).to.include("✔ Sequoia with apt's dates accepts");
    } finally {
      home.dispose();
    }
  });

  it('says what verifiers make of short, expired, revoked and Brainpool keys, as gpg and openpgp.js do', async () => {
    const expected = [
      ['rsa1024', ["Sequoia with apt's dates", 'openpgp.js', 'pysign'], 6],
      ['dsa2048', ["Sequoia with apt's dates", 'openpgp.js', 'pysign'], 6],
      ['expired', ['gpg 2.2', 'gpg 2.4', "Sequoia with apt's dates", 'openpgp.js', 'pysign'], 6],
      ['revoked', ['gpg 2.2', 'gpg 2.4', "Sequoia with apt's dates", 'openpgp.js', 'pysign'], 6],
      ['brainpoolP256r1', [], 0],
    ] as const;
    for (const [kind, refusing, exitCode] of expected) {
      const home = new GnupgHome();
      try {
        const path = join(home.home, 'key.asc');
        const fingerprint = home.makeKey(kind, 'Old Author');
        await writeFile(path, home.publicKey(fingerprint));
        const run = await doctor(home, '--key-file', path);
        const told = [...run.stdout.matchAll(/✘ (?<by>.*) refuses its signatures/gu)].map(
          ({ groups }) => groups?.['by'],
        );
        expect(told, run.stdout).to.deep.equal(refusing);
        expect(run.exitCode, kind).to.equal(exitCode);
        if (kind === 'brainpoolP256r1') expect(run.stdout).to.include('will refuse Brainpool curves from 2028-02-01');
        if (kind === 'rsa1024') expect(run.stdout).to.include('next: pysign keys new');
      } finally {
        home.dispose();
      }
    }
  });

  it('says what is missing: a revocation certificate, an end that is put off, a key server that has it', async () => {
    const home = new GnupgHome();
    try {
      const fingerprint = home.makeKey('ed25519', 'Old Author');
      home.gpg([...loopback, '--quick-set-expire', fingerprint, '20d']);
      await rm(join(home.home, 'openpgp-revocs.d', `${fingerprint}.rev`));
      const run = await pysign(['keys', 'doctor', fingerprint, '--keyserver', site.url.href], { env: home.env });
      expect(run.exitCode, run.stderr).to.equal(0);
      expect(run.stdout).to.include('no revocation certificate is prepared').and.to.include('--gen-revoke');
      expect(run.stdout)
        .to.match(/its signing part ends on \d{4}-/u)
        .and.to.include('--quick-set-expire');
      expect(run.stdout).to.include(`${site.url.host} does not have it`).and.to.include('next: gpg --export');
      site.on(`GET /vks/v1/by-fingerprint/${fingerprint}`, reply(200, {}, home.publicKey(fingerprint)));
      const there = await pysign(['keys', 'doctor', fingerprint, '--keyserver', site.url.href], { env: home.env });
      expect(there.stdout).to.include(`✔ ${site.url.host} has it`);
    } finally {
      home.dispose();
    }
  });
});

describe('keys publish', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const site = useHostileIndex();

  it("writes the tree where gpg's own hash says, in both forms, and a web key directory finds the key in it", async () => {
    const { gnupg, fingerprint } = author;
    gnupg.gpg([...loopback, '--quick-add-uid', fingerprint, 'Ada at work <ada@work.example>']);
    const directory = await folder.sub('public');
    const run = await pysign(['keys', 'publish', '--directory', directory], author);
    expect(run.exitCode, run.stderr).to.equal(0);
    const listing = gnupg.gpg(['--with-wkd-hash', '--list-keys', fingerprint]).toString('utf8');
    const places = [...listing.matchAll(/^ +(?<hash>[a-z0-9]{32})@(?<domain>\S+)$/gmu)].map(({ groups }) => groups);
    expect(places).to.have.length(2);
    for (const place of places) {
      const { hash = '', domain = '' } = place ?? {};
      for (const root of ['.well-known/openpgpkey', `.well-known/openpgpkey/${domain}`]) {
        const key = await readFile(join(directory, root, 'hu', hash));
        expect(await readFile(join(directory, root, 'policy'), 'utf8')).to.equal('');
        const [certificate, ...others] = await readCertificates(key);
        expect(others).to.deep.equal([]);
        const named = certificate?.userIds.filter((userId) => userId.includes(`@${domain}>`));
        expect(named).to.have.length(1);
        // Both addresses begin with "ada", and the direct form does not know of domains.
        expect(certificate?.userIds).to.have.length(root.endsWith(domain) ? 1 : 2);
        site.on(`GET /${root}/hu/${hash}?l=ada`, reply(200, {}, key));
      }
      const http = createHttp({ credentials: null, allowHttp: false, userAgent: 'pysign-test', idleSeconds: null });
      const source = webKeyDirectory(`ada@${domain}`, { typed: true, originOf: () => site.url }, http);
      expect((await source.find(fingerprint)).answer).to.equal('found');
    }
  });

  it('says that a key without an address cannot be published like this', async () => {
    const home = new GnupgHome();
    try {
      home.makeKey('ed25519', 'Nobody');
      const run = await pysign(['keys', 'publish', '--directory', await folder.sub('none')], { env: home.env });
      expect(run.exitCode).to.equal(6);
      expect(run.stderr).to.include('has an e-mail address');
    } finally {
      home.dispose();
    }
  });
});

async function doctor(home: { readonly env: NodeJS.ProcessEnv }, ...args: readonly string[]): Promise<Run> {
  return pysign(['keys', 'doctor', '--no-find-keys', ...args], { env: home.env });
}
