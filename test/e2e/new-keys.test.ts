import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { useFolder } from '../fixtures/folder.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';
import { pysign, type Run } from '../fixtures/program.ts';

describe('pysign keys, made and given away', () => {
  const folder = useFolder();
  let home: GnupgHome;
  let ada = '';
  let old = '';
  let env: NodeJS.ProcessEnv = {};

  before(() => {
    home = new GnupgHome();
    ada = home.makeKey('ed25519', 'Ada <ada@example.org>');
    old = home.makeKey('expired', 'Old <old@example.org>');
    home.makeKey('ed25519', 'Other <other@example.org>');
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

  describe('new', () => {
    it('makes a sign-only Ed25519 key that ends in two years, without a terminal', async () => {
      const other = new GnupgHome();
      try {
        other.setPinentry('right', 'correct horse 3');
        env = { ...env, GNUPGHOME: other.home };
        const { exitCode, stdout, stderr } = await keys('new', '--name', 'Zoë Author', '--email', 'zoe@example.org');
        expect(exitCode, stderr).to.equal(0);
        const [fingerprint = ''] = other.fingerprints('Zoë Author <zoe@example.org>');
        expect(stdout).to.include(`made ${fingerprint}`).and.to.include(`pysign keys use ${fingerprint}`);
        const listing = other.gpg(['--with-colons', '--list-secret-keys']).toString('utf8');
        expect(listing)
          .to.match(/^sec:u:255:22:/mu)
          .and.not.to.match(/^ssb:/mu);
        const listed = await document('list');
        expect(listed).to.have.nested.property('keys[0].algorithm', 'ed25519');
        const end: unknown = /"expires": "(?<end>[^"]+)"/u.exec(JSON.stringify(listed, null, 1))?.groups?.['end'];
        expect((Date.parse(String(end)) - Date.now()) / 86_400_000).to.be.within(728, 731);
      } finally {
        other.dispose();
      }
    });

    it("without name or address exits 2, and proposes git's own as a command that a shell reads back", async () => {
      const value = "Ada O'Neill; rm -rf";
      env = { ...env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: value };
      const { exitCode, stderr } = await keys('new');
      expect(exitCode).to.equal(2);
      expect(stderr).to.include(String.raw`pysign keys new --name 'Ada O'\''Neill; rm -rf' --email you@example.org`);
    });
  });

  describe('export', () => {
    it('prints an armoured public key that gpg reads, without anything secret', async () => {
      const { exitCode, stdout } = await keys('export', 'ada@example.org');
      expect(exitCode).to.equal(0);
      expect(stdout)
        .to.match(/^-----BEGIN PGP PUBLIC KEY BLOCK-----\n/u)
        .and.not.to.include('PRIVATE');
      expect(home.gpg(['--show-keys', '--with-colons'], stdout).toString('utf8')).to.include(ada);
    });

    it('takes the key that signs, and one that signs no more when it is named', async () => {
      await keys('use', ada);
      expect(await document('export')).to.include({ fingerprint: ada, form: 'full', path: null });
      expect(await document('export', old)).to.include({ fingerprint: old });
    });

    it('writes a minimal one to a file, fit for debian/upstream/signing-key.asc', async () => {
      const file = join(await folder.sub('debian/upstream'), 'signing-key.asc');
      const { exitCode, stdout } = await keys('export', ada, '--minimal', '--output', file);
      expect([exitCode, stdout]).to.deep.equal([0, `wrote the public key ${ada} to ${file}\n`]);
      const expected = home.gpg(['--armor', '--export-options', 'export-minimal', '--export', ada]).toString('utf8');
      expect(readFileSync(file, 'utf8')).to.equal(expected);
    });

    it('leaves no half file where it cannot write, and exits 6', async () => {
      const file = join(folder.path, 'nowhere', 'key.asc');
      expect(await document('export', ada, '--output', file)).to.include({ exitCode: 6 });
      expect(existsSync(file)).to.equal(false);
    });

    it('without a key chosen exits 6 and names the candidates', async () => {
      expect(await document('export')).to.deep.nested.include({ exitCode: 6, 'error.code': 'KEY_AMBIGUOUS' });
    });
  });
});
