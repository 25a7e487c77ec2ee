import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { type Folder, useFolder } from '../fixtures/folder.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';
import { pysign } from '../fixtures/program.ts';
import { key, onTerminal, shortened, type TerminalRun } from '../fixtures/terminal.ts';

const QUESTION = 'Which key signs your releases?';

describe('the first run on a terminal', () => {
  const folder: Folder = useFolder();
  let home: GnupgHome;
  let env: NodeJS.ProcessEnv = {};
  let first = '';
  let second = '';
  let wheel = '';

  before(async () => {
    home = new GnupgHome();
    first = home.makeKey('ed25519', 'Ada Example <ada@example.org>');
    second = home.makeKey('rsa2048', 'Ada Example <ada@work.example>');
    home.makeKey('expired', 'E\u001B]0;o\u0007 <e@example.org>');
  });
  after(() => {
    home.dispose();
  });
  beforeEach(async () => {
    const here = await folder.sub(String(Math.random()));
    env = { ...home.env, HOME: here, XDG_CONFIG_HOME: join(here, 'settings'), GIT_CONFIG_NOSYSTEM: '1' };
    ({ wheel } = await buildSampleDistributions(here));
  });

  async function sign(
    keys: readonly (readonly [string, string])[],
    args: readonly string[] = [],
  ): Promise<TerminalRun> {
    return onTerminal(['sign', ...args, wheel], { env, cwd: folder.path, keys });
  }

  /** gpg's word for it: the fingerprint of the key that made the signature. */
  function signer(): string {
    const status = home.gpg(['--status-fd', '1', '--verify', `${wheel}.asc`, wheel]).toString('utf8');
    return /VALIDSIG .* (?<primary>[0-9A-F]{40})$/mu.exec(status)?.groups?.['primary'] ?? '';
  }

  it('asks in 80 columns, signs with the second key when the arrow picks it, and never asks again', async () => {
    const run = await sign([
      [QUESTION, key.down],
      ['', key.enter],
    ]);
    expect(run.exitCode).to.equal(0);
    const asked = (run.screens[0] ?? '').split('\n');
    expect(asked.slice(0, 3)).to.deep.equal([
      '? Which key signs your releases?  (remembered; change it with `pysign keys use`)',
      `❯ Ada Example <ada@example.org>   ed25519  ${shortened(first)}  never expires`,
      `  Ada Example <ada@work.example>  rsa2048  ${shortened(second)}  never expires`,
    ]);
    expect(asked[3]).to.match(/^- E.*<e@example\.org> +ed25519 +[0-9A-F]{8}…[0-9A-F]{8}$/u);
    expect(asked.slice(4, 7)).to.deep.equal([
      '    cannot sign: it expired on 2020-06-29',
      '  A key in a file…',
      '  Make a new signing key…',
    ]);
    expect(run.screens[1]).to.include(`❯ Ada Example <ada@work.example>`);
    expect(run.screens.at(-1)).to.match(/^✔ Which key signs your releases\? Ada Example <ada@work\.example>\n/u);
    expect(signer()).to.equal(second);

    rmSync(`${wheel}.asc`);
    const again = await sign([]);
    expect(again.exitCode).to.equal(0);
    expect(again.raw).not.to.include(QUESTION);
    expect(signer()).to.equal(second);
  });

  it('never lets a user id speak to the terminal', async () => {
    const run = await sign([[QUESTION, key.ctrlC]]);
    expect(run.screens[0]).to.include(String.raw`\x1b`);
    expect(run.raw).not.to.include('\u001B]0;').and.not.to.include('\u0007');
  });

  for (const [name, typed] of [
    ['Ctrl-C', key.ctrlC],
    ['Ctrl-D', key.ctrlD],
  ] as const) {
    it(`ends with 130 on ${name}, signs nothing and remembers nothing`, async () => {
      const run = await sign([[QUESTION, typed]]);
      expect(run.exitCode).to.equal(130);
      expect(run.screens.at(-1)).to.include('error: cancelled at the keyboard');
      expect(() => readFileSync(`${wheel}.asc`)).to.throw('ENOENT');
      expect(() => readFileSync(join(env['XDG_CONFIG_HOME'] ?? '', 'pysign', 'config.toml'))).to.throw('ENOENT');
    });
  }

  it('does not let a key be chosen that cannot sign', async () => {
    const run = await sign([
      [QUESTION, key.down],
      ['', key.down],
      ['', key.enter],
      ['This key cannot sign.', key.ctrlC],
    ]);
    expect(run.exitCode).to.equal(130);
  });

  it("has git's key under the cursor, before gpg's own", async () => {
    const git = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.signingkey', GIT_CONFIG_VALUE_0: second.slice(-16) };
    env = { ...env, ...git };
    const run = await sign([[QUESTION, key.enter]]);
    expect([run.exitCode, signer()]).to.deep.equal([0, second]);
  });

  it('asks nothing where --key, PYSIGN_KEY or pysign.toml answers', async () => {
    const answered = async (args: readonly string[]): Promise<void> => {
      rmSync(`${wheel}.asc`, { force: true });
      const run = await sign([], args);
      expect(run.raw).not.to.include(QUESTION);
      expect([run.exitCode, signer()], run.raw).to.deep.equal([0, second]);
    };
    await answered(['--key', second]);
    const without = env;
    env = { ...without, PYSIGN_KEY: second };
    await answered([]);
    env = without;
    const project = join(folder.path, 'pysign.toml');
    writeFileSync(project, `[release]\nsigning-keys = ["${'0'.repeat(40)}", "${second}"]\n`);
    await answered([]);
    rmSync(project);
  });

  it('with --json, or without a terminal, exits 6 and names the keys and the flag', async () => {
    const json = await sign([], ['--json']);
    expect([json.exitCode, json.raw.includes(QUESTION)]).to.deep.equal([6, false]);
    expect(json.raw).to.include('KEY_AMBIGUOUS');
    const { exitCode, stderr } = await pysign(['sign', wheel], { env });
    expect(exitCode).to.equal(6);
    for (const words of [first, second, '--key']) expect(stderr).to.include(words);
  });

  it('signs all the same where nothing can be remembered, and says so', async () => {
    const file = join(env['HOME'] ?? '', 'file');
    writeFileSync(file, '');
    env = { ...env, XDG_CONFIG_HOME: file };
    const run = await sign([[QUESTION, key.enter]]);
    expect(run.screens.at(-1)?.replaceAll('\n', '')).to.include('not remembered: ').and.include(`--key ${first}`);
    expect([run.exitCode, signer()]).to.deep.equal([0, first]);
  });

  it('keeps standard output for the result', async () => {
    const stdout = join(folder.path, 'stdout');
    const args = ['sign', wheel];
    const run = await onTerminal(args, { env, cwd: folder.path, stdout, keys: [[QUESTION, key.enter]] });
    expect(run.exitCode).to.equal(0);
    expect(readFileSync(stdout, 'utf8')).to.equal(
      `  ✔ demo-1.0-py3-none-any.whl.asc  signed\n\n1 file of demo 1.0 signed by ${first}\n`,
    );
  });

  it('signs with a key in a file, asks for its passphrase there, and says that it is not remembered', async () => {
    const other = new GnupgHome();
    try {
      const fingerprint = other.makeKey('ed25519', 'Grace <grace@example.org>', 'correct horse 1');
      const file = join(env['HOME'] ?? '', 'grace.asc');
      other.configure('gpg-agent.conf', 'allow-loopback-pinentry');
      writeFileSync(file, other.secretKey(fingerprint, 'correct horse 1'));
      home.gpg(['--import'], Buffer.from(other.publicKey(fingerprint)));
      const run = await sign([
        [QUESTION, key.down],
        ['', key.down],
        ['', key.down],
        ['', key.enter],
        ['File with your secret key:', '~/grace.asc\r'],
        ['Passphrase of Grace', 'correct horse 1\r'],
      ]);
      expect(run.exitCode, run.screens.at(-1)).to.equal(0);
      expect(run.raw).to.include('not remembered').and.not.to.include('correct horse');
      expect(signer()).to.equal(fingerprint);
    } finally {
      other.dispose();
    }
  });

  it('makes a new key through gpg and the pinentry, remembers it and signs with it', async () => {
    const empty = new GnupgHome();
    try {
      empty.setPinentry('right', 'correct horse 2');
      const named = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'Zoë Author' };
      env = { ...empty.env, HOME: env['HOME'], XDG_CONFIG_HOME: env['XDG_CONFIG_HOME'], ...named };
      const run = await sign([
        [QUESTION, key.down],
        ['', key.enter],
        ['Your name:', key.enter],
        ['Your e-mail address:', 'zoe@example.org\r'],
        ['Valid for', key.enter],
      ]);
      expect(run.exitCode, run.screens.at(-1)).to.equal(0);
      const [fingerprint = ''] = empty.fingerprints('Zoë Author <zoe@example.org>');
      expect(run.screens.at(-1)).to.include(`signed by ${fingerprint}`);
      const settings = join(env['XDG_CONFIG_HOME'] ?? '', 'pysign', 'config.toml');
      expect(readFileSync(settings, 'utf8')).to.include(fingerprint);
    } finally {
      empty.dispose();
    }
  });
});
