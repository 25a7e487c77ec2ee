import { expect } from 'chai';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { findCertificate } from '../../src/openpgp/keyring.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';
import { refusal } from './refusal.ts';

async function fingerprintsIn(bytes: Uint8Array): Promise<readonly string[]> {
  return (await readCertificates(bytes)).map((certificate) => certificate.fingerprint);
}

describe('certificates', () => {
  let gnupg: GnupgHome;
  let ada = '';
  let grace = '';
  let subkey = '';
  before(() => {
    gnupg = new GnupgHome();
    ada = gnupg.makeKey('ed25519', 'Ada <ada@example.org>');
    grace = gnupg.makeKey('rsa2048', 'Grace <grace@example.org>');
    subkey = gnupg.addSubkey(grace, 'ed25519', 'sign');
  });
  after(() => {
    gnupg.dispose();
  });

  it('are read all, binary, from one armour, or from a KEYS file with an armour each and words between', async () => {
    expect(await fingerprintsIn(gnupg.gpg(['--export']))).to.have.members([ada, grace]);
    expect(await fingerprintsIn(gnupg.gpg(['--armor', '--export']))).to.have.members([ada, grace]);
    const each = [ada, grace].map(
      (name) => `Key of ${name}:\n\n${gnupg.gpg(['--armor', '--export', name]).toString()}\n`,
    );
    expect(await fingerprintsIn(Buffer.from(each.join('\n')))).to.deep.equal([ada, grace]);
    const [first] = await readCertificates(gnupg.publicKey(ada));
    expect(first?.userIds).to.deep.equal(['Ada <ada@example.org>']);
  });

  it('that are none are CERTIFICATE_NOT_FOUND', async () => {
    const broken = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n';
    for (const bytes of ['', 'no key', broken, Buffer.of(0x99, 1), gnupg.sign('x', ['--local-user', ada])]) {
      expect(await refusal(readCertificates(Buffer.from(bytes)))).to.include({
        code: 'CERTIFICATE_NOT_FOUND',
        exitCode: 4,
      });
    }
  });

  it("are found in gpg's keyring by fingerprint or key id, of the primary key or a subkey", async () => {
    const found = await findGnupg(gnupg.env);
    for (const issuer of [grace, grace.slice(-16), subkey, subkey.slice(-16), subkey.toLowerCase()]) {
      expect((await findCertificate(found, issuer))?.fingerprint).to.equal(grace);
    }
  });

  it('are not found by any other word: a signature may name anything', async () => {
    const found = await findGnupg(gnupg.env);
    for (const issuer of [
      'F'.repeat(40),
      '',
      'ada@example.org',
      `${ada}!`,
      ada.slice(-8),
      '--version',
      `${ada}\n${grace}`,
    ]) {
      expect(await findCertificate(found, issuer)).to.equal(null);
    }
  });
});
