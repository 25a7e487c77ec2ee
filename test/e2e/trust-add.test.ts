import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseTrustFile } from '../../src/trust-file/parse-trust-file.ts';
import type { TrustFile } from '../../src/trust-file/trust-file.ts';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { key, onTerminal, type TerminalRun } from '../fixtures/terminal.ts';

const QUESTION = 'May this key sign demo?';

describe('trust add', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const stranger = useAuthor('ed25519');
  const index = useEmbeddedIndex();
  const site = useHostileIndex();
  let here = '';
  let reader: GnupgHome;
  let keyFile = '';

  before(async () => {
    reader = new GnupgHome();
    keyFile = join(folder.path, 'author.asc');
    await writeFile(keyFile, author.publicKey());
    const releases = [
      ['0.9', stranger],
      ['1.0', author],
      ['1.10', author],
    ] as const;
    for (const [version, signer] of releases) {
      const wheel = await buildSampleWheel(await folder.sub(version), { version });
      const run = await pysign(['release', ...index.flags, wheel], signer);
      expect(run.exitCode, run.stderr).to.equal(0);
    }
  });
  after(() => {
    reader.dispose();
  });
  beforeEach(async () => {
    here = await folder.sub(`project-${String(Math.random())}`);
  });

  function words(args: readonly string[]): readonly string[] {
    return ['trust', 'add', 'demo', ...index.flags, '--no-find-keys', ...args];
  }

  async function add(...args: readonly string[]): Promise<Run> {
    return pysign(words(args), { cwd: here });
  }

  async function addNamed(pattern: string): Promise<Run> {
    const [, , , ...flags] = words(['--fingerprint', author.fingerprint, '--key-file', keyFile]);
    return pysign(['trust', 'add', pattern, ...flags], { cwd: here });
  }

  async function answering(typed: string, ...args: readonly string[]): Promise<TerminalRun> {
    const env = { ...reader.env, HOME: here };
    return onTerminal(words(args), { env, cwd: here, keys: [[QUESTION, typed]] });
  }

  async function trusted(): Promise<TrustFile> {
    return parseTrustFile(await readFile(join(here, 'pysign.trust.toml'), 'utf8'), 'pysign.trust.toml');
  }

  function untouched(): void {
    expect(existsSync(join(here, 'pysign.trust.toml'))).to.equal(false);
    expect(existsSync(join(here, 'keys'))).to.equal(false);
  }

  it('shows on a terminal what speaks for the key, asks once, writes pin, key and evidence, and verify trusts', async () => {
    const run = await answering(`y${key.enter}`, '--key-file', keyFile);
    expect(run.exitCode, run.raw).to.equal(0);
    const screen = run.screens[0] ?? '';
    expect(screen).to.include(author.fingerprint).and.to.include('Ada Author <ada@example.org>');
    expect(screen.replaceAll(/\s+/gu, ' '))
      .to.include(`✔ ${keyFile} has it`)
      .and.to.include("- gpg's keyring does not have it")
      .and.to.include('what proves nothing by itself:')
      .and.to.match(/✔ on [^ ]+, the signatures of 2 of 3 releases name it, since 1\.0/u)
      .and.to.match(/✔ demo-1\.10-[^ ]+ is signed by it, over these very bytes/u)
      .and.to.include('✘ others signed 0.9 by');
    for (const line of screen.split('\n')) expect(line.length).to.be.at.most(80);
    const [pin] = (await trusted()).pins;
    expect(pin)
      .to.include({ project: 'demo', versions: null })
      .and.to.deep.include({ openpgp: [author.fingerprint] });
    expect(pin?.evidence.map(({ what }) => what)).to.include(`${keyFile} has it`);
    expect(await readdir(join(here, 'keys'))).to.deep.equal([`${author.fingerprint}.asc`]);
    const verified = await pysign(['verify', ...index.flags, 'demo==1.10'], { cwd: here });
    expect(verified.exitCode, verified.stdout).to.equal(0);
    const other = await pysign(['verify', ...index.flags, 'demo==0.9'], { cwd: here, env: stranger.env });
    expect(other.exitCode, other.stdout).to.equal(4);
  });

  it('writes nothing where the answer is no, nothing or Ctrl-C', async () => {
    for (const typed of ['n\r', key.enter, key.ctrlC]) {
      const run = await answering(typed, '--key-file', keyFile);
      expect(run.exitCode, run.raw).to.equal(130);
      untouched();
    }
  });

  it("finds the newest release's signer in the keyring of whoever asks", async () => {
    reader.gpg(['--import'], Buffer.from(author.publicKey()));
    const run = await answering('y\r');
    expect(run.exitCode, run.raw).to.equal(0);
    expect(run.screens[0]).to.include("✔ gpg's keyring has it");
  });

  it('first-sight: without a terminal nothing is trusted that was not named', async () => {
    for (const args of [[], ['--key-file', keyFile], ['--json']]) {
      const run = await add(...args);
      expect(run.exitCode, run.stdout + run.stderr).to.equal(2);
      untouched();
    }
    const short = await add('--fingerprint', author.fingerprint.slice(-16), '--key-file', keyFile);
    expect(short.exitCode).to.equal(2);
    untouched();
  });

  it('pins by a typed fingerprint without a terminal, with range and reason, as JSON', async () => {
    const args = [
      '--fingerprint',
      author.fingerprint,
      '--key-file',
      keyFile,
      '--version',
      '>=1',
      '--reason',
      'met her',
    ];
    const run = await add(...args, '--json');
    expect(run.exitCode, run.stdout).to.equal(0);
    const document: unknown = JSON.parse(run.stdout);
    expect(document).to.include({ command: 'trust add', exitCode: 0, fingerprint: author.fingerprint, error: null });
    expect((await trusted()).pins[0]).to.include({ versions: '>=1', reason: 'met her' });
    const again = await add('--fingerprint', author.fingerprint, '--version', '>=2');
    expect(again.exitCode, again.stderr).to.equal(2);
    expect((await add('--fingerprint', author.fingerprint, '--version', 'one')).exitCode).to.equal(2);
  });

  it('takes a key from an address that was typed, and refuses what that address contradicts', async () => {
    const url = new URL('/KEYS', site.url).href;
    site.on('GET /KEYS', reply(200, {}, Buffer.concat([stranger.publicKey(), author.publicKey()])));
    const run = await add('--fingerprint', author.fingerprint, '--keys-url', url);
    expect(run.exitCode, run.stderr).to.equal(0);
    expect((await trusted()).pins[0]?.evidence.map(({ where }) => where)).to.include(url);
    here = await folder.sub('contradicted');
    site.on('GET /KEYS', reply(200, {}, stranger.publicKey()));
    const other = await add('--fingerprint', author.fingerprint, '--key-file', keyFile, '--keys-url', url);
    expect(other.exitCode, other.stdout).to.equal(4);
    expect(other.stderr).to.include('speaks against this key').and.to.include(stranger.fingerprint);
    untouched();
  });

  it('no-evidence: index, key server and the key itself are shown, and count for nothing', async () => {
    site.on(`GET /vks/v1/by-fingerprint/${author.fingerprint}`, reply(200, {}, author.publicKey()));
    const found = ['--find-keys', '--keyserver', site.url.href];
    const run = await add('--fingerprint', author.fingerprint, '--json', ...found);
    expect(run.exitCode, run.stdout).to.equal(0);
    const evidence = evidenceIn(run);
    expect(evidence.filter(({ counts }) => counts).map(({ what }) => what)).to.deep.equal([
      'its fingerprint was typed by whoever decided',
      "gpg's keyring does not have it",
    ]);
    const rest = evidence.filter(({ counts }) => !counts).map(({ what }) => what);
    expect(rest).to.include(`${site.url.host} has it`);
    expect(rest.some((what) => what.includes('the web key directory of example.org'))).to.equal(true);
    expect(rest.some((what) => what.includes('2 of 3 releases name it'))).to.equal(true);
  });

  it('another-key: a key server that sends another key leaves nothing to pin', async () => {
    site.on(`GET /vks/v1/by-fingerprint/${author.fingerprint}`, reply(200, {}, stranger.publicKey()));
    const run = await add('--fingerprint', author.fingerprint, '--find-keys', '--keyserver', site.url.href);
    expect(run.exitCode, run.stdout).to.equal(4);
    expect(run.stderr).to.include('was found nowhere').and.to.include(`another key: ${stranger.fingerprint}`);
    untouched();
  });

  it('revoked: a key that was taken back is not pinned, even where an old copy says nothing of it', async () => {
    const gone = new GnupgHome();
    try {
      const fingerprint = gone.makeKey('ed25519', 'Gone <gone@example.org>');
      const keys = await folder.sub('copies');
      await writeFile(join(keys, 'old.asc'), gone.publicKey(fingerprint));
      gone.revoke(fingerprint);
      site.on('GET /KEYS', reply(200, {}, gone.publicKey(fingerprint)));
      const url = new URL('/KEYS', site.url).href;
      const run = await add('--fingerprint', fingerprint, '--key-file', join(keys, 'old.asc'), '--keys-url', url);
      expect(run.exitCode, run.stdout).to.equal(6);
      expect(run.stderr).to.include('is revoked');
      untouched();
    } finally {
      gone.dispose();
    }
  });

  it('says before it asks that a key has ended, for whose old signatures it may still be pinned', async () => {
    const old = new GnupgHome();
    try {
      const path = join(folder.path, 'expired.asc');
      await writeFile(path, old.publicKey(old.makeKey('expired', 'Old <old@example.org>')));
      const run = await answering('y\r', '--key-file', path);
      expect(run.exitCode, run.raw).to.equal(0);
      expect(run.screens[0]).to.include('! it signs nothing new: today it had expired');
    } finally {
      old.dispose();
    }
  });

  it('hands-over: a key that the pinned one certified says so, and one that merely claims it does not', async () => {
    const keys = new GnupgHome();
    try {
      const [first, second, third] = ['First', 'Second', 'Third'].map((name) => keys.makeKey('ed25519', name));
      const sign = [
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        '',
        '-u',
        first ?? '',
        '--quick-sign-key',
        second ?? '',
      ];
      keys.gpg(sign);
      const path = join(folder.path, 'several.gpg');
      await writeFile(path, keys.gpg(['--export']));
      const all = [first, second, third].map((each) => each ?? '');
      for (const fingerprint of all) {
        const run = await add('--fingerprint', fingerprint, '--key-file', path, '--json');
        expect(run.exitCode, run.stdout).to.equal(0);
        const handed = evidenceIn(run).some(({ what }) =>
          what.startsWith(`the pinned key ${all[0] ?? ''} certified it`),
        );
        expect(handed).to.equal(fingerprint === second);
      }
    } finally {
      keys.dispose();
    }
  });

  it('escapes: nothing in a user id speaks to the terminal', async () => {
    const eve = new GnupgHome();
    try {
      const fingerprint = eve.makeKey('ed25519', 'E\u001B]0;o\u0007 <e@example.org>');
      const path = join(folder.path, 'eve.asc');
      await writeFile(path, eve.publicKey(fingerprint));
      const run = await answering(key.enter, '--key-file', path);
      expect(run.screens[0]).to.include(String.raw`\x1b`);
      expect(run.raw).not.to.include('\u001B]0;').and.not.to.include('\u0007');
    } finally {
      eve.dispose();
    }
  });

  it('adds a second key to the pin, lists both, and takes them back one by one with their files', async () => {
    for (const { fingerprint, home } of [author, stranger]) {
      const run = await pysign(words(['--fingerprint', fingerprint]), { cwd: here, env: { GNUPGHOME: home } });
      expect(run.exitCode, run.stderr).to.equal(0);
    }
    const listed = await pysign(['trust', 'list'], { cwd: here });
    expect(listed.stdout)
      .to.match(/^demo\n/u)
      .and.to.include(`✔ ${author.fingerprint}`);
    expect(listed.stdout).to.include(`✔ ${stranger.fingerprint}`).and.to.include("gpg's keyring has it");
    const asJson = await pysign(['trust', 'list', '--json'], { cwd: here });
    expect(JSON.parse(asJson.stdout)).to.include({ command: 'trust list', mode: 'strict' });
    const removed = await pysign(['trust', 'remove', 'demo', '--fingerprint', stranger.fingerprint], { cwd: here });
    expect(removed.exitCode, removed.stderr).to.equal(0);
    expect(await readdir(join(here, 'keys'))).to.deep.equal([`${author.fingerprint}.asc`]);
    const other = await pysign(['trust', 'remove', 'other', '--json'], { cwd: here });
    expect(other.exitCode).to.equal(2);
    expect(JSON.parse(other.stdout)).to.include({ command: 'trust remove', exitCode: 2 });
    expect((await pysign(['trust', 'remove', 'Demo', '--json'], { cwd: here })).exitCode).to.equal(0);
    expect((await trusted()).pins).to.deep.equal([]);
    expect(await readdir(join(here, 'keys'))).to.deep.equal([]);
    expect((await pysign(['trust', 'list'], { cwd: here })).stdout).to.include('nobody is pinned');
  });

  it('chance: a pattern that would leave it open who decides is not written', async () => {
    expect((await addNamed('de*')).exitCode).to.equal(0);
    const run = await addNamed('d*e');
    expect(run.exitCode).to.equal(2);
    expect(run.stderr).to.include('neither of de* and d*e decides');
    expect((await trusted()).pins.map(({ project }) => project)).to.deep.equal(['de*']);
  });

  it('broken-trust-file: a file with faults is left as it is', async () => {
    await writeFile(join(here, 'pysign.trust.toml'), '[[pins]]\n');
    const run = await add('--fingerprint', author.fingerprint, '--key-file', keyFile);
    expect(run.exitCode).to.equal(2);
    expect(await readFile(join(here, 'pysign.trust.toml'), 'utf8')).to.equal('[[pins]]\n');
  });
});

interface SeenJson {
  readonly what: string;
  readonly counts: boolean;
}

function evidenceIn({ stdout }: Run): readonly SeenJson[] {
  const document: unknown = JSON.parse(stdout);
  const list = typeof document === 'object' && document !== null && 'evidence' in document ? document.evidence : [];
  const each: readonly unknown[] = Array.isArray(list) ? list : [];
  return each.flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('what' in one) || !('counts' in one)) return [];
    return typeof one.what === 'string' && typeof one.counts === 'boolean'
      ? [{ what: one.what, counts: one.counts }]
      : [];
  });
}
