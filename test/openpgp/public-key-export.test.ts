import { expect } from 'chai';
import { readKey } from 'openpgp';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { exportPublicKey } from '../../src/openpgp/public-key-export.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';
import { opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

describe('exporting a public key', () => {
  let home: GnupgHome;
  let ada = '';
  let grace = '';
  before(() => {
    home = new GnupgHome();
    ada = home.makeKey('encrypt-only', 'Ada <ada@example.org>');
    grace = home.makeKey('ed25519', 'Grace <grace@example.org>');
    home.addSubkey(ada, 'nistp256/ecdsa', 'sign');
    const loopback = ['--pinentry-mode', 'loopback', '--passphrase', ''];
    home.gpg([...loopback, '--local-user', grace, '--quick-sign-key', ada]);
    home.gpg([...loopback, '--quick-set-expire', ada, '2y']);
    home.configure('gpg.conf', 'comment "hello"', 'emit-version');
  });
  after(() => {
    home.dispose();
  });

  async function exported(form: 'full' | 'minimal') {
    const armour = Buffer.from(await exportPublicKey(await findGnupg(home.env), ada, form)).toString('latin1');
    expect(armour).to.match(
      /^-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n[A-Za-z0-9+/=\n]+\n-----END PGP PUBLIC KEY BLOCK-----\n$/,
    );
    const key = await readKey({ armoredKey: armour });
    expect([key.isPrivate(), key.getFingerprint().toUpperCase()]).to.deep.equal([false, ada]);
    return { armour, key };
  }

  it('in full has what others signed on it', async () => {
    const { key } = await exported('full');
    expect(key.users[0]?.otherCertifications).to.have.length(1);
    expect(key.subkeys).to.have.length(2);
  });

  it('minimal has only what the key says of itself, its subkeys too, and verifies what the key signs', async () => {
    const { armour, key } = await exported('minimal');
    expect(key.users[0]?.otherCertifications).to.deep.equal([]);
    expect(key.users[0]?.selfCertifications).to.have.length(1);
    expect(key.subkeys).to.have.length(2);
    const packager = new GnupgHome();
    try {
      packager.gpg(['--import'], armour);
      const asc = home.sign('x', ['--local-user', ada]);
      expect(opinionsOn('x', asc, packager, ada)).to.deep.equal({ gpg: ada, sequoia: ada });
    } finally {
      packager.dispose();
    }
  });

  it('that gpg does not hold, or by another name than a primary fingerprint, is KEY_NOT_FOUND', async () => {
    const gnupg = await findGnupg(home.env);
    const subkey = home.fingerprints(ada)[1] ?? '';
    for (const name of ['F'.repeat(40), 'ada@example.org', '', '--version', subkey, `${ada}!`]) {
      expect(await refusal(exportPublicKey(gnupg, name, 'minimal')), name).to.include({
        code: 'KEY_NOT_FOUND',
        exitCode: 6,
      });
    }
  });
});
