import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { generateKey } from 'openpgp';
import { buildSampleDistributions } from '../../fixtures/distributions.ts';
import { type Desk, expectUnsigned, onDisk, released, told, withSignatory } from './desk.ts';

const upload = /^POST /u;
const address = 'Ada Author <ada@example.org>';
const lettersOfAllKinds = '100% %41 Zoë Größe\u{1F511} "\\';

/** Over a forwarded agent, which forbids every OPTION: also the one that lets a program give the passphrase. */
export async function agentWithoutOptionRights(desk: Desk): Promise<void> {
  const { author, passphrase, there } = desk.forwarded;
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'forwarded' });
  const passphraseFile = join(await desk.room(), 'passphrase');
  await writeFile(passphraseFile, `${passphrase}\n`);
  const args = ['release', ...desk.index.flags, wheel, sdist];
  const failure = await told([...args, '--passphrase-file', passphraseFile], there.gnupg);
  expect(failure).to.include({ exitCode: 6, code: 'AGENT_UNAVAILABLE' });
  expect(failure.message).to.include('forwarded gpg-agent').and.not.to.include(passphrase);
  expect(failure.next).to.include('leave the passphrase out').and.to.include('--key-file');
  await expectUnsigned(room);
  expect(desk.index.count(upload)).to.equal(0);
  expect(author.gnupg.pinentryLog()).not.to.include('GETPIN');
  const { gnupg } = there;
  await released([wheel, sdist], {
    author: { gnupg, env: gnupg.env, fingerprint: author.fingerprint },
    index: desk.index,
  });
  expect(author.gnupg.pinentryLog(), 'asked where the key is').to.include('GETPIN');
}

export async function passphraseWithPercentAndUmlauts(desk: Desk): Promise<void> {
  const passphrase = lettersOfAllKinds;
  await withSignatory(
    (gnupg) => {
      const fingerprint = gnupg.makeKey('ed25519', address, passphrase);
      gnupg.setPinentry('absent', '');
      return fingerprint;
    },
    async (author) => {
      const secrets = await desk.room();
      const [right, decoded, latin, key] = ['right', 'decoded', 'latin', 'key.asc'].map((name) => join(secrets, name));
      await writeFile(right ?? '', `${passphrase}\r\nsecond line\n`);
      await writeFile(decoded ?? '', passphrase.replace('%41', 'A'));
      await writeFile(latin ?? '', Buffer.from('Zo\u00EB', 'latin1'));
      await writeFile(key ?? '', author.gnupg.secretKey(author.fingerprint, passphrase));
      author.gnupg.forgetPassphrases();

      const room = await desk.room();
      const { wheel, sdist } = await buildSampleDistributions(room, { name: 'letters' });
      for (const [file, exitCode, code] of [
        [decoded ?? '', 6, 'PASSPHRASE_WRONG'],
        [latin ?? '', 2, 'USAGE'],
      ] as const) {
        const args = ['release', ...desk.index.flags, '--passphrase-file', file, wheel, sdist];
        for (const more of [[], ['--key-file', key ?? '']]) {
          const failure = await told([...args, ...more], author);
          expect(failure).to.include({ exitCode, code });
          expect(failure.next).to.include('--passphrase-file');
          expect(failure.message + failure.next).not.to.match(/Gr|Zo/u);
        }
      }
      expect(await onDisk(room)).to.have.lengthOf(2);
      expect(desk.index.count(upload)).to.equal(0);

      const { gnupg, env } = author;
      for (const [version, flags, options] of [
        ['1', ['--passphrase-file', right ?? ''], { env }],
        ['2', ['--passphrase-fd', '0'], { env, input: passphrase }],
        ['3', [], { env: { ...env, PYSIGN_PASSPHRASE: passphrase } }],
        ['4', ['--key-file', key ?? '', '--passphrase-fd', '0'], { env: { PATH: '/nonexistent' }, input: passphrase }],
        [
          '5',
          [],
          {
            env: {
              PATH: '/nonexistent',
              PYSIGN_SECRET_KEY: gnupg.secretKey(author.fingerprint, passphrase).toString(),
              PYSIGN_PASSPHRASE: passphrase,
            },
          },
        ],
      ] as const) {
        gnupg.forgetPassphrases();
        const files = await buildSampleDistributions(await desk.room(), { name: 'letters', version });
        await released(
          [files.wheel],
          { author, index: desk.index },
          { ...options, flags: [...desk.index.flags, ...flags] },
        );
      }
      // In a line of the pinentry protocol a percent sign begins an escape.
      gnupg.setPinentry('right', passphrase.replaceAll('%', '%25'));
      await released([wheel, sdist], { author, index: desk.index });
      expect(gnupg.pinentryLog()).to.include('GETPIN');
    },
  );
}

export async function passphraseOver255Bytes(desk: Desk): Promise<void> {
  const passphrase = 'ë'.repeat(128);
  const made = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'Ada', email: 'ada@example.org' }],
    passphrase,
    format: 'armored',
  });
  await withSignatory(
    (gnupg) => {
      gnupg.gpg(['--import'], made.privateKey);
      return gnupg.fingerprints('ada@example.org')[0] ?? '';
    },
    async (author) => {
      const secrets = await desk.room();
      const [file, key] = ['passphrase', 'key.asc'].map((name) => join(secrets, name));
      await writeFile(file ?? '', passphrase);
      await writeFile(key ?? '', made.privateKey);
      const room = await desk.room();
      const { wheel, sdist } = await buildSampleDistributions(room, { name: 'lengthy' });
      const args = [...desk.index.flags, '--passphrase-file', file ?? ''];
      const failure = await told(['release', ...args, wheel, sdist], author);
      expect(failure).to.include({ exitCode: 6, code: 'PASSPHRASE_WRONG' });
      expect(failure.message).to.include(author.fingerprint).and.to.include('256 bytes').and.to.include('255');
      expect(failure.message).not.to.include('ëë');
      expect(failure.next).to.include('--key-file');
      await expectUnsigned(room);
      expect(desk.index.count(upload)).to.equal(0);
      await released([wheel, sdist], { author, index: desk.index }, { flags: [...args, '--key-file', key ?? ''] });
    },
  );
}
