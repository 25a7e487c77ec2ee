import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { expiryWords, keyRows, type ListedKey } from '../../src/reports/key-rows.ts';
import { keysDocument, type KeysResult, keysText } from '../../src/reports/keys.ts';
import type { Style } from '../../src/reports/style.ts';
import { widthOf } from '../../src/reports/text-width.ts';

const plain = (text: string): string => text;
const terminal: Style = { columns: 80, good: plain, warning: plain, bad: plain, dim: plain };
const now = new Date('2026-11-24T12:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);

const ada: ListedKey = {
  fingerprint: '6BB7E345353592A10141AEFCAEF31E69A56E4E0A',
  userIds: ['Ada Example <ada@example.org>'],
  algorithm: 'ed25519',
  expires: null,
  card: null,
  trouble: null,
  warnings: [],
};
const work: ListedKey = {
  ...ada,
  fingerprint: '19C0A5353592A10141AEFCAEF31E69A56E4E77D2',
  userIds: ['Ada Example <ada@work.example>'],
  algorithm: 'rsa4096',
  expires: inDays(12.5),
  card: '0006 12345678',
  warnings: ['key 19C0A5353592A10141AEFCAEF31E69A56E4E77D2 expires in 12 days, on 2026-12-07'],
};
const old: ListedKey = {
  ...ada,
  fingerprint: 'AAAAAAAA353592A10141AEFCAEF31E69BBBBBBBB',
  userIds: ['Ada Example <ada@old.example>'],
  algorithm: 'dsa2048',
  trouble: 'is a DSA key of 2048 bits, and verifiers refuse DSA keys',
};
const chosen = {
  made: true,
  fingerprint: ada.fingerprint,
  signingFingerprint: ada.fingerprint,
  because: "gpg's default-key",
} as const;

function lines(result: Partial<KeysResult>, columns = 80): readonly string[] {
  return keysText({ keys: [ada, work, old], choice: chosen, now, ...result }, { ...terminal, columns }).split('\n');
}

describe('the list of keys', () => {
  it('has a line for each key, and below it what there is to say, in 80 columns', () => {
    expect(lines({})).to.deep.equal([
      '✔ Ada Example <ada@example.org>   ed25519  6BB7E345…A56E4E0A  never expires',
      "    signs your releases: gpg's default-key",
      '  Ada Example <ada@work.example>  rsa4096  19C0A535…6E4E77D2  expires in 12 days',
      '    on card 0006 12345678',
      '    warning: key 19C0A5353592A10141AEFCAEF31E69A56E4E77D2 expires in 12 days, on',
      '    2026-12-07',
      '✘ Ada Example <ada@old.example>   dsa2048  AAAAAAAA…BBBBBBBB',
      '    cannot sign: it is a DSA key of 2048 bits, and verifiers refuse DSA keys',
    ]);
  });

  it('cuts the name before the address where a line has no room for both', () => {
    const long = { ...ada, userIds: ['Augusta Ada King, Countess of Lovelace <ada.lovelace@example.org>'] };
    const [line = ''] = lines({ keys: [long], choice: chosen });
    expect(line).to.match(/^✔ August.*… <ada\.lovelace@example\.org> ed25519 6BB7E345…A56E4E0A never expires$/u);
    expect(widthOf(line)).to.be.at.most(80);
  });

  it('stays within the columns and in line whatever a user id is', () => {
    const userIds = [
      '安達 愛 <ai@example.org>',
      'a'.repeat(300),
      '安'.repeat(100),
      `${'安'.repeat(9)} <${'b'.repeat(99)}@example.org>`,
      '',
      'e\u0301'.repeat(50),
      '👩‍👩‍👧'.repeat(40),
    ];
    const rows = keyRows(
      userIds.map((userId) => ({ ...ada, userIds: [userId] })),
      78,
      now,
    );
    for (const row of rows)
      expect(widthOf(row), row)
        .to.equal(widthOf(rows[0] ?? ''))
        .and.to.be.at.most(78);
  });

  it('lets no user id, reason or card speak to the terminal, or make a line of its own', () => {
    const evil = '\u001B]0;owned\u0007\u001B[2J\n✔ Eve <eve@example.org>\u202E\r\u009B31m';
    const text = lines({ keys: [{ ...ada, userIds: [evil], card: evil, trouble: evil, warnings: [evil] }] }, 400);
    // eslint-disable-next-line no-control-regex
    expect(text.join('\n')).not.to.match(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/u);
    expect(text.filter((line) => line.startsWith('✔'))).to.deep.equal([]);
  });

  it('says what is missing where no key signs', () => {
    const error = new PysignError('KEY_AMBIGUOUS', '2 of your secret keys can sign, and none was named');
    expect(lines({ choice: { made: false, error } }).slice(-3)).to.deep.equal([
      '',
      'no key signs your releases: 2 of your secret keys can sign, and none was named',
      'next: pysign keys use',
    ]);
    const none = new PysignError('KEY_NOT_FOUND', 'you have no OpenPGP secret key');
    expect(lines({ keys: [], choice: { made: false, error: none } })).to.deep.equal([
      'no key signs your releases: you have no OpenPGP secret key',
      'next: pysign keys new',
    ]);
  });

  it('is as a document whole: full fingerprints, every user id, dates', () => {
    const document = keysDocument({ keys: [ada, work, old], choice: chosen, now });
    expect(document).to.deep.include({
      schemaVersion: 1,
      command: 'keys list',
      exitCode: 0,
      signing: { fingerprint: ada.fingerprint, signingFingerprint: ada.fingerprint, because: "gpg's default-key" },
    });
    expect(document).to.have.nested.property('keys[0].signs', true);
    const { trouble, ...rest } = work;
    expect(document).to.deep.nested.include({
      'keys[1]': { ...rest, expires: '2026-12-07T00:00:00.000Z', usable: true, reason: trouble, signs: false },
    });
    expect(document).to.deep.nested.include({ 'keys[2].usable': false, 'keys[2].reason': old.trouble });
  });
});

describe('the end of a key in words', () => {
  for (const [expires, words] of [
    [null, 'never expires'],
    [inDays(-1), 'expired on 2026-11-23'],
    [inDays(0), 'expired on 2026-11-24'],
    [inDays(0.9), 'expires within a day'],
    [inDays(1), 'expires in 1 day'],
    [inDays(12.9), 'expires in 12 days'],
    [inDays(90), 'expires in 90 days'],
    [inDays(92), 'expires in 3 months'],
    [inDays(730), 'expires in 23 months'],
    [inDays(1096), 'expires in 3 years'],
  ] as const) {
    it(`${expires?.toISOString() ?? 'no end'}: ${words}`, () => {
      expect(expiryWords(expires, now)).to.equal(words);
    });
  }
});
