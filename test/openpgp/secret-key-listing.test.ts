import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { listSecretKeys, parseSecretKeys } from '../../src/openpgp/secret-key-listing.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { refusal } from './refusal.ts';

const first = 'A'.repeat(40);
const second = 'B'.repeat(40);
const grip = 'C'.repeat(40);
const listing = [
  'tru::1:1700000000:0:3:1:5',
  `sec:u:255:22:AAAAAAAAAAAAAAAA:1700000000:1800000000::u:::scESCA:::#::ed25519:::0:`,
  `fpr:::::::::${first}:`,
  `grp:::::::::${grip}:`,
  'uid:r::::1700000000::HASH::Gone <gone@example.org>::::::::::0:',
  'uid:u::::1700000000::HASH::Ada\\x3a the \\x5cfirst <ada@example.org>::::::::::0:',
  'ssb:u:3072:1:BBBBBBBBBBBBBBBB:1700000001::::::e:::D2760001240103030006123456780000:::23:',
  `fpr:::::::::${second}:`,
  `grp:::::::::${grip}:`,
  'sec:r:1024:17:DDDDDDDDDDDDDDDD:900000000:::-:::sca:::+:::::0:',
  `fpr:::::::::${'D'.repeat(40)}:`,
  'uid:r::::900000000::HASH::Old <old@example.org>::::::::::0:',
  '',
].join('\n');

describe("gpg's list of secret keys", () => {
  it('is read key by key, each with its subkeys and user ids', () => {
    const [key, old, ...rest] = parseSecretKeys(listing);
    expect(rest).to.deep.equal([]);
    expect(key?.primary).to.deep.equal({
      fingerprint: first,
      keygrip: grip,
      validity: 'u',
      algorithm: 22,
      bits: 255,
      curve: 'ed25519',
      created: new Date(1_700_000_000_000),
      expires: new Date(1_800_000_000_000),
      capabilities: 'scESCA',
      card: null,
    });
    expect(key?.subkeys).to.have.length(1);
    expect(key?.subkeys[0]).to.include({ fingerprint: second, algorithm: 1, bits: 3072, curve: '', expires: null });
    expect(key?.subkeys[0]?.card).to.equal('0006 12345678');
    expect(key?.userIds).to.deep.equal(['Ada: the \\first <ada@example.org>']);
    expect(old).to.deep.include({ subkeys: [], userIds: ['Old <old@example.org>'] });
  });

  it('names a card of another kind by its whole serial number', () => {
    const [key] = parseSecretKeys(listing.replace('D2760001240103030006123456780000', 'FF020001008A77C1'));
    expect(key?.subkeys[0]?.card).to.equal('FF020001008A77C1');
  });

  it('may be empty', () => {
    expect(parseSecretKeys('')).to.deep.equal([]);
  });
});

describe('gpg that fails', () => {
  const author = useAuthor('ed25519');

  it('is ENVIRONMENT with its own words', async () => {
    writeFileSync(join(author.home, 'pubring.kbx'), 'garbage');
    const error = await refusal(listSecretKeys(await findGnupg(author.env)));
    expect(error).to.include({ code: 'ENVIRONMENT', exitCode: 6 });
    expect(error.details.join('\n')).to.match(/^gpg: /);
  });
});
