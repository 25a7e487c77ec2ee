import { expect } from 'chai';
import { armor, enums, PacketList, PublicKey, readKey, unarmor, type AnyPacket } from 'openpgp';
import { type Certificate, readCertificates } from '../../src/openpgp/certificate.ts';
import {
  checkDetachedSignature,
  readDetachedSignature,
  type SignatureCheck,
} from '../../src/openpgp/detached-signature.ts';
import { type GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { contentOf } from './opinions.ts';
import { useSubkeys } from './subkeys.ts';

const text = 'some content\n';

async function certificateOf(
  gnupg: GnupgHome,
  fingerprint: string,
  ...options: readonly string[]
): Promise<Certificate> {
  const [certificate] = await readCertificates(gnupg.gpg([...options, '--export', fingerprint]));
  if (certificate === undefined) throw new Error('gpg exported nothing');
  return certificate;
}

async function check(
  asc: Uint8Array,
  certificate: Certificate,
  now = new Date(),
  content = text,
): Promise<SignatureCheck> {
  const signature = await readDetachedSignature(asc);
  return checkDetachedSignature(signature, await contentOf(content, signature.hash), certificate, {
    now,
    uploaded: null,
  });
}

function reasonIn(result: SignatureCheck): string {
  expect(result.result).to.equal('unusable');
  return result.result === 'unusable' ? result.reason : '';
}

describe('checking a signature by gpg', () => {
  const author = useAuthor('rsa2048');

  it('is good for its bytes with each hash, and bad for others', async () => {
    const certificate = await certificateOf(author.gnupg, author.fingerprint);
    for (const hash of ['SHA256', 'SHA384', 'SHA512']) {
      const asc = author.gnupg.sign(text, ['--digest-algo', hash]);
      const good = { result: 'good', signer: author.fingerprint, userId: author.userId };
      expect(await check(asc, certificate)).to.include(good);
      expect(await check(asc, certificate, new Date(), `${text}\n`)).to.deep.equal({ result: 'bad' });
    }
  });

  it('is bad once any bit of what it signs of itself is changed', async () => {
    const certificate = await certificateOf(author.gnupg, author.fingerprint);
    const packet = await bytesIn(author.gnupg.sign(text));
    // The last byte of the creation time (subpacket: length 5, type 2), and one of the signature's number.
    const places = [packet.indexOf(Buffer.of(5, 2)) + 5, packet.length - 200];
    for (const place of places) {
      const changed = Uint8Array.from(packet);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(await check(armoured(changed), certificate)).to.deep.equal({ result: 'bad' });
    }
    expect(await check(armoured(packet), certificate)).to.include({ result: 'good' });
  });

  it('is a mistake of the caller when the content was hashed with another hash', async () => {
    const certificate = await certificateOf(author.gnupg, author.fingerprint);
    const signature = await readDetachedSignature(author.gnupg.sign(text, ['--digest-algo', 'SHA512']));
    const thrown = await checkDetachedSignature(signature, await contentOf(text), certificate).catch(
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(RangeError);
  });

  it('names the signer it does not find in the certificate', async () => {
    const other = author.gnupg.makeKey('ed25519', 'Eve <eve@example.org>');
    const asc = author.gnupg.sign(text, ['--local-user', author.fingerprint]);
    const expected = { result: 'other-signer', issuer: author.fingerprint };
    expect(await check(asc, await certificateOf(author.gnupg, other))).to.deep.equal(expected);
  });

  it('judges the signature by its own dates', async () => {
    const certificate = await certificateOf(author.gnupg, author.fingerprint);
    const local = ['--local-user', author.fingerprint];
    const short = author.gnupg.sign(text, [...local, '--default-sig-expire', '1d']);
    expect(await check(short, certificate)).to.include({ result: 'good' });
    const nextWeek = new Date(Date.now() + 7 * 86_400_000);
    expect(reasonIn(await check(short, certificate, nextWeek))).to.match(/^the signature expired on \d{4}-/);
    const early = author.gnupg.sign(text, local, '20800101');
    expect(reasonIn(await check(early, certificate))).to.include('in the future, 2080-01-01');
    const slow = new Date(Date.now() - 60_000);
    expect(await check(author.gnupg.sign(text, local), certificate, slow)).to.include({ result: 'good' });
  });

  it('is unusable once the key is revoked, whenever it signed', async () => {
    const asc = author.gnupg.sign(text, ['--local-user', author.fingerprint]);
    author.gnupg.revoke(author.fingerprint);
    const result = await check(asc, await certificateOf(author.gnupg, author.fingerprint));
    expect(reasonIn(result)).to.equal(`the key ${author.fingerprint} is revoked`);
  });
});

describe('checking as of the time of signing', () => {
  const author = useAuthor('encrypt-only');

  /** A key of 2020, and what it signed in 2022. */
  function oldHand(userId: string): { readonly key: string; readonly asc: Uint8Array } {
    const { gnupg } = author;
    const made = ['--faked-system-time', '20200101T000000', '--pinentry-mode', 'loopback', '--passphrase', ''];
    gnupg.gpg([...made, '--quick-generate-key', userId, 'ed25519', 'sign', 'never']);
    const [key = ''] = gnupg.fingerprints(userId);
    return { key, asc: gnupg.sign(text, ['--local-user', key], '20220101') };
  }

  it('a key that expired only later is good, in a certificate with or without its history', async () => {
    const { key, asc } = oldHand('Old Hand <old@example.org>');
    author.gnupg.gpg(['--faked-system-time', '20230101T000000', '--quick-set-expire', key, '20230601T000000']);
    const good = { result: 'good', signer: key, userId: 'Old Hand <old@example.org>' };
    expect(await check(asc, await certificateOf(author.gnupg, key))).to.include(good);
    const minimal = await certificateOf(author.gnupg, key, '--export-options', 'export-minimal');
    expect(await check(asc, minimal)).to.include(good);
  });

  it('a key that had expired by then is unusable', async () => {
    const { key, asc } = oldHand('Older Hand <older@example.org>');
    author.gnupg.gpg(['--faked-system-time', '20210101T000000', '--quick-set-expire', key, '20210601T000000']);
    const reason = reasonIn(await check(asc, await certificateOf(author.gnupg, key)));
    expect(reason).to.equal(`the key ${key} had expired when it signed`);
  });

  it('a signature dated before its key was made is unusable', async () => {
    const young = author.gnupg.makeKey('ed25519', 'Young <young@example.org>');
    const options = ['--ignore-time-conflict', '--ignore-valid-from', '--local-user', `${young}!`];
    const asc = author.gnupg.sign(text, options, '20220101');
    expect(reasonIn(await check(asc, await certificateOf(author.gnupg, young)))).to.include('was made after');
  });
});

describe('checking signatures by subkeys', () => {
  const subkeys = useSubkeys();
  const { author } = subkeys;

  it('names the primary key as the signer', async () => {
    const certificate = await certificateOf(author.gnupg, author.fingerprint);
    for (const subkey of [subkeys.older, subkeys.newer]) {
      const asc = author.gnupg.sign(text, ['--local-user', `${subkey}!`]);
      expect(await check(asc, certificate)).to.include({ result: 'good', signer: author.fingerprint });
    }
  });

  it('accepts what an expired subkey signed in its time, and nothing from after it', async () => {
    const certificate = await certificateOf(author.gnupg, author.fingerprint);
    const local = ['--local-user', `${subkeys.expired}!`];
    expect(await check(author.gnupg.sign(text, local, '20250110'), certificate)).to.include({ result: 'good' });
    const asc = author.gnupg.sign(text, local, '20250110');
    author.gnupg.gpg([
      '--faked-system-time',
      '20250105T000000',
      '--quick-set-expire',
      author.fingerprint,
      '20250107T000000',
      subkeys.expired,
    ]);
    const shortened = await certificateOf(author.gnupg, author.fingerprint);
    expect(reasonIn(await check(asc, shortened))).to.include('is a subkey that had expired when it signed');
  });

  it('refuses a subkey that the certificate carries and never bound', async () => {
    const asc = author.gnupg.sign(text, ['--local-user', `${subkeys.newer}!`]);
    const thief = author.gnupg.makeKey('ed25519', 'Thief <thief@example.org>');
    const stolen = await adopt(author.gnupg.publicKey(thief), author.publicKey(), subkeys.newer);
    expect(reasonIn(await check(asc, stolen))).to.include('is a subkey that is not bound to the certificate');
  });

  it('refuses a revoked subkey', async () => {
    const asc = author.gnupg.sign(text, ['--local-user', `${subkeys.newer}!`]);
    const place = String(author.gnupg.fingerprints(author.fingerprint).indexOf(subkeys.newer));
    const talk = `key ${place}\nrevkey\ny\n0\n\ny\nsave\n`;
    author.gnupg.gpg(['--no-batch', '--no-tty', '--command-fd', '0', '--edit-key', author.fingerprint], talk);
    const certificate = await certificateOf(author.gnupg, author.fingerprint);
    expect(reasonIn(await check(asc, certificate))).to.include('is a revoked subkey');
  });
});

for (const kind of ['rsa1024', 'dsa2048'] as const) {
  describe(`checking a signature by a ${kind} key, which gpg calls good`, () => {
    const author = useAuthor(kind);

    it('is unusable: too weak', async () => {
      const asc = author.gnupg.sign(text, ['--digest-algo', 'SHA256']);
      const result = await check(asc, await certificateOf(author.gnupg, author.fingerprint));
      expect(reasonIn(result)).to.match(/is (?:an RSA key of 1024|a DSA key of 2048) bits, and verifiers refuse/);
    });
  });
}

/** The certificate of one person with a subkey of another, binding signature and all. */
async function adopt(thief: Uint8Array, victim: Uint8Array, subkey: string): Promise<Certificate> {
  const [own, other] = [await readKey({ binaryKey: thief }), await readKey({ binaryKey: victim })];
  const taken = other.subkeys.find((each) => each.getFingerprint().toUpperCase() === subkey);
  if (taken === undefined) throw new Error('no such subkey');
  const packets = new PacketList<AnyPacket>();
  packets.push(...own.toPacketList(), taken.keyPacket, ...taken.bindingSignatures);
  const [certificate] = await readCertificates(new PublicKey(packets).write());
  if (certificate === undefined) throw new Error('nothing was adopted');
  return certificate;
}

async function bytesIn(asc: Uint8Array): Promise<Buffer> {
  const chunks: unknown = (await unarmor(Buffer.from(asc).toString())).data;
  if (chunks instanceof Uint8Array) return Buffer.from(chunks);
  throw new Error('openpgp.js gave a stream');
}

function armoured(packet: Uint8Array): Uint8Array {
  return Buffer.from(armor(enums.armor.signature, packet));
}
