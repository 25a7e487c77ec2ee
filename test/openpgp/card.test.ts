import { expect } from 'chai';
import { chooseSigningKey, listOwnKeys } from '../../src/openpgp/choose-key.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { cardSerial, moveToCard, setCardReader } from '../fixtures/card-stub.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { contentOf } from './opinions.ts';
import { refusal } from './refusal.ts';

describe('a key on a card', () => {
  const author = useAuthor('rsa2048');
  before(() => {
    moveToCard(author.gnupg, author.fingerprint);
  });

  async function sign(): Promise<Uint8Array> {
    const gnupg = await findGnupg(author.env);
    const signer = await openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, author.fingerprint));
    try {
      return await signer.begin().sign(await contentOf('x'));
    } finally {
      signer.close();
    }
  }

  it('is listed with the number of the card, beside keys on disk without one', async () => {
    const onDisk = author.gnupg.makeKey('ed25519', 'Disk <disk@example.org>');
    const { keys } = await listOwnKeys(await findGnupg(author.env));
    expect(keys.map(({ fingerprint, onCard, use }) => [fingerprint, onCard, use.usable])).to.have.deep.members([
      [author.fingerprint, cardSerial, true],
      [onDisk, null, true],
    ]);
  });

  it('can be chosen, because the card may be put in', async () => {
    const key = await chooseSigningKey(await findGnupg(author.env), author.fingerprint);
    expect(key).to.include({ fingerprint: author.fingerprint, onCard: cardSerial });
  });

  it('without a smartcard daemon is KEY_UNUSABLE with the card and the package to install', async () => {
    author.gnupg.configure('gpg-agent.conf', 'scdaemon-program /nonexistent/scdaemon');
    author.gnupg.forgetPassphrases();
    const error = await refusal(sign());
    expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6, next: 'install scdaemon' });
    expect(error.message).to.include(author.fingerprint).and.to.include(`card ${cardSerial}`);
    expect(error.details.join()).to.include('libgpg-error 119');
  });

  it('whose card is not put in when the person is asked for it is CANCELLED', async () => {
    author.gnupg.setPinentry('cancelled', '');
    setCardReader(author.gnupg, { present: false });
    expect(await refusal(sign())).to.include({ code: 'CANCELLED', exitCode: 130 });
    const asked = author.gnupg.pinentryLog().find((line) => line.startsWith('SETDESC'));
    expect(asked).to.include('insert the card').and.to.include(cardSerial);
  });

  it('whose card is taken out, absent or blocked while it signs is KEY_UNUSABLE in those words', async () => {
    const refusals: readonly (readonly [number, string])[] = [
      [110, 'was taken out'],
      [112, 'is not there'],
      [130, 'the PIN of its card'],
    ];
    for (const [number, words] of refusals) {
      author.gnupg.setPinentry('right', '123456');
      setCardReader(author.gnupg, { present: true, refusal: number });
      const error = await refusal(sign());
      expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6 });
      expect(error.message).to.include(words).and.to.include(`card ${cardSerial}`);
    }
  });
});
