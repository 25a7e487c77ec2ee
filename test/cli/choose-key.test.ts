import { expect } from 'chai';
import { keyQuestion } from '../../src/cli/choose-key.ts';
import { readOwnKeys, type ShownKeys } from '../../src/cli/own-keys.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { GnupgHome } from '../fixtures/gnupg.ts';

describe('the question which key signs', () => {
  let home: GnupgHome;
  let ada = '';
  let grace = '';
  let old = '';
  before(() => {
    home = new GnupgHome();
    old = home.makeKey('expired', 'Ada <ada@old.example>');
    ada = home.makeKey('ed25519', 'Ada <ada@example.org>');
    grace = home.makeKey('encrypt-only', 'Grace \u001B[2J\nHopper <grace@example.org>');
    home.addSubkey(grace, 'nistp256/ecdsa', 'sign', '90d');
  });
  after(() => {
    home.dispose();
  });

  async function shown(): Promise<ShownKeys> {
    return readOwnKeys(await findGnupg(home.env));
  }

  it('offers keys that can sign first, and shows the others with their reason', async () => {
    const { choices } = keyQuestion(await shown(), [], 80, true);
    expect(choices.map(({ fingerprint }) => fingerprint)).to.deep.equal([ada, grace, old]);
    expect(choices.map(({ trouble }) => trouble)).to.deep.equal([null, null, 'cannot sign: it expired on 2020-06-29']);
    expect(choices[0]?.row).to.match(
      /^Ada <ada@example\.org> .*ed25519 {1,2}[0-9A-F]{8}…[0-9A-F]{8} {1,2}never expires$/u,
    );
    expect(choices[1]?.row).to.match(/nistp256 .*expires in 89 days$/u);
  });

  it('lets no user id clear the screen or make a line of its own', async () => {
    for (const { row, short } of keyQuestion(await shown(), [], 80, true).choices)
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(row + short).not.to.match(/[\u0000-\u001F]/u);
  });

  it('has the proposed key under the cursor, by fingerprint, key id, subkey or address', async () => {
    const subkey = home.fingerprints(grace).at(-1) ?? '';
    for (const name of [grace, grace.slice(-16), `${subkey}!`, 'grace@example.org'])
      expect(keyQuestion(await shown(), [name], 80, true).preselected, name).to.equal(grace);
  });

  it("passes over proposals that fit none, several or no usable key, down to gpg's default-key", async () => {
    const useless = ['nobody@example.org', 'example.org', old, '~/.ssh/id_ed25519.pub', ''];
    expect(keyQuestion(await shown(), useless, 80, true).preselected).to.equal(null);
    expect(keyQuestion(await shown(), [...useless, ada], 80, true).preselected).to.equal(ada);
    home.configure('gpg.conf', `default-key ${grace}`);
    expect(keyQuestion(await shown(), useless, 80, true).preselected).to.equal(grace);
    expect(keyQuestion(await shown(), [ada], 80, true).preselected).to.equal(ada);
  });
});
