import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { GpgAgent } from '../../src/openpgp/gpg-agent.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
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
