import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { moveToCard, cardSerial } from '../fixtures/card-stub.ts';
import { useFolder } from '../fixtures/folder.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { key, onTerminal, shortened } from '../fixtures/terminal.ts';

const ENTER_QUESTION = 'Which key signs your releases?';

describe('pysign keys', () => {
  const folder = useFolder();
  let home: GnupgHome;
  let ada = '';
  let card = '';
  let old = '';
  let env: NodeJS.ProcessEnv = {};

  before(() => {
    home = new GnupgHome();
    ada = home.makeKey('ed25519', 'Ada <ada@example.org>');
    card = home.makeKey('rsa2048', 'Card <card@example.org>');
    old = home.makeKey('expired', 'Old <old@example.org>');
    moveToCard(home, card);
  });
  after(() => {
    home.dispose();
  });
  beforeEach(async () => {
    const here = await folder.sub(String(Math.random()));
    env = { ...home.env, HOME: here, XDG_CONFIG_HOME: join(here, 'settings'), GIT_CONFIG_NOSYSTEM: '1' };
  });

  async function keys(...args: readonly string[]): Promise<Run> {
    return pysign(['keys', ...args], { env, cwd: folder.path });
  }

  async function document(...args: readonly string[]): Promise<unknown> {
    const { stdout, exitCode } = await keys(...args, '--json');
    const parsed: unknown = JSON.parse(stdout);
    expect(parsed).to.include({ schemaVersion: 1, exitCode });
    return parsed;
  }

  const settings = (): string => join(env['XDG_CONFIG_HOME'] ?? '', 'pysign', 'config.toml');

  describe('list', () => {
    it('shows every key with a secret half, its worth, its card, and that none is chosen', async () => {
      const { exitCode, stdout } = await keys('list');
      expect(exitCode).to.equal(0);
      expect(stdout.split('\n')).to.deep.equal([
        `  Ada <ada@example.org>    ed25519  ${shortened(ada)}  never expires`,
        `  Card <card@example.org>  rsa2048  ${shortened(card)}  never expires`,
        `    on card ${cardSerial}`,
        `✘ Old <old@example.org>    ed25519  ${shortened(old)}`,
        '    cannot sign: it expired on 2020-06-29',
        '',
        'no key signs your releases: 2 of your secret keys can sign, and none was named',
        'next: pysign keys use',
        '',
      ]);
    });

    it('marks the key that signs and says by whose word', async () => {
      const marked = async (...args: readonly string[]): Promise<string> => {
        const { stdout } = await keys('list', ...args);
        return /^✔ (?<name>\w+).*\n {4}signs your releases: (?<because>.*)$/mu.exec(stdout)?.slice(1).join(', ') ?? '';
      };
      await keys('use', ada);
      expect(await marked()).to.match(/^Ada, remembered in .*config\.toml$/u);
      env = { ...env, PYSIGN_KEY: card };
      expect(await marked()).to.equal('Card, named by PYSIGN_KEY');
      expect(await marked('--key', 'ada@example.org')).to.equal('Ada, named by --key');
    });

    it("marks gpg's default-key, and the only key that can sign", async () => {
      const other = new GnupgHome();
      try {
        const first = other.makeKey('ed25519', 'One <one@example.org>');
        env = { ...env, GNUPGHOME: other.home };
        const because = 'signing.because';
        expect(await document('list')).to.have.nested.property(because, 'the only key that can sign');
        other.makeKey('ed25519', 'Two <two@example.org>');
        expect(await document('list')).to.have.property('signing', null);
        other.configure('gpg.conf', `default-key ${first}`);
        expect(await document('list')).to.have.nested.property(because, "gpg's default-key");
      } finally {
        other.dispose();
      }
    });

    it('is one document with --json', async () => {
      const listed = await document('list', '--key', ada);
      expect(listed).to.have.nested.property('signing.fingerprint', ada);
      for (const [position, [fingerprint, usable, signs, onCard]] of [
        [ada, true, true, null],
        [card, true, false, cardSerial],
        [old, false, false, null],
      ].entries())
        expect(listed)
          .to.have.deep.nested.property(`keys[${String(position)}]`)
          .that.include({
            fingerprint,
            usable,
            signs,
            card: onCard,
          });
    });
  });

  describe('use', () => {
    it('remembers the key that is named by fingerprint or address, and says so', async () => {
      for (const name of [ada, 'ada@example.org']) {
        const { exitCode, stdout } = await keys('use', name);
        expect([exitCode, stdout]).to.deep.equal([0, `${ada} signs your releases\nremembered in ${settings()}\n`]);
        expect(readFileSync(settings(), 'utf8')).to.include(`key = "${ada}"`);
      }
    });

    it('asks on a terminal, and has what is remembered under the cursor', async () => {
      await keys('use', card);
      const run = await onTerminal(['keys', 'use'], {
        env,
        cwd: folder.path,
        keys: [
          [ENTER_QUESTION, key.up],
          ['', key.enter],
        ],
      });
      expect(run.screens[0]).to.include('❯ Card').and.not.to.include('A key in a file');
      expect([run.exitCode, run.screens.at(-1)?.includes(`${ada} signs your releases`)]).to.deep.equal([0, true]);
    });

    it('says when another key comes first here', async () => {
      env = { ...env, PYSIGN_KEY: card };
      const { stdout } = await keys('use', ada);
      expect(stdout).to.include('another key comes first, named by PYSIGN_KEY');
    });

    for (const [what, name, code] of [
      ['a key that has expired', 'old@example.org', 'KEY_UNUSABLE'],
      ['no key of yours', 'nobody@example.org', 'KEY_NOT_FOUND'],
      ['several keys', 'example.org', 'KEY_AMBIGUOUS'],
    ] as const) {
      it(`refuses ${what}, and remembers nothing`, async () => {
        expect(await document('use', name)).to.deep.nested.include({ exitCode: 6, 'error.code': code });
        expect(existsSync(settings())).to.equal(false);
      });
    }

    it('refuses to remember one subkey', async () => {
      expect(await document('use', `${ada}!`)).to.deep.nested.include({ exitCode: 2, 'error.code': 'USAGE' });
    });

    it('without a name and without a terminal exits 6 and names the candidates', async () => {
      const { exitCode, stderr } = await keys('use');
      expect(exitCode).to.equal(6);
      expect(stderr).to.include(ada).and.to.include(card).and.to.include('pysign keys use').and.not.to.include(old);
    });

    it('says what to do when the remembered key is gone', async () => {
      const other = new GnupgHome();
      try {
        await keys('use', ada);
        other.makeKey('ed25519', 'One <one@example.org>');
        env = { ...env, GNUPGHOME: other.home };
        const { stderr, exitCode } = await pysign(['keys', 'export'], { env, cwd: folder.path });
        expect(exitCode).to.equal(6);
        expect(stderr)
          .to.include('is none of your secret keys; it is remembered in')
          .and.to.include('next:  pysign keys use');
      } finally {
        other.dispose();
      }
    });
  });

  it('have help with examples', async () => {
    for (const command of ['list', 'use', 'new', 'export'])
      expect((await keys(command, '--help')).stdout)
        .to.include('USAGE')
        .and.include('EXAMPLES');
    expect((await keys('--help')).stdout).to.include('The OpenPGP keys you sign with.');
  });
});
