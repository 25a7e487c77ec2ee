import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { type Folder, useFolder } from '../fixtures/folder.ts';
import { type AuthorKind, GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { pysign, type RunOptions } from '../fixtures/program.ts';

const passphrase = 'correct horse battery staple';

/** Signs with and without `--json`: same exit code, nothing written, one clear message. */
async function refused(
  folder: Folder,
  args: readonly string[],
  options: RunOptions,
): Promise<{ exitCode: number; code: string; said: string }> {
  const { wheel } = await buildSampleDistributions(
    await folder.sub(`sign-${String(args.length)}-${String(Math.random())}`),
  );
  const asText = await pysign(['sign', ...args, wheel], options);
  const asJson = await pysign(['sign', '--json', ...args, wheel], options);
  expect(asText.exitCode).to.equal(asJson.exitCode);
  expect(asText.stderr + asJson.stdout).not.to.include(passphrase);
  expect((await readdir(dirname(wheel))).filter((name) => name.includes('.asc'))).to.deep.equal([]);
  const code = /"code": "(?<code>\w+)"/u.exec(asJson.stdout)?.groups?.['code'] ?? '';
  return { exitCode: asJson.exitCode, code, said: asText.stderr };
}

describe('signing', () => {
  const folder = useFolder();

  describe('with a key that cannot be used', () => {
    for (const [kind, words] of [
      ['expired', 'expired'],
      ['revoked', 'revoked'],
      ['encrypt-only', 'sign'],
    ] as const satisfies readonly (readonly [AuthorKind, string])[]) {
      describe(kind, () => {
        const author = useAuthor(kind);
        it('exits 6 and says why', async () => {
          const { exitCode, code, said } = await refused(folder, ['--key', author.fingerprint], author);
          expect([exitCode, code]).to.deep.equal([6, 'KEY_UNUSABLE']);
          expect(said).to.include(words);
        });
      });
    }
  });

  describe('without any key', () => {
    const gnupg = new GnupgHome();
    after(() => gnupg.dispose());
    it('exits 6 and says how to make one', async () => {
      const { exitCode, code, said } = await refused(folder, [], gnupg);
      expect([exitCode, code]).to.deep.equal([6, 'KEY_NOT_FOUND']);
      expect(said).to.include('next:');
    });
  });

  describe('with two keys and no choice', () => {
    const gnupg = new GnupgHome();
    let keys: readonly string[] = [];
    before(() => {
      keys = [gnupg.makeKey('ed25519', 'Ada <ada@example.org>'), gnupg.makeKey('ed25519', 'Bob <bob@example.org>')];
    });
    after(() => gnupg.dispose());

    it('exits 6 and names both, and the flag', async () => {
      const { exitCode, code, said } = await refused(folder, [], gnupg);
      expect([exitCode, code]).to.deep.equal([6, 'KEY_AMBIGUOUS']);
      for (const key of keys) expect(said).to.include(key);
      expect(said).to.include('--key');
    });

    it('takes the one that is named by address, by PYSIGN_KEY, or by gpg.conf', async () => {
      const [ada = '', bob = ''] = keys;
      const { wheel } = await buildSampleDistributions(await folder.sub('two-keys'));
      const sign = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
        const run = await pysign(['sign', '--replace', '--json', ...args, wheel], { env: { ...gnupg.env, ...env } });
        expect(run.exitCode, run.stdout).to.equal(0);
        return /"fingerprint": "(?<fingerprint>\w+)"/u.exec(run.stdout)?.groups?.['fingerprint'] ?? '';
      };
      expect(await sign(['--key', 'bob@example.org'])).to.equal(bob);
      expect(await sign([], { PYSIGN_KEY: ada })).to.equal(ada);
      gnupg.configure('gpg.conf', `default-key ${bob}`);
      expect(await sign([])).to.equal(bob);
      expect(await sign(['--key', ada])).to.equal(ada);
    });
  });

  for (const [manner, exitCode, code] of [
    ['wrong', 6, 'PASSPHRASE_WRONG'],
    ['cancelled', 130, 'CANCELLED'],
    ['absent', 6, 'AGENT_UNAVAILABLE'],
  ] as const) {
    describe(`with a pinentry that is ${manner}`, () => {
      const author = useAuthor('ed25519', { passphrase, pinentry: manner });
      it(`exits ${exitCode}, and signs on the next try with the right passphrase`, async () => {
        const first = await refused(folder, [], author);
        expect([first.exitCode, first.code], first.said).to.deep.equal([exitCode, code]);
        if (manner === 'wrong') {
          const asked = author.gnupg.pinentryLog().filter((line) => line.startsWith('GETPIN')).length;
          expect(asked).to.equal(6); // three times for each of the two runs
        }
        author.gnupg.setPinentry('right', passphrase);
        const { wheel } = await buildSampleDistributions(await folder.sub(`again-${manner}`));
        expect((await pysign(['sign', wheel], author)).exitCode).to.equal(0);
      });
    });
  }

  it('exits 6 where there is no gpg', async () => {
    const { exitCode, code, said } = await refused(folder, [], { env: { PATH: folder.path } });
    expect([exitCode, code]).to.deep.equal([6, 'GPG_MISSING']);
    expect(said).to.include('install GnuPG');
  });

  it('exits 6 where no agent can be started', async () => {
    const { exitCode, code } = await refused(folder, [], { env: { GNUPGHOME: '/nonexistent/gnupg' } });
    expect(exitCode).to.equal(6);
    expect(['AGENT_UNAVAILABLE', 'ENVIRONMENT']).to.include(code);
  });
});
