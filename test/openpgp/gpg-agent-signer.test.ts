import { expect } from 'chai';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { checkDetachedSignature, readDetachedSignature } from '../../src/openpgp/detached-signature.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import type { Signer } from '../../src/openpgp/signer.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { useSubkeys } from './subkeys.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

async function signerOf(env: NodeJS.ProcessEnv, wanted: string | null = null): Promise<Signer> {
  const gnupg = await findGnupg(env);
  return openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, wanted));
}

async function signOnce(env: NodeJS.ProcessEnv, text: string): Promise<Uint8Array> {
  const signer = await signerOf(env);
  try {
    const pending = signer.begin();
    return await pending.sign(await contentOf(text, pending.hash));
  } finally {
    signer.close();
  }
}

const text = 'a distribution\r\nwith both line ends\n';

describe('many signatures over one connection', () => {
  const author = useAuthor('ed25519');

  it('are asked for at once and made one after another, each over its own content', async () => {
    const signer = await signerOf(author.env);
    const texts = Array.from({ length: 12 }, (_, index) => `content ${String(index)}`);
    const made = await Promise.all(texts.map(async (each) => signer.begin().sign(await contentOf(each))));
    signer.close();
    for (const [index, asc] of made.entries()) {
      const signature = await readDetachedSignature(asc);
      const results = await Promise.all(
        texts.map(async (each) => checkDetachedSignature(signature, await contentOf(each), signer.certificate)),
      );
      const good = results.flatMap(({ result }, place) => (result === 'good' ? [place] : []));
      expect(good).to.deep.equal([index]);
    }
  });

  it('end with the connection', async () => {
    const signer = await signerOf(author.env);
    signer.close();
    const error = await refusal(signer.begin().sign(await contentOf(text)));
    expect(error.code).to.equal('AGENT_UNAVAILABLE');
  });
});

describe('a key with subkeys', () => {
  const subkeys = useSubkeys();
  const { author } = subkeys;
  it('signs with the newest that is usable, and the signature names its primary key as the signer', async () => {
    const signer = await signerOf(author.env);
    expect(signer.key).to.include({
      fingerprint: author.fingerprint,
      signingFingerprint: subkeys.newer,
      algorithm: 'nistp256',
    });
    const asc = await signer.begin().sign(await contentOf(text));
    signer.close();
    const expected = { gpg: author.fingerprint, sequoia: author.fingerprint };
    expect(opinionsOn(text, asc, author.gnupg, author.fingerprint)).to.deep.equal(expected);
    const check = await checkDetachedSignature(
      await readDetachedSignature(asc),
      await contentOf(text),
      signer.certificate,
    );
    expect(check).to.include({ result: 'good', signer: author.fingerprint });
  });

  it('signs with the one that is forced', async () => {
    const signer = await signerOf(author.env, `${subkeys.older}!`);
    signer.close();
    expect(signer.key).to.include({
      fingerprint: author.fingerprint,
      signingFingerprint: subkeys.older,
      algorithm: 'rsa2048',
    });
  });
});

describe('a passphrase typed into the pinentry', () => {
  const author = useAuthor('ed25519', { passphrase: 'correct horse', pinentry: 'right' });

  it('unlocks the key; the person is told which key and who asks', async () => {
    const asc = await signOnce(author.env, text);
    expect(opinionsOn(text, asc, author.gnupg, author.fingerprint).gpg).to.equal(author.fingerprint);
    const shown = author.gnupg.pinentryLog().find((line) => line.startsWith('SETDESC'));
    expect(shown).to.include(author.fingerprint).and.to.include('Ada Author').and.to.include('pysign');
  });

  it('is asked for once for many signatures', async () => {
    author.gnupg.forgetPassphrases();
    const before = author.gnupg.pinentryLog().filter((line) => line === 'GETPIN').length;
    const signer = await signerOf(author.env);
    await Promise.all(['a', 'b', 'c'].map(async (each) => signer.begin().sign(await contentOf(each))));
    signer.close();
    const after = author.gnupg.pinentryLog().filter((line) => line === 'GETPIN').length;
    expect(after - before).to.equal(1);
  });
});

describe('a passphrase that is not given', () => {
  const author = useAuthor('ed25519', { passphrase: 'correct horse', pinentry: 'wrong' });
  const questions = (): number => author.gnupg.pinentryLog().filter((line) => line === 'GETPIN').length;

  it('typed wrong three times is PASSPHRASE_WRONG, and the words are in no part of the error', async () => {
    author.gnupg.setPinentry('wrong', 'correct horse');
    const error = await refusal(signOnce(author.env, text));
    expect(error).to.include({ code: 'PASSPHRASE_WRONG', exitCode: 6 });
    expect(error.message).to.include(author.fingerprint);
    expect(JSON.stringify([error.message, error.details, error.next])).not.to.include('correct horse');
    expect(questions()).to.equal(3);
  });

  it('cancelled in the pinentry is CANCELLED, exit 130', async () => {
    author.gnupg.setPinentry('cancelled', 'correct horse');
    const error = await refusal(signOnce(author.env, text));
    expect(error).to.include({ code: 'CANCELLED', exitCode: 130 });
  });

  it('is not asked for again by what waits behind it', async () => {
    author.gnupg.setPinentry('cancelled', 'correct horse');
    const before = questions();
    const signer = await signerOf(author.env);
    const errors = ['a', 'b', 'c'].map(async (each) => refusal(signer.begin().sign(await contentOf(each))));
    const codes = (await Promise.all(errors)).map(({ code }) => code);
    signer.close();
    expect(codes).to.deep.equal(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    expect(questions() - before).to.equal(1);
  });

  it('for want of a pinentry is AGENT_UNAVAILABLE with what to install or set', async () => {
    author.gnupg.setPinentry('absent', 'correct horse');
    const error = await refusal(signOnce(author.env, text));
    expect(error).to.include({ code: 'AGENT_UNAVAILABLE', exitCode: 6 });
    expect(error.next).to.include('GPG_TTY');
  });

  it('for want of a terminal is AGENT_UNAVAILABLE with what to install or set', async () => {
    author.gnupg.setPinentry('without-terminal', 'correct horse');
    const error = await refusal(signOnce(author.env, text));
    expect(error).to.include({ code: 'AGENT_UNAVAILABLE', exitCode: 6 });
    expect(error.next).to.include('GPG_TTY');
  });

  it('can be given on the next try over the same connection', async () => {
    author.gnupg.setPinentry('cancelled', 'correct horse');
    const signer = await signerOf(author.env);
    const first = await refusal(signer.begin().sign(await contentOf(text)));
    expect(first.code).to.equal('CANCELLED');
    author.gnupg.writePinentry('right', 'correct horse');
    const asc = await signer.begin().sign(await contentOf(text));
    signer.close();
    expect(opinionsOn(text, asc, author.gnupg, author.fingerprint).gpg).to.equal(author.fingerprint);
  });
});
