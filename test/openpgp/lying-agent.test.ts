import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { contentOf } from './opinions.ts';
import { refusal } from './refusal.ts';

const asItIs = (text: string): string => text;

/** Whole lines with their ends: how a conversation falls into chunks is chance. */
function byLine(socket: Socket, take: (line: string) => void): void {
  let pending = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    const lines = `${pending}${String(chunk)}`.split(/(?<=\n)/);
    pending = lines.at(-1)?.endsWith('\n') === false ? (lines.pop() ?? '') : '';
    for (const line of lines) take(line);
  });
}

describe('an agent that does something else than it was asked', () => {
  const author = useAuthor('ed25519');
  let server: Server | null = null;

  afterEach(() => {
    server?.close();
    server = null;
    renameSync(join(author.home, 'S.real'), join(author.home, 'S.gpg-agent'));
  });

  /** Stands between us and the real agent, and changes lines on their way there or back. */
  async function stand(there: (line: string) => string, back: (line: string) => string): Promise<void> {
    renameSync(join(author.home, 'S.gpg-agent'), join(author.home, 'S.real'));
    server = createServer((client) => {
      const real = connect(join(author.home, 'S.real'));
      byLine(client, (line) => real.write(there(line), 'latin1'));
      byLine(real, (line) => client.write(back(line), 'latin1'));
      client.on('close', () => real.destroy());
      real.on('close', () => client.destroy());
    });
    const path = join(author.home, 'S.between');
    await new Promise<void>((resolve) => {
      server?.listen(path, resolve);
    });
    writeFileSync(join(author.home, 'S.gpg-agent'), `%Assuan%\nsocket=${path}\n`);
  }

  async function sign(): Promise<Uint8Array> {
    const gnupg = await findGnupg(author.env);
    const signer = await openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null));
    try {
      return await signer.begin().sign(await contentOf('mine'));
    } finally {
      signer.close();
    }
  }

  it('signs as always when nothing is changed', async () => {
    await stand(asItIs, asItIs);
    expect(Buffer.from(await sign()).toString()).to.match(/^-----BEGIN PGP SIGNATURE-----\n/);
  });

  it('and signs another digest makes no signature that anyone gets to see', async () => {
    await stand((line) => line.replace(/^SETHASH .*(?=\n)/, `SETHASH --hash=sha256 ${'AB'.repeat(32)}`), asItIs);
    const error = await refusal(sign());
    expect(error).to.include({ code: 'SIGNATURE_WRONG', exitCode: 3 });
    expect(error.message).to.include('it does not verify').and.to.include(author.fingerprint);
  });

  for (const answer of ['D (5:hello)\n', 'D nonsense\n', '']) {
    it(`and answers with ${answer === '' ? 'nothing' : answer.trim()} is told so`, async () => {
      await stand(asItIs, (line) => (line.startsWith('D ') ? answer : line));
      expect(await refusal(sign())).to.include({ code: 'SIGNATURE_WRONG', exitCode: 3 });
    });
  }
});

describe('a certificate that changed since the key was chosen', () => {
  const author = useAuthor('ed25519');

  it('and is revoked now is refused before anything is signed', async () => {
    const gnupg = await findGnupg(author.env);
    const key = await chooseSigningKey(gnupg, null);
    author.gnupg.revoke(author.fingerprint);
    const error = await refusal(openGpgAgentSigner(gnupg, key));
    expect(error).to.include({ code: 'KEY_UNUSABLE', exitCode: 6 });
    expect(error.message).to.include('it is revoked');
  });

  it('and is gone is refused too', async () => {
    const gnupg = await findGnupg(author.env);
    const key = await chooseSigningKey(gnupg, author.gnupg.makeKey('ed25519', 'Gone <gone@example.org>'));
    rmSync(join(author.home, 'pubring.kbx'));
    const error = await refusal(openGpgAgentSigner(gnupg, key));
    expect(error).to.include({ code: 'KEY_UNUSABLE' });
    expect(error.message).to.include('public half');
  });
});
