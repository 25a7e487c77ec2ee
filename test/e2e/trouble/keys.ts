import { expect } from 'chai';
import { buildSampleDistributions, buildSampleWheel } from '../../fixtures/distributions.ts';
import { pysign } from '../../fixtures/program.ts';
import { type Desk, expectUnsigned, released, type Signatory, told, withSignatory } from './desk.ts';

const upload = /^POST /u;
const address = 'Ada Author <ada@example.org>';

export async function keyExpiresTomorrow(desk: Desk): Promise<void> {
  const inOneDay = async (author: Signatory): Promise<void> => {
    const { wheel, sdist } = await buildSampleDistributions(await desk.room(), { name: 'tomorrow' });
    const warning = new RegExp(`key ${author.fingerprint} expires in 1 day, on \\d{4}-\\d\\d-\\d\\d`, 'u');
    const signed = await pysign(['sign', wheel], author);
    expect(signed.exitCode, signed.stderr).to.equal(0);
    expect(signed.stdout).to.match(warning);
    const receipt = await released([wheel, sdist], { author, index: desk.index });
    expect(receipt.warnings).to.have.lengthOf(1);
    expect(receipt.warnings[0]).to.match(warning);
    const again = await pysign(['release', ...desk.index.flags, wheel, sdist], author);
    expect(again.exitCode).to.equal(0);
    expect(again.stdout).to.match(warning);
  };
  await withSignatory((gnupg) => {
    const loopback = ['--pinentry-mode', 'loopback', '--passphrase', ''];
    gnupg.gpg([...loopback, '--quick-generate-key', address, 'ed25519', 'sign', 'seconds=130000']);
    return gnupg.fingerprints(address)[0] ?? '';
  }, inOneDay);
}

export async function keyRevokedAfterItWasChosen(desk: Desk): Promise<void> {
  await withSignatory(
    (gnupg) => gnupg.makeKey('ed25519', address),
    async ({ gnupg, env, fingerprint }) => {
      const chosen = { author: { gnupg, fingerprint, env: { ...env, PYSIGN_KEY: fingerprint } }, index: desk.index };
      const before = await buildSampleWheel(await desk.room(), { name: 'revoked' });
      await released([before], chosen);
      gnupg.revoke(fingerprint);

      const room = await desk.room();
      const { wheel, sdist } = await buildSampleDistributions(room, { name: 'revoked', version: '2.0' });
      const failure = await told(['release', ...desk.index.flags, wheel, sdist], chosen.author);
      expect(failure).to.include({ exitCode: 6, code: 'KEY_UNUSABLE' });
      expect(failure.message).to.equal(`key ${fingerprint} (${address}) is revoked; it is named by PYSIGN_KEY`);
      expect(failure.next).to.include('--key');
      await expectUnsigned(room);
      expect(await desk.index.behind.files('revoked')).to.deep.equal(['revoked-1.0-py3-none-any.whl']);

      const another = gnupg.makeKey('ed25519', 'Ada Author <ada@work.example>');
      const flags = [...desk.index.flags, '--key', another];
      await released([wheel, sdist], { author: { gnupg, env, fingerprint: another }, index: desk.index }, { flags });
    },
  );
}

export async function twoKeysWithOneAddress(desk: Desk): Promise<void> {
  await withSignatory(
    (gnupg) => {
      gnupg.makeKey('rsa2048', address);
      gnupg.makeKey('ed25519', 'Ada A. Author <ada@example.org>');
      return '';
    },
    async ({ gnupg, env }) => {
      const keys = ['rsa2048 ', 'ed25519'].map((_, position) => gnupg.fingerprints('ada@example.org')[position] ?? '');
      expect(new Set(keys).size).to.equal(2);
      const room = await desk.room();
      const { wheel, sdist } = await buildSampleDistributions(room, { name: 'namesakes' });
      const args = ['release', ...desk.index.flags, wheel, sdist];
      for (const named of [['--key', 'ada@example.org'], []]) {
        const failure = await told([...args, ...named], { env });
        expect(failure).to.include({ exitCode: 6, code: 'KEY_AMBIGUOUS' });
        expect(failure.message).to.include(address).and.to.include('Ada A. Author').and.to.include('rsa2048');
        for (const key of keys) expect(failure.message).to.include(key);
        expect(failure.next).to.match(/--key [0-9A-F]{40}$/u);
      }
      await expectUnsigned(room);
      expect(desk.index.count(upload)).to.equal(0);
      const second = keys[1] ?? '';
      const flags = [...desk.index.flags, '--key', second];
      await released([wheel, sdist], { author: { gnupg, env, fingerprint: second }, index: desk.index }, { flags });
    },
  );
}
