import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { AssuanConnection } from '../../src/openpgp/assuan.ts';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { GpgAgent } from '../../src/openpgp/gpg-agent.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

describe('reaching gpg-agent', () => {
  const author = useAuthor('ed25519');

  it('starts one where none runs, and asks it which secret halves it has', async () => {
    author.gnupg.forgetPassphrases();
    const gnupg = await findGnupg(author.env);
    const agent = await GpgAgent.connect(gnupg);
    const { keygrip } = await chooseSigningKey(gnupg, null);
    expect([await agent.has(keygrip), await agent.has('0'.repeat(40))]).to.deep.equal([true, false]);
    agent.close();
  });

  it('follows a socket file that redirects', async () => {
    const gnupg = await findGnupg(author.env);
    const { keygrip } = await chooseSigningKey(gnupg, null);
    const { stdout } = await gnupg.gpgconf(['--list-dirs', 'agent-socket']);
    const socket = stdout.toString().trim();
    renameSync(socket, `${socket}.moved`);
    writeFileSync(socket, '%Assuan%\nsocket=${GNUPGHOME}/S.gpg-agent.moved\n');
    try {
      const agent = await GpgAgent.connect(gnupg);
      expect(await agent.has(keygrip)).to.equal(true);
      agent.close();
    } finally {
      renameSync(`${socket}.moved`, socket);
    }
  });

  it('where it cannot be started is AGENT_UNAVAILABLE with the command to try', async () => {
    // No socket can have so long a path: the agent starts for nobody here.
    const folder = mkdtempSync(join(tmpdir(), 'g-'));
    const home = join(folder, 'x'.repeat(120));
    mkdirSync(home, { mode: 0o700 });
    try {
      const gnupg = await findGnupg({ ...author.env, GNUPGHOME: home });
      const error = await refusal(chooseSigningKey(gnupg, null));
      expect(error).to.include({ code: 'AGENT_UNAVAILABLE', exitCode: 6, next: 'gpgconf --launch gpg-agent' });
      expect(error.message).to.include(home);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a forwarded agent, which forbids every option', () => {
  const author = useAuthor('ed25519');

  it('signs all the same', async () => {
    // The restricted socket is the one that people forward over SSH; here the usual one redirects to it.
    const gnupg = await findGnupg(author.env);
    renameSync(join(author.home, 'S.gpg-agent'), join(author.home, 'S.real'));
    writeFileSync(join(author.home, 'S.gpg-agent'), '%Assuan%\nsocket=${GNUPGHOME}/S.gpg-agent.extra\n');
    const agent = await AssuanConnection.open(join(author.home, 'S.gpg-agent.extra'));
    expect(await agent.exchange(['OPTION ttyname=/dev/tty1'])).to.include({ ok: false, code: 251 });
    agent.close();
    const signer = await openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null));
    const asc = await signer.begin().sign(await contentOf('x'));
    signer.close();
    expect(opinionsOn('x', asc, author.gnupg, author.fingerprint).gpg).to.equal(author.fingerprint);
  });
});

describe('signing with a card that is not there', () => {
  const author = useAuthor('ed25519');

  it('is KEY_UNUSABLE in words about the card', async () => {
    const gnupg = await findGnupg(author.env);
    const key = await chooseSigningKey(gnupg, null);
    const q = `40${'11'.repeat(32)}`;
    const stub = `(shadowed-private-key (ecc (curve Ed25519)(flags eddsa)(q #${q}#)(shadowed t1-v1 (#D2760001240100000006123456780000# OPENPGP.1))))`;
    writeFileSync(join(author.home, 'private-keys-v1.d', `${key.keygrip}.key`), canonical(stub));
    author.gnupg.configure('gpg-agent.conf', 'scdaemon-program /nonexistent/scdaemon');
    author.gnupg.forgetPassphrases();
    const agent = await GpgAgent.connect(gnupg);
    const error = await refusal(agent.sign(key, 'sha256', new Uint8Array(32)));
    agent.close();
    expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6 });
    expect(error.message).to.match(/card/);
  });
});

/** Stub files are canonical S-expressions; this turns the readable form into one. */
function canonical(readable: string): Buffer {
  const atoms = readable.replaceAll(/#([0-9A-F]+)#|[^\s()#]+/g, (atom, hex: string | undefined) => {
    const bytes = hex === undefined ? Buffer.from(atom) : Buffer.from(hex, 'hex');
    return `${String(bytes.length)}:${bytes.toString('latin1')}`;
  });
  return Buffer.from(atoms.replaceAll(/ (?=[(0-9])/g, ''), 'latin1');
}
