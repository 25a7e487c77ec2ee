import { expect } from 'chai';
import { describeKey } from '../../src/openpgp/key-description.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { GpgAgent } from '../../src/openpgp/gpg-agent.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';

const key = { fingerprint: 'F'.repeat(40), signingFingerprint: 'F'.repeat(40), algorithm: 'ed25519', warnings: [] };

describe('what the pinentry is told', () => {
  it('is one line of at most 1000 bytes, cut between two characters', () => {
    for (const userId of [
      'é'.repeat(500),
      '%'.repeat(500),
      'a\r\nKILLAGENT\n\0',
      '🙂'.repeat(400),
      `x${'🙂'.repeat(400)}`,
    ]) {
      const line = describeKey({ ...key, userId });
      expect(line).to.match(/^SETKEYDESC [^\p{Cc}\p{Cs} ]+$/u);
      expect(Buffer.byteLength(line)).to.be.at.most(1000);
      expect(() => decodeURIComponent(line.slice(11).replaceAll('+', ' '))).not.to.throw();
    }
  });

  describe('by the real agent', () => {
    let gnupg: GnupgHome;
    const userId = 'Zoë 100% %C+%F <zoe+pypi@example.org>';
    before(() => {
      gnupg = new GnupgHome();
      gnupg.makeKey('ed25519', userId, 'pass');
      gnupg.setPinentry('right', 'pass');
    });
    after(() => {
      gnupg.dispose();
    });

    it('arrives as it was written: per cent signs, plus signs and all', async () => {
      const found = await findGnupg(gnupg.env);
      const chosen = await chooseSigningKey(found, null);
      const agent = await GpgAgent.connect(found);
      await agent.sign(chosen, 'sha256', new Uint8Array(32));
      agent.close();
      const shown = gnupg.pinentryLog().find((line) => line.startsWith('SETDESC ')) ?? '';
      const told = decodeURIComponent(shown.slice(8));
      expect(told).to.equal(`pysign wants to sign with your OpenPGP key\n${chosen.fingerprint}\n"${userId}"`);
    });
  });
});
