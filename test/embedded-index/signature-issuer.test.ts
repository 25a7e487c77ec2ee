import { expect } from 'chai';
import { assert, property, uint8Array } from 'fast-check';
import { issuerFingerprint } from '../../src/embedded-index/signature-issuer.ts';
import { useAuthor } from '../fixtures/gnupg.ts';

const V4 = 'AB'.repeat(20);
const V6 = 'CD'.repeat(32);
const created = Buffer.of(5, 2, 1, 2, 3, 4);

function armour(bytes: Buffer): Buffer {
  return Buffer.from(
    `-----BEGIN PGP SIGNATURE-----\nComment: x\n\n${bytes.toString('base64')}\n-----END PGP SIGNATURE-----\n`,
  );
}

function issuer(version: number, fingerprint: string): Buffer {
  const bytes = Buffer.from(fingerprint, 'hex');
  return Buffer.concat([Buffer.of(bytes.length + 2, 33, version), bytes]);
}

/** A version 4 signature packet without its head, with nothing behind the hashed subpackets. */
function body(...subpackets: readonly Buffer[]): Buffer {
  const hashed = Buffer.concat(subpackets);
  return Buffer.concat([Buffer.of(4, 0, 22, 8, hashed.length >> 8, hashed.length & 0xff), hashed]);
}

function packet(head: readonly number[], content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(head), content]);
}

/** Of the new format. */
function whole(content: Buffer): Buffer {
  return packet([0xc2, content.length], content);
}

describe('the key that a signature names', () => {
  for (const kind of ['ed25519', 'rsa2048', 'nistp256'] as const) {
    describe(`made by gpg with ${kind}`, () => {
      const author = useAuthor(kind);

      it('is the one that made it', () => {
        for (const options of [
          [],
          ['--comment', 'a: comment'],
          ['--set-notation', `n@example.org=${'x'.repeat(500)}`],
        ]) {
          const asc = author.gnupg.sign('content', options);
          expect(issuerFingerprint(asc)).to.equal(author.fingerprint);
          const windows = Buffer.from(asc).toString('latin1').replaceAll('\n', '\r\n');
          expect(issuerFingerprint(Buffer.from(windows))).to.equal(author.fingerprint);
        }
      });
    });
  }

  const plain = body(created, issuer(4, V4));
  const long = body(Buffer.concat([Buffer.of(255, 0, 0, 1, 0, 100), Buffer.alloc(255)]), issuer(4, V4));
  const critical = body(Buffer.concat([Buffer.of(22, 33 | 0x80, 4), Buffer.from(V4, 'hex')]));
  const six = Buffer.concat([created, issuer(6, V6)]);
  const written: readonly (readonly [string, Buffer, string])[] = [
    ['a packet of the new format', whole(plain), V4],
    ['a packet of the old format', packet([0x88, plain.length], plain), V4],
    ['an old packet with a length of two octets', packet([0x89, 0, plain.length], plain), V4],
    ['an old packet with a length of four octets', packet([0x8a, 0, 0, 0, plain.length], plain), V4],
    ['a new packet with a length of two octets', packet([0xc2, 192, long.length - 192], long), V4],
    [
      'a new packet with a length of five octets',
      packet([0xc2, 255, 0, 0, long.length >> 8, long.length & 255], long),
      V4,
    ],
    ['a critical subpacket', whole(critical), V4],
    [
      'version 6',
      packet([0xc2, 8 + six.length], Buffer.concat([Buffer.of(6, 0, 27, 10, 0, 0, 0, six.length), six])),
      V6,
    ],
  ];
  for (const [what, bytes, fingerprint] of written) {
    it(`is read from ${what}`, () => {
      expect(issuerFingerprint(armour(bytes))).to.equal(fingerprint);
    });
  }

  const unhashed = Buffer.concat([body(created), Buffer.of(0, 23), issuer(4, V4)]);
  const silent: readonly (readonly [string, Buffer])[] = [
    ['names only a key id', whole(body(created, Buffer.of(9, 16, 1, 2, 3, 4, 5, 6, 7, 8)))],
    ['names it only where it is not signed', whole(unhashed)],
    ['is of version 3', whole(Buffer.concat([Buffer.of(3), plain.subarray(1)]))],
    ['is a public key', packet([0xc6, plain.length], plain)],
    ['is of a partial length', packet([0xc2, 0xe5], plain)],
    ['has no length', packet([0x8b], plain)],
    ['names a key of version 5', whole(body(created, issuer(5, V4)))],
    ['names less than a fingerprint', whole(body(created, issuer(4, 'AB'.repeat(10))))],
    ['ends in mid-packet', whole(plain).subarray(0, 25)],
    ['is empty', Buffer.alloc(0)],
  ];
  for (const [what, bytes] of silent) {
    it(`is unknown where the signature ${what}`, () => {
      expect(issuerFingerprint(armour(bytes))).to.equal(null);
    });
  }

  it('is unknown, and nothing breaks, whatever is sent', () => {
    expect(issuerFingerprint(Buffer.from('-----BEGIN PGP SIGNATURE-----\n'))).to.equal(null);
    const bytes = uint8Array({ maxLength: 80 });
    assert(
      property(bytes, bytes, (any, tail) => {
        issuerFingerprint(any);
        const found = issuerFingerprint(armour(whole(Buffer.concat([body(Buffer.from(tail)), Buffer.from(any)]))));
        expect(found ?? '').to.match(/^(?:[0-9A-F]{40}|[0-9A-F]{64}|)$/u);
      }),
      { numRuns: 500 },
    );
  });
});
