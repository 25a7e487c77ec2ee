import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { agentSocket } from '../../src/openpgp/agent-socket.ts';
import { AssuanConnection } from '../../src/openpgp/assuan.ts';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import type { AskPassphrase } from '../../src/openpgp/signer.ts';
import { Secret } from '../../src/secret.ts';
import { GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { useForwardedAgent } from './forwarded-agent.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

async function sign(there: GnupgHome, ask: AskPassphrase | null = null): Promise<Uint8Array> {
  const gnupg = await findGnupg(there.env);
  const signer = await openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null), ask);
  try {
    return await signer.begin().sign(await contentOf('x'));
  } finally {
    signer.close();
  }
}

for (const way of ['redirect', 'symlink'] as const) {
  describe(`an agent on another machine, reached through a ${way}`, () => {
    const author = useAuthor('ed25519', { passphrase: 'correct horse', pinentry: 'right' });
    const there = useForwardedAgent(author, way);

    it('forbids every option and says nothing about keys, and signs all the same', async () => {
      const gnupg = await findGnupg(there.gnupg.env);
      const agent = await AssuanConnection.open(await agentSocket(gnupg));
      for (const command of ['OPTION ttyname=/dev/tty1', 'OPTION pinentry-mode=loopback', 'KEYINFO --list']) {
        expect(await agent.exchange([command]), command).to.include({ ok: false, code: 251 });
      }
      agent.close();
      expect((await chooseSigningKey(gnupg, null)).fingerprint).to.equal(author.fingerprint);
      const asc = await sign(there.gnupg);
      const expected = { gpg: author.fingerprint, sequoia: author.fingerprint };
      expect(opinionsOn('x', asc, there.gnupg, author.fingerprint)).to.deep.equal(expected);
    });

    it('has the person asked where the key is, and no secret key here', () => {
      expect(author.gnupg.pinentryLog()).to.include('GETPIN');
      expect(readdirSync(join(there.gnupg.home, 'private-keys-v1.d'))).to.deep.equal([]);
    });

    it('takes no passphrase from pysign, which says so and what to do', async () => {
      const error = await refusal(sign(there.gnupg, async () => new Secret('correct horse')));
      expect(error).to.include({ code: 'AGENT_UNAVAILABLE', exitCode: 6 });
      expect(error.message).to.include('loopback is impossible');
      expect(error.next).to.include('leave the passphrase out').and.to.include('--key-file');
    });
  });
}

describe('an agent on another machine whose connection is gone', () => {
  const author = useAuthor('ed25519');
  const there = useForwardedAgent(author, 'symlink');

  it('leaves an agent of this machine, which has no secret key', async () => {
    author.gnupg.forgetPassphrases();
    const error = await refusal(sign(there.gnupg));
    expect(error).to.include({ code: 'KEY_NOT_FOUND', exitCode: 6 });
  });
});

describe('a socket file', () => {
  let home: GnupgHome;
  before(() => {
    // Without a key no agent runs, which would clear its own socket away in the middle.
    home = new GnupgHome();
  });
  after(() => {
    home.dispose();
  });

  async function socketBy(content: string): Promise<string> {
    const path = home.socket('agent-socket');
    rmSync(path, { force: true });
    writeFileSync(path, content);
    return agentSocket(await findGnupg({ ...home.env, RUN: '/run/somewhere' }));
  }

  it('that redirects is followed, with variables in it and with either line end', async () => {
    for (const [content, target] of [
      ['%Assuan%\nsocket=/run/a/S.gpg-agent\n', '/run/a/S.gpg-agent'],
      ['%Assuan%\r\nsocket=/run/a b/S\r\n', '/run/a b/S'],
      ['%Assuan%\nsocket=${RUN}/S', '/run/somewhere/S'],
      ['%Assuan%\nsocket=${NOT_SET}/S\n', '/S'],
    ] as const) {
      expect(await socketBy(content)).to.equal(target);
    }
  });

  it('that is anything else is not', async () => {
    const path = home.socket('agent-socket');
    for (const content of [
      '',
      'socket=/run/a\n',
      '%Assuan%\nsocket=\n',
      ' %Assuan%\nsocket=/run/a\n',
      `%Assuan%\nsocket=/${'a'.repeat(5000)}`,
    ]) {
      expect(await socketBy(content), content.slice(0, 30)).to.equal(path);
    }
    rmSync(path);
    symlinkSync('/nowhere', path);
    expect(await agentSocket(await findGnupg(home.env))).to.equal(path);
    rmSync(path);
  });
});
