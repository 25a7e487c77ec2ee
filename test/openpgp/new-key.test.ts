import { expect } from 'chai';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { makeSigningKey } from '../../src/openpgp/new-key.ts';
import { listSecretKeys } from '../../src/openpgp/secret-key-listing.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

const ada = { name: 'Zoë Author', address: 'zoe@example.org', lifetime: '2y' };

describe('making a new signing key', () => {
  let home: GnupgHome;
  beforeEach(() => {
    home = new GnupgHome();
  });
  afterEach(() => {
    home.dispose();
  });

  it('gives an Ed25519 key that only certifies and signs, ends in two years, and is locked by what the person typed', async () => {
    home.setPinentry('right', 'correct horse 1');
    const gnupg = await findGnupg({ ...home.env, GPG_TTY: '/dev/pts/77' });
    const fingerprint = await makeSigningKey(gnupg, ada);
    const [key, ...others] = await listSecretKeys(gnupg);
    expect(others).to.deep.equal([]);
    expect(key?.userIds).to.deep.equal(['Zoë Author <zoe@example.org>']);
    expect(key?.subkeys).to.deep.equal([]);
    expect(key?.primary).to.include({ fingerprint, algorithm: 22, curve: 'ed25519', capabilities: 'scSC' });
    const years = ((key?.primary.expires?.getTime() ?? 0) - Date.now()) / (365.25 * 86_400_000);
    expect(years).to.be.within(1.99, 2.01);
    expect(home.pinentryLog()).to.include('OPTION ttyname=/dev/pts/77');
    home.forgetPassphrases();
    const asked = home.pinentryLog().filter((line) => line === 'GETPIN').length;
    const signer = await openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null));
    const asc = await signer.begin().sign(await contentOf('x'));
    signer.close();
    expect(opinionsOn('x', asc, home, fingerprint)).to.deep.equal({ gpg: fingerprint, sequoia: fingerprint });
    expect(home.pinentryLog().filter((line) => line === 'GETPIN').length).to.equal(asked + 1);
  });

  it('that is cancelled in the pinentry is CANCELLED and leaves no key', async () => {
    home.setPinentry('cancelled', '');
    const gnupg = await findGnupg(home.env);
    expect(await refusal(makeSigningKey(gnupg, ada))).to.include({ code: 'CANCELLED', exitCode: 130 });
    expect(await listSecretKeys(gnupg)).to.deep.equal([]);
  });

  it('without a pinentry is ENVIRONMENT with the words of gpg', async () => {
    home.setPinentry('absent', '');
    const error = await refusal(makeSigningKey(await findGnupg(home.env), ada));
    expect(error).to.include({ code: 'ENVIRONMENT', exitCode: 6 });
    expect(error.details.join('\n')).to.match(/pinentry/i);
  });

  it('refuses what is no name, no address or no end, before gpg is asked', async () => {
    home.setPinentry('absent', '');
    const gnupg = await findGnupg(home.env);
    const wrong = [
      { name: '' },
      { name: 'Ada <eve@example.org>' },
      { name: 'Ada\nEve' },
      { address: 'ada' },
      { address: 'ada@example.org> <eve@example.org' },
      { lifetime: 'never' },
      { lifetime: '0' },
      { lifetime: '-1y' },
    ];
    for (const each of wrong) {
      expect(await refusal(makeSigningKey(gnupg, { ...ada, ...each }))).to.include({ code: 'USAGE', exitCode: 2 });
    }
  });

  it('takes a name that looks like an option for a name', async () => {
    home.setPinentry('right', 'correct horse 1');
    const gnupg = await findGnupg(home.env);
    await makeSigningKey(gnupg, { ...ada, name: '--yes' });
    expect((await listSecretKeys(gnupg))[0]?.userIds).to.deep.equal(['--yes <zoe@example.org>']);
  });
});
