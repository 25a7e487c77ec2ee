import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { openSecretKeySigner } from '../../src/openpgp/secret-key-signer.ts';
import type { AskPassphrase, SigningKey } from '../../src/openpgp/signer.ts';
import { Secret } from '../../src/secret.ts';
import { type AuthorKind, useAuthor } from '../fixtures/gnupg.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';
import { useSubkeys } from './subkeys.ts';

const passphrase = 'correct horse 100% Zoë';

const nobodyIsAsked: AskPassphrase = async () => {
  throw new Error('a key without a passphrase asks for none');
};
const typing =
  (text: string): AskPassphrase =>
  async () =>
    new Secret(text);

/** Everything that an error may show anywhere. */
function shown(error: PysignError): string {
  return JSON.stringify([error.message, error.next, error.details, String(error.cause), error.stack]);
}

describe('a secret key in this process', () => {
  const author = useAuthor('ed25519');

  it('signs without gpg, from the environment or from a file, armoured or binary', async () => {
    const armoured = author.gnupg.secretKey(author.fingerprint);
    const binary = author.gnupg.secretKey(author.fingerprint, '', []);
    for (const given of [
      new Secret(armoured.toString()),
      armoured,
      binary,
      Buffer.from(`a note\n\n${armoured.toString().replaceAll('\n', '\r\n')}`),
    ]) {
      const signer = await openSecretKeySigner(given, nobodyIsAsked);
      expect(signer.key).to.deep.equal({
        fingerprint: author.fingerprint,
        signingFingerprint: author.fingerprint,
        userId: author.userId,
        algorithm: 'ed25519',
        warnings: [],
      });
      const asc = await signer.begin().sign(await contentOf('x'));
      signer.close();
      const expected = { gpg: author.fingerprint, sequoia: author.fingerprint };
      expect(opinionsOn('x', asc, author.gnupg, author.fingerprint)).to.deep.equal(expected);
      expect(opinionsOn('y', asc, author.gnupg, author.fingerprint)).to.deep.equal({ gpg: null, sequoia: null });
    }
  });

  it('signs nothing after it was put away', async () => {
    const signer = await openSecretKeySigner(author.gnupg.secretKey(author.fingerprint), nobodyIsAsked);
    signer.close();
    expect(await refusal(signer.begin().sign(await contentOf('x')))).to.include({ code: 'KEY_UNUSABLE' });
  });

  it('that is missing, public, or of another program is KEY_NOT_FOUND with the command that prints one', async () => {
    const others = [
      '',
      'abc',
      author.gnupg.gpg(['--armor', '--export']),
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    ];
    for (const other of others) {
      const error = await refusal(openSecretKeySigner(Buffer.from(other), nobodyIsAsked));
      expect(error).to.include({ code: 'KEY_NOT_FOUND', exitCode: 6 });
      expect(error.next).to.match(/--export-secret-keys/);
    }
  });

  it('that is damaged is KEY_UNUSABLE, and no line of it is shown', async () => {
    const armoured = author.gnupg.secretKey(author.fingerprint).toString();
    const lines = armoured.split('\n').filter((line) => line.length > 60);
    // Without the empty line every line of the secret would be an armour header, which openpgp.js quotes.
    const damages = [
      armoured.replace('\n\n', '\n'),
      armoured.replace(lines[1] ?? '', ''),
      armoured.replace(lines[0] ?? '', ''),
    ];
    for (const damaged of damages) {
      const error = await refusal(openSecretKeySigner(new Secret(damaged), nobodyIsAsked));
      expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6 });
      for (const line of lines) expect(shown(error)).not.to.include(line.slice(0, 12));
    }
  });

  it('with other secret numbers than its public half has is refused before it signs', async () => {
    const binary = Buffer.from(author.gnupg.secretKey(author.fingerprint, '', []));
    // The last octets of the secret key packet: seed and checksum; the checksum is made to fit again.
    const end = packetEnd(binary);
    const [seed = 0, sum = 0] = [binary[end - 3], binary[end - 1]];
    binary[end - 3] = seed ^ 1;
    binary[end - 1] = (sum + ((seed ^ 1) - seed)) & 0xff;
    const error = await refusal(openSecretKeySigner(binary, nobodyIsAsked));
    expect(error).to.include({ code: 'KEY_UNUSABLE' });
    expect(error.message).to.include('does not belong to its public half');
  });
});

/** Where the first packet ends; old packet format with a length of one octet, as gpg writes small keys. */
function packetEnd(bytes: Buffer): number {
  expect((bytes[0] ?? 0) & 0xc3).to.equal(0x80);
  return 2 + (bytes[1] ?? 0);
}

describe('a secret key that is locked', () => {
  const author = useAuthor('rsa2048', { passphrase, pinentry: 'absent' });

  it('is opened with the passphrase, which is asked for once and with the key it is for', async () => {
    const asked: SigningKey[] = [];
    const signer = await openSecretKeySigner(author.gnupg.secretKey(author.fingerprint, passphrase), async (key) => {
      asked.push(key);
      return new Secret(passphrase);
    });
    for (const text of ['a', 'b']) {
      const asc = await signer.begin().sign(await contentOf(text));
      expect(opinionsOn(text, asc, author.gnupg, author.fingerprint).sequoia).to.equal(author.fingerprint);
    }
    signer.close();
    expect(asked.map(({ fingerprint, userId }) => [fingerprint, userId])).to.deep.equal([
      [author.fingerprint, author.userId],
    ]);
  });

  it('with a wrong passphrase is PASSPHRASE_WRONG, and neither it nor the key is shown', async () => {
    const error = await refusal(
      openSecretKeySigner(author.gnupg.secretKey(author.fingerprint, passphrase), typing('incorrect horse')),
    );
    expect(error).to.include({ code: 'PASSPHRASE_WRONG', exitCode: 6 });
    expect(error.message).to.include(author.fingerprint);
    expect(shown(error)).not.to.include('incorrect horse');
  });

  it('ends with what the asking ends with', async () => {
    const cancelled = new PysignError('CANCELLED', 'nobody answered');
    const error = await refusal(
      openSecretKeySigner(author.gnupg.secretKey(author.fingerprint, passphrase), async () => {
        throw cancelled;
      }),
    );
    expect(error).to.equal(cancelled);
  });
});

describe('a secret key with subkeys', () => {
  const subkeys = useSubkeys();
  const { author } = subkeys;

  it('signs with the newest usable one or the very one that is named, as through gpg-agent', async () => {
    const given = author.gnupg.secretKey(author.fingerprint);
    const chosen = [null, author.fingerprint, subkeys.older, `${subkeys.older}!`, 'ada@example.org'];
    const signing: string[] = [];
    for (const wanted of chosen) {
      const signer = await openSecretKeySigner(given, nobodyIsAsked, wanted);
      signing.push(signer.key.signingFingerprint);
      signer.close();
    }
    expect(signing).to.deep.equal([subkeys.newer, subkeys.newer, subkeys.newer, subkeys.older, subkeys.newer]);
    const expired = await refusal(openSecretKeySigner(given, nobodyIsAsked, `${subkeys.expired}!`));
    expect(expired.message).to.include('is a subkey that had expired');
  });

  it('signs where the secret half of the primary key was left at home', async () => {
    const given = author.gnupg.gpg(['--armor', '--export-secret-subkeys', author.fingerprint]);
    const signer = await openSecretKeySigner(given, nobodyIsAsked);
    const asc = await signer.begin().sign(await contentOf('x'));
    signer.close();
    const expected = { gpg: author.fingerprint, sequoia: author.fingerprint };
    expect(opinionsOn('x', asc, author.gnupg, author.fingerprint)).to.deep.equal(expected);
    const primary = author.gnupg.makeKey('ed25519', 'Left <left@example.org>');
    const stub = author.gnupg.gpg(['--armor', '--export-secret-subkeys', primary]);
    expect((await refusal(openSecretKeySigner(stub, nobodyIsAsked))).message).to.include('has no secret half here');
  });
});

describe('several secret keys in one file', () => {
  const author = useAuthor('ed25519');

  it('are told apart by name, and without one they are KEY_AMBIGUOUS', async () => {
    const grace = author.gnupg.makeKey('nistp256', 'Grace <grace@example.org>');
    const both = Buffer.concat([author.gnupg.secretKey(author.fingerprint), author.gnupg.secretKey(grace)]);
    const error = await refusal(openSecretKeySigner(both, nobodyIsAsked));
    expect(error).to.include({ code: 'KEY_AMBIGUOUS', exitCode: 6 });
    expect(error.details.join('\n')).to.include(grace).and.to.include(author.fingerprint);
    const signer = await openSecretKeySigner(both, nobodyIsAsked, 'grace@example.org');
    signer.close();
    expect(signer.key).to.include({ fingerprint: grace, algorithm: 'nistp256' });
    expect(await refusal(openSecretKeySigner(both, nobodyIsAsked, 'nobody@example.org'))).to.include({
      code: 'KEY_NOT_FOUND',
    });
  });
});

const unusable: readonly (readonly [AuthorKind, RegExp])[] = [
  ['expired', /expired/],
  ['revoked', /is revoked/],
  ['encrypt-only', /no part that can sign/],
  ['rsa1024', /RSA key of 1024 bits/],
  ['dsa2048', /DSA/],
  ['brainpoolP256r1', /brainpoolP256r1/],
];

for (const [kind, reason] of unusable) {
  describe(`a secret key in this process that is ${kind}`, () => {
    const author = useAuthor(kind);

    it('is refused with that reason', async () => {
      const error = await refusal(openSecretKeySigner(author.gnupg.secretKey(author.fingerprint), nobodyIsAsked));
      expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6 });
      expect(error.message).to.include(author.fingerprint).and.to.match(reason);
    });
  });
}
