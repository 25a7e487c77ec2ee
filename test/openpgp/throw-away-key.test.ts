import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { checkDetachedSignature, readDetachedSignature } from '../../src/openpgp/detached-signature.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { GpgAgent } from '../../src/openpgp/gpg-agent.ts';
import { makeThrowAwayKey } from '../../src/openpgp/throw-away-key.ts';
import { contentOf } from './opinions.ts';
import { refusal } from './refusal.ts';

describe('a throw-away key', () => {
  it('signs without a passphrase, in a home of its own, and leaves nothing behind', async () => {
    const elsewhere = '/nonexistent-home';
    const key = await makeThrowAwayKey({ ...process.env, GNUPGHOME: elsewhere, PYSIGN_TOKEN: 's3cret' });
    const home = key.gnupg.env['GNUPGHOME'] ?? '';
    expect(existsSync(elsewhere)).to.equal(false);
    expect(key.gnupg.env).not.to.have.property('PYSIGN_TOKEN');
    const signer = await openGpgAgentSigner(key.gnupg, await chooseSigningKey(key.gnupg, key.fingerprint));
    const asc = await signer.begin().sign(await contentOf('x'));
    const check = await checkDetachedSignature(
      await readDetachedSignature(asc),
      await contentOf('x'),
      signer.certificate,
    );
    expect(check).to.include({ result: 'good', signer: key.fingerprint });
    signer.close();
    expect(existsSync(home)).to.equal(true);
    await key.dispose();
    expect(existsSync(home)).to.equal(false);
    expect(await refusal(GpgAgent.connect(key.gnupg))).to.include({ code: 'AGENT_UNAVAILABLE' });
  });

  it('is GPG_MISSING without gpg', async () => {
    expect(await refusal(makeThrowAwayKey({ PATH: '/nonexistent' }))).to.include({ code: 'GPG_MISSING' });
  });
});
