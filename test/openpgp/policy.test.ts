import { expect } from 'chai';
import { config, enums } from 'openpgp';
import { digestRefusals, digests, keyRefusals } from '../../src/openpgp/policy-table.ts';
import { digestNumbered, judgeDigest, judgeKey, type Judgement } from '../../src/openpgp/policy.ts';

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const today = day('2026-11-24');
const rsa = (bits: number): Judgement => judgeKey({ algorithm: 1, bits, curve: '' }, today);
const onCurve = (algorithm: number, curve: string): Judgement => judgeKey({ algorithm, bits: 256, curve }, today);

/** `apt 2030-02-01` for everyone who refuses, though pysign does not. */
function warners(judgement: Judgement): readonly string[] {
  if (judgement.worth !== 'warned') throw new Error(judgement.worth);
  return judgement.refusals.map(({ by, from }) => `${by} ${from.toISOString().slice(0, 10)}`);
}

describe('the policy on keys', () => {
  it('refuses what verifiers refuse, with what is wrong with it', () => {
    const refused: readonly (readonly [Judgement, string])[] = [
      [rsa(1024), 'is an RSA key of 1024 bits, and verifiers refuse RSA keys below 2048 bits'],
      [rsa(2047), 'is an RSA key of 2047 bits, and verifiers refuse RSA keys below 2048 bits'],
      [
        judgeKey({ algorithm: 17, bits: 3072, curve: '' }, today),
        'is a DSA key of 3072 bits, and verifiers refuse DSA keys',
      ],
      [onCurve(19, 'secp256k1'), 'is a key on the curve secp256k1, and verifiers refuse the curve secp256k1'],
    ];
    for (const [judgement, reason] of refused) expect(judgement).to.deep.equal({ worth: 'refused', reason });
  });

  it('accepts what nobody plans to refuse', () => {
    const accepted = [
      rsa(3072),
      rsa(4096),
      onCurve(22, 'ed25519'),
      ...['nistp256', 'nistp384', 'nistp521'].map((curve) => onCurve(19, curve)),
    ];
    for (const judgement of accepted) expect(judgement).to.deep.equal({ worth: 'accepted' });
  });

  it('warns of those who refuse though pysign does not, and from when', () => {
    expect(warners(rsa(2048))).to.deep.equal(['apt 2030-02-01']);
    expect(warners(rsa(3071))).to.deep.equal(['apt 2030-02-01']);
    expect(warners(onCurve(19, 'brainpoolP384r1'))).to.deep.equal(['apt 2028-02-01']);
    expect(warners(onCurve(27, ''))).to.deep.equal(['GnuPG 1970-01-01']);
  });

  it('refuses no less than openpgp.js, which checks what was signed', () => {
    for (const algorithm of config.rejectPublicKeyAlgorithms) {
      expect(judgeKey({ algorithm, bits: 4096, curve: '' }, today), enums.read(enums.publicKey, algorithm)).to.include({
        worth: 'refused',
      });
    }
    for (const curve of config.rejectCurves) expect(onCurve(19, curve), curve).to.include({ worth: 'refused' });
    expect(rsa(config.minRSABits)).to.include({ worth: 'refused' });
  });
});

describe('the policy on digests', () => {
  it('tells bytes of strangers from a self-signature', () => {
    expect(judgeDigest('sha1', today)).to.deep.equal({
      worth: 'refused',
      reason: 'is made with SHA-1, which is broken',
    });
    expect(warners(judgeDigest('sha1', today, 'self-signature'))).to.deep.equal([
      'Sequoia 2023-02-01',
      'apt 2026-02-01',
    ]);
    expect(judgeDigest('md5', today, 'self-signature')).to.include({ worth: 'refused' });
    expect(warners(judgeDigest('sha224', today))).to.deep.equal(['apt 2026-02-01']);
    for (const digest of ['sha256', 'sha384', 'sha512'] as const)
      expect(judgeDigest(digest, today)).to.deep.equal({ worth: 'accepted' });
  });

  it('refuses no less than openpgp.js', () => {
    for (const [numbers, use] of [
      [config.rejectMessageHashAlgorithms, 'content'],
      [config.rejectHashAlgorithms, 'self-signature'],
    ] as const) {
      for (const number of numbers) {
        const digest = digestNumbered(number);
        expect(digest === null ? null : judgeDigest(digest, today, use), String(digest)).to.include({
          worth: 'refused',
        });
      }
    }
  });

  it('has the numbers of RFC 9580 §9.5 as openpgp.js has them', () => {
    const numbers = Object.values(digests).map(({ number }) => number);
    const theirs = Object.values(enums.hash).filter((value) => typeof value === 'number');
    expect([...numbers]).to.have.members(theirs);
    expect(digestNumbered(4)).to.equal(null);
  });
});

describe("the policy's table", () => {
  it('gives a source for every row, and one row for a verifier and a thing', () => {
    const rows = [...keyRefusals, ...digestRefusals];
    expect(rows.filter(({ source }) => source === '')).to.deep.equal([]);
    const keys = keyRefusals.map(({ by, what, algorithms }) => [by, what, ...algorithms].join());
    const hashes = digestRefusals.flatMap(({ by, digest, uses }) => uses.map((use) => [by, digest, use].join()));
    for (const names of [keys, hashes]) expect(new Set(names).size).to.equal(names.length);
  });
});
