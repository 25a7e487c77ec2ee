import { expect } from 'chai';
import { chooseSigningKey, listOwnKeys } from '../../src/openpgp/choose-key.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { keyWarnings } from '../../src/openpgp/key-warnings.ts';
import { type Author, useAuthor } from '../fixtures/gnupg.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

const DAY_MS = 86_400_000;
const fingerprint = 'A'.repeat(40);
const now = new Date('2026-11-24T12:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * DAY_MS);
const ed25519 = { fingerprint, algorithm: 22, bits: 255, curve: 'ed25519', expires: null };
const rsa2048 = { fingerprint, algorithm: 1, bits: 2048, curve: '', expires: null };

describe('warnings about a key', () => {
  it('are none for a strong key whose end is far', () => {
    for (const expires of [null, inDays(31)])
      expect(keyWarnings([{ ...ed25519, expires }], null, now)).to.deep.equal([]);
  });

  it('say when it expires within thirty days', () => {
    const words = [30, 12, 1, 0.5].map((days) => keyWarnings([{ ...ed25519, expires: inDays(days) }], null, now));
    expect(words).to.deep.equal([
      [`key ${fingerprint} expires in 30 days, on 2026-12-24`],
      [`key ${fingerprint} expires in 12 days, on 2026-12-06`],
      [`key ${fingerprint} expires in 1 day, on 2026-11-25`],
      [`key ${fingerprint} expires within a day, on 2026-11-25`],
    ]);
  });

  it('say of a subkey and of its primary key, and each thing once', () => {
    const primary = { ...ed25519, fingerprint: 'B'.repeat(40), expires: inDays(3) };
    expect(keyWarnings([ed25519, primary], null, now)).to.have.length(1);
    expect(keyWarnings([primary, primary], null, now)).to.have.length(1);
  });

  it('say who will refuse it a year before, and not earlier', () => {
    expect(keyWarnings([rsa2048], null, now)).to.deep.equal([]);
    const later = new Date('2029-06-01T00:00:00Z');
    expect(keyWarnings([rsa2048], null, later)).to.deep.equal([
      `key ${fingerprint}: apt refuses RSA keys below 3072 bits from 2030-02-01`,
    ]);
  });
});

describe('a key that expires tomorrow', () => {
  const author = useAuthor('ed25519');

  it('is warned of in the list, on the chosen key and on the signer', async () => {
    author.gnupg.gpg(['--quick-set-expire', author.fingerprint, '1d']);
    const gnupg = await findGnupg(author.env);
    const warnings = (await listOwnKeys(gnupg)).keys[0]?.warnings ?? [];
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(
      new RegExp(`^key ${author.fingerprint} expires within a day, on \\d{4}-\\d\\d-\\d\\d$`),
    );
    const chosen = await chooseSigningKey(gnupg, null);
    expect(chosen.warnings).to.deep.equal(warnings);
    const signer = await openGpgAgentSigner(gnupg, chosen);
    signer.close();
    expect(signer.key.warnings).to.deep.equal(warnings);
  });
});

describe('a key that Sequoia does not believe because its self-signature is made with SHA-1', () => {
  const author: Author = useAuthor('encrypt-only');

  async function signedBy(key: string): Promise<Uint8Array> {
    const gnupg = await findGnupg(author.env);
    const signer = await openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, key));
    const asc = await signer.begin().sign(await contentOf('x'));
    signer.close();
    return asc;
  }

  it('is warned of with the command that makes a new one, which helps', async () => {
    const { gnupg } = author;
    const passphrase = ['--pinentry-mode', 'loopback', '--passphrase', ''];
    gnupg.gpg([
      ...passphrase,
      '--cert-digest-algo',
      'SHA1',
      '--quick-generate-key',
      'Old <old@example.org>',
      'rsa2048',
      'sign',
      'never',
    ]);
    const [old = ''] = gnupg.fingerprints('old@example.org');
    const chosen = await chooseSigningKey(await findGnupg(author.env), old);
    expect(chosen.warnings).to.deep.equal([
      `a self-signature in the certificate ${old} is made with SHA-1: Sequoia refuses SHA-1 self-signatures since 2023-02-01; ` +
        `apt refuses SHA-1 self-signatures since 2026-02-01; a new one: gpg --quick-set-expire ${old} 2y`,
    ]);
    expect(opinionsOn('x', await signedBy(old), gnupg, old)).to.deep.equal({ gpg: old, sequoia: null });
    gnupg.gpg(['--quick-set-expire', old, '2y']);
    expect((await chooseSigningKey(await findGnupg(author.env), old)).warnings).to.deep.equal([]);
    expect(opinionsOn('x', await signedBy(old), gnupg, old)).to.deep.equal({ gpg: old, sequoia: old });
  });

  it('is warned of where only the signing subkey is bound with SHA-1', async () => {
    const { gnupg } = author;
    const primary = gnupg.makeKey('rsa2048', 'Bound <bound@example.org>');
    const passphrase = ['--pinentry-mode', 'loopback', '--passphrase', ''];
    gnupg.gpg([
      ...passphrase,
      '--allow-weak-key-signatures',
      '--cert-digest-algo',
      'SHA1',
      '--quick-add-key',
      primary,
      'rsa2048',
      'sign',
      'never',
    ]);
    const { warnings } = await chooseSigningKey(await findGnupg(author.env), primary);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('SHA-1').and.to.include(primary);
    expect(opinionsOn('x', await signedBy(primary), gnupg, primary).sequoia).to.equal(null);
  });

  it('is refused where the curve forbids so short a digest, though gpg made it', async () => {
    const { gnupg } = author;
    const options = ['--pinentry-mode', 'loopback', '--passphrase', '', '--cert-digest-algo', 'SHA1'];
    gnupg.gpg([...options, '--quick-generate-key', 'Odd <odd@example.org>', 'ed25519', 'sign', 'never']);
    const error = await refusal(signedBy('odd@example.org'));
    expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6 });
    expect(error.message).to.include('SHA-1, which is too short for its curve');
  });
});
