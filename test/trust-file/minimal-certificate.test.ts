import { expect } from 'chai';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { useAuthor } from '../fixtures/gnupg.ts';

describe('a certificate stripped to what verifying needs', () => {
  const author = useAuthor('ed25519');
  const friend = useAuthor('rsa2048');

  async function stripped(): Promise<string> {
    const [certificate] = await readCertificates(author.publicKey());
    return certificate?.minimal() ?? '';
  }

  function packets(armour: string): readonly string[] {
    const listing = author.gnupg.gpg(['--list-packets'], armour).toString('utf8');
    return listing
      .split('\n')
      .filter((line) => /^:|^#/u.test(line))
      .filter((line) => line.startsWith(':'));
  }

  it('keeps keys that sign and every word of the key itself; strangers and encryption go', async () => {
    author.gnupg.addSubkey(author.fingerprint, 'cv25519', 'encr');
    const subkey = author.gnupg.addSubkey(author.fingerprint, 'rsa2048', 'sign');
    friend.gnupg.gpg(['--import'], author.gnupg.gpg(['--export', author.fingerprint]));
    const loopback = ['--pinentry-mode', 'loopback', '--passphrase', ''];
    friend.gnupg.gpg([...loopback, '--quick-sign-key', author.fingerprint]);
    const signed = friend.gnupg.publicKey(author.fingerprint);
    const [whole] = await readCertificates(signed);
    const armour = whole?.minimal() ?? '';
    const listed = packets(armour);
    expect(listed.filter((line) => line.startsWith(':public sub key'))).to.have.length(1);
    expect(listed.filter((line) => line.startsWith(':signature'))).to.have.length(2);
    const ownKeyId = author.fingerprint.slice(-16);
    for (const line of listed.filter((each) => each.startsWith(':signature'))) expect(line).to.include(ownKeyId);
    const [again] = await readCertificates(Buffer.from(armour));
    expect(again?.partNames).to.include(subkey).and.to.include(author.fingerprint);
    expect(again?.minimal()).to.equal(armour);
    const now = new Date();
    for (const part of again?.partsNamed(subkey) ?? []) {
      const verdict = await again?.signerAt(part, now);
      const before = await whole?.signerAt(whole.partsNamed(subkey)[0] ?? part, now);
      expect(verdict).to.deep.equal(before).and.to.include({ vouched: true });
    }
  });

  it('keeps a revocation', async () => {
    author.gnupg.revoke(author.fingerprint);
    const [certificate] = await readCertificates(Buffer.from(await stripped()));
    const [part] = certificate?.partsNamed(author.fingerprint) ?? [];
    if (part === undefined || certificate === undefined) throw new Error('there is no key');
    expect(await certificate.signerAt(part, new Date())).to.include({ vouched: false, reason: 'is revoked' });
  });
});
