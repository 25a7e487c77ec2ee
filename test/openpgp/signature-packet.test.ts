import { expect } from 'chai';
import { signatureAlgorithm } from '../../src/openpgp/signature-algorithm.ts';
import { hashedPart, signatureNumbers, signaturePacket, trailer } from '../../src/openpgp/signature-packet.ts';

function algorithmOf(number: number, bits: number, curve: string) {
  const choice = signatureAlgorithm(number, bits, curve);
  if (!choice.supported) throw new Error(choice.reason);
  return choice.algorithm;
}

const claim = {
  algorithm: algorithmOf(22, 255, 'ed25519'),
  hash: 'sha256',
  created: new Date(0x65432100 * 1000 + 999),
  issuer: '0123456789ABCDEF0123456789ABCDEF01234567',
} as const;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a version 4 signature packet', () => {
  // Written out by hand from RFC 9580 §5.2.3: version, type, algorithm, hash, length, time, issuer fingerprint.
  const hashed = '04001608001d0502654321001621040123456789abcdef0123456789abcdef01234567';

  it('hashes its own claims after the content, and their length', () => {
    expect(hex(hashedPart(claim))).to.equal(hashed);
    expect(hex(trailer(hashedPart(claim)))).to.equal('04ff00000023');
  });

  it('carries the key id, the first two octets of the digest, and numbers without leading zeros', () => {
    const digest = Buffer.from('beef'.padEnd(64, '0'), 'hex');
    const packet = hex(signaturePacket(claim, digest, [Buffer.of(0, 0, 1, 0xff), Buffer.of(0x80)]));
    const body = `${hashed}000a091089abcdef01234567beef000901ff000880`;
    expect(packet).to.equal(`c2${(body.length / 2).toString(16)}${body}`);
  });

  it('has a length of two octets from 192 on', () => {
    const packet = signaturePacket(claim, new Uint8Array(32), [Buffer.alloc(512, 1)]);
    const length = packet.length - 3;
    expect([...packet.subarray(0, 3)]).to.deep.equal([0xc2, ((length - 192) >> 8) + 192, (length - 192) & 0xff]);
  });

  it('writes the number nothing as no bytes', () => {
    expect(hex(signaturePacket(claim, new Uint8Array(32), [new Uint8Array(3)]))).to.match(/00000000$/);
  });
});

describe("gpg-agent's answer", () => {
  it('gives the numbers of each scheme', () => {
    expect(signatureNumbers(Buffer.from('(7:sig-val(3:rsa(1:s2:xy)))'), 'rsa').map(hex)).to.deep.equal(['7879']);
    const ecdsa = Buffer.from('(7:sig-val(5:ecdsa(1:r1:a)(1:s1:b)))');
    expect(signatureNumbers(ecdsa, 'ecdsa').map(hex)).to.deep.equal(['61', '62']);
  });

  it('that is no signature of the scheme is refused', () => {
    const answers = [
      '(7:sig-val(3:rsa(1:s2:xy)))',
      '(7:sig-val(5:eddsa(1:r1:a)))',
      '(5:error)',
      '3:abc',
      '(7:sig-val)',
      '',
    ];
    for (const answer of answers)
      expect(() => signatureNumbers(Buffer.from(answer), 'eddsa'), answer).to.throw(SyntaxError);
  });
});

describe('the algorithm of a key', () => {
  it('brings the hash that is as strong as the key', () => {
    const hashes = (['nistp256', 'nistp384', 'nistp521'] as const).map((curve) => algorithmOf(19, 0, curve).hash);
    expect(hashes).to.deep.equal(['sha256', 'sha384', 'sha512']);
    expect(algorithmOf(1, 2048, '')).to.include({ hash: 'sha256', name: 'rsa2048' });
    expect(algorithmOf(22, 255, 'ed25519')).to.include({ hash: 'sha256', name: 'ed25519' });
  });

  it('that verifiers refuse or pysign does not make is refused with the reason', () => {
    const refused: readonly (readonly [number, number, string, string])[] = [
      [1, 2047, '', '2047 bits'],
      [17, 3072, '', 'DSA'],
      [19, 256, 'secp256k1', 'secp256k1'],
      [22, 456, 'Ed448', 'Ed448'],
      [27, 255, '', 'algorithm 27'],
    ];
    for (const [number, bits, curve, reason] of refused) {
      const choice = signatureAlgorithm(number, bits, curve);
      expect(choice.supported ? '' : choice.reason).to.include(reason);
    }
  });
});
