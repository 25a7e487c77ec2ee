import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { chooseSigningKey, listOwnKeys } from '../../src/openpgp/choose-key.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import type { AgentSigningKey } from '../../src/openpgp/signing-keys.ts';
import { type AuthorKind, GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { refusal } from './refusal.ts';
import { useSubkeys } from './subkeys.ts';

async function choose(gnupg: GnupgHome, wanted: string | null): Promise<AgentSigningKey> {
  return chooseSigningKey(await findGnupg(gnupg.env), wanted);
}

describe('choosing among several keys', () => {
  let gnupg: GnupgHome;
  let ada = '';
  let grace = '';
  before(() => {
    gnupg = new GnupgHome();
    ada = gnupg.makeKey('ed25519', 'Ada: Author <ada@example.org>');
    grace = gnupg.makeKey('nistp256', 'Grace Author <grace.ada@example.org>');
    gnupg.makeKey('expired', 'Old <old@example.org>');
  });
  after(() => {
    gnupg.dispose();
  });

  it('finds one by fingerprint, however it is written, and by key id', async () => {
    const spaced = ada.replaceAll(/(.{4})/g, '$1 ');
    for (const wanted of [
      ada,
      ada.toLowerCase(),
      `0x${ada}`,
      spaced,
      `${ada}!`,
      ada.slice(-16),
      `0x${ada.slice(-8)}`,
    ]) {
      const key = await choose(gnupg, wanted);
      expect(key).to.include({ fingerprint: ada, signingFingerprint: ada, algorithm: 'ed25519' });
      expect(key.userId).to.equal('Ada: Author <ada@example.org>');
    }
  });

  it('finds one by its whole address, not by the end of another', async () => {
    expect((await choose(gnupg, 'ada@example.org')).fingerprint).to.equal(ada);
    expect((await choose(gnupg, '<ADA@example.org>')).fingerprint).to.equal(ada);
    expect((await choose(gnupg, 'grace.ada@example.org')).fingerprint).to.equal(grace);
  });

  it('finds one by a part of the user id, and by the whole of it', async () => {
    expect((await choose(gnupg, 'grace auth')).fingerprint).to.equal(grace);
    expect((await choose(gnupg, '=Grace Author <grace.ada@example.org>')).fingerprint).to.equal(grace);
  });

  it('stops where several fit, and lists them', async () => {
    for (const wanted of ['Author', null]) {
      const error = await refusal(choose(gnupg, wanted));
      expect(error).to.include({ code: 'KEY_AMBIGUOUS', exitCode: 6 });
      expect(error.details).to.have.members([
        `${ada}  Ada: Author <ada@example.org>  ed25519`,
        `${grace}  Grace Author <grace.ada@example.org>  nistp256`,
      ]);
      expect(error.next).to.match(/--key [0-9A-F]{40}$/);
    }
  });

  it('says when none fits, and which there are', async () => {
    const error = await refusal(choose(gnupg, 'nobody@example.org'));
    expect(error).to.include({ code: 'KEY_NOT_FOUND', exitCode: 6 });
    expect(error.message).to.include('nobody@example.org');
    expect(error.details.join('\n')).to.include(ada).and.to.include(grace);
  });

  it('takes the default-key of gpg.conf when none is named, and only then', async () => {
    gnupg.configure('gpg.conf', `default-key 0x${grace}`);
    expect((await choose(gnupg, null)).fingerprint).to.equal(grace);
    expect((await choose(gnupg, ada)).fingerprint).to.equal(ada);
    gnupg.configure('gpg.conf', 'default-key "Grace Author"');
    expect((await choose(gnupg, null)).fingerprint).to.equal(grace);
  });

  it('offers all of them with what speaks against each, and the default-key as preferred', async () => {
    gnupg.configure('gpg.conf', `default-key ${grace}`);
    const { keys, preferred } = await listOwnKeys(await findGnupg(gnupg.env));
    expect(
      keys.map(({ userIds, use }) => [userIds[0], use.usable ? use.key.algorithm : use.reason.slice(0, 15)]),
    ).to.deep.equal([
      ['Ada: Author <ada@example.org>', 'ed25519'],
      ['Grace Author <grace.ada@example.org>', 'nistp256'],
      ['Old <old@example.org>', 'expired on 2020'],
    ]);
    expect(preferred?.fingerprint).to.equal(grace);
    for (const name of ['old@example.org', 'Author', 'nobody']) {
      gnupg.configure('gpg.conf', `default-key "${name}"`);
      expect((await listOwnKeys(await findGnupg(gnupg.env))).preferred).to.equal(null);
    }
    rmSync(join(gnupg.home, 'gpg.conf'));
    expect((await listOwnKeys(await findGnupg(gnupg.env))).preferred).to.equal(null);
  });

  it('does not fall back when the default-key is not there or cannot sign', async () => {
    gnupg.configure('gpg.conf', 'default-key nobody@example.org');
    const missing = await refusal(choose(gnupg, null));
    expect(missing).to.include({ code: 'KEY_NOT_FOUND' });
    expect(missing.message).to.include('default-key "nobody@example.org"');
    gnupg.configure('gpg.conf', 'default-key old@example.org');
    expect(await refusal(choose(gnupg, null))).to.include({ code: 'KEY_UNUSABLE' });
    rmSync(join(gnupg.home, 'gpg.conf'));
  });
});

const unusable: readonly (readonly [AuthorKind, RegExp])[] = [
  ['expired', /expired on 2020-0[67]-/],
  ['revoked', /is revoked/],
  ['encrypt-only', /no part that can sign/],
  ['rsa1024', /RSA key of 1024 bits/],
  ['dsa2048', /DSA/],
  ['brainpoolP256r1', /brainpoolP256r1/],
];

for (const [kind, reason] of unusable) {
  describe(`a key that is ${kind}`, () => {
    const author = useAuthor(kind);

    it('is refused with that reason, whether named or the only one', async () => {
      for (const wanted of [author.fingerprint, `${author.fingerprint}!`, 'ada@example.org', null]) {
        const error = await refusal(choose(author.gnupg, wanted));
        expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6 });
        expect(error.message).to.include(author.fingerprint);
        if (!(kind === 'encrypt-only' && wanted?.endsWith('!') === true)) expect(error.message).to.match(reason);
      }
    });
  });
}

describe('choosing a subkey', () => {
  const subkeys = useSubkeys();
  const { author } = subkeys;

  it('takes the newest usable one, also when an older one is named without the mark', async () => {
    for (const wanted of [null, author.fingerprint, subkeys.older]) {
      const key = await choose(author.gnupg, wanted);
      expect(key).to.include({ fingerprint: author.fingerprint, signingFingerprint: subkeys.newer });
    }
  });

  it('takes the very one that is named with the mark, or refuses with its reason', async () => {
    expect((await choose(author.gnupg, `${subkeys.older}!`)).signingFingerprint).to.equal(subkeys.older);
    const expired = await refusal(choose(author.gnupg, `${subkeys.expired}!`));
    expect(expired).to.include({ code: 'KEY_UNUSABLE' });
    expect(expired.message).to.match(/expired on 2025-0/);
    const primary = await refusal(choose(author.gnupg, `${author.fingerprint}!`));
    expect(primary.message).to.include('is not made for signing');
  });

  it('passes over the newest when gpg-agent does not have its secret half', async () => {
    const newest = await choose(author.gnupg, null);
    rmSync(join(author.home, 'private-keys-v1.d', `${newest.keygrip}.key`));
    expect((await choose(author.gnupg, null)).signingFingerprint).to.equal(subkeys.older);
    const error = await refusal(choose(author.gnupg, `${subkeys.newer}!`));
    expect(error).to.include({ code: 'KEY_UNUSABLE' });
    expect(error.message).to.include('no secret half');
  });
});

describe('a home without a secret key', () => {
  let gnupg: GnupgHome;
  before(() => {
    gnupg = new GnupgHome();
  });
  after(() => {
    gnupg.dispose();
  });

  it('is KEY_NOT_FOUND with the command that makes one', async () => {
    const error = await refusal(choose(gnupg, null));
    expect(error).to.include({ code: 'KEY_NOT_FOUND', exitCode: 6 });
    expect(error.next).to.match(/^gpg --quick-generate-key/);
  });
});
