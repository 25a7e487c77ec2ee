import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { agentSocket } from '../../src/openpgp/agent-socket.ts';
import { AssuanConnection } from '../../src/openpgp/assuan.ts';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import type { AskPassphrase, Signer } from '../../src/openpgp/signer.ts';
import { Secret } from '../../src/secret.ts';
import { type Author, useAuthor } from '../fixtures/gnupg.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

const typing =
  (text: string): AskPassphrase =>
  async () =>
    new Secret(text);

async function signerOf(author: Author, ask: AskPassphrase): Promise<Signer> {
  const gnupg = await findGnupg(author.env);
  return openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null), ask);
}

async function sign(author: Author, ask: AskPassphrase): Promise<Uint8Array> {
  const signer = await signerOf(author, ask);
  try {
    return await signer.begin().sign(await contentOf('x'));
  } finally {
    signer.close();
  }
}

/** Asks the agent itself, over a connection of its own. */
async function isCached(author: Author): Promise<boolean> {
  const gnupg = await findGnupg(author.env);
  const { keygrip } = await chooseSigningKey(gnupg, null);
  const agent = await AssuanConnection.open(await agentSocket(gnupg));
  const reply = await agent.exchange([`KEYINFO --data ${keygrip}`]);
  agent.close();
  if (!reply.ok) throw new Error(reply.text);
  const fields = Buffer.from(reply.data).toString('latin1').split(' ');
  expect(fields).to.include(keygrip);
  return fields[4] === '1';
}

/** Everything that an error may show anywhere. */
function shown(error: PysignError): string {
  return JSON.stringify([error.message, error.details, error.next, String(error.cause), error.stack]);
}

/** For a script of its own. */
function source(room: string): string {
  return JSON.stringify(new URL(`../../src/${room}`, import.meta.url).href);
}

/** The last words of a connection are not waited for. */
async function isSoonForgotten(author: Author): Promise<boolean> {
  for (let tries = 0; tries < 40; tries += 1) {
    if (!(await isCached(author))) return true;
    await sleep(50);
  }
  return false;
}

const passphrases = ['correct horse', '100% %25 Zoë\u{1F511} +"<>', ' leading and trailing ', 'x'.repeat(255)];

for (const passphrase of passphrases) {
  describe(`a passphrase given to gpg-agent by pysign: ${passphrase.slice(0, 20)}`, () => {
    const author = useAuthor('ed25519', { passphrase, pinentry: 'absent' });

    it('unlocks the key without a pinentry', async () => {
      const asc = await sign(author, typing(passphrase));
      expect(opinionsOn('x', asc, author.gnupg, author.fingerprint).gpg).to.equal(author.fingerprint);
    });
  });
}

describe('after pysign gave a passphrase to gpg-agent', () => {
  const author = useAuthor('ed25519', { passphrase: 'correct horse', pinentry: 'absent' });

  it('it is asked for once for many signatures, and the agent forgets it when the signer is closed', async () => {
    const asked: string[] = [];
    const signer = await signerOf(author, async ({ fingerprint }) => {
      asked.push(fingerprint);
      return new Secret('correct horse');
    });
    await Promise.all(['a', 'b', 'c'].map(async (each) => signer.begin().sign(await contentOf(each))));
    expect(asked).to.deep.equal([author.fingerprint]);
    expect(await isCached(author)).to.equal(true);
    signer.close();
    expect(await isSoonForgotten(author)).to.equal(true);
  });

  it('it is forgotten too when the program ends at once after closing', async () => {
    const script = `
      const { findGnupg } = await import(${source('openpgp/gpg.ts')});
      const { chooseSigningKey } = await import(${source('openpgp/choose-key.ts')});
      const { openGpgAgentSigner } = await import(${source('openpgp/gpg-agent-signer.ts')});
      const { Secret } = await import(${source('secret.ts')});
      const { hashContent } = await import(${source('content.ts')});
      const gnupg = await findGnupg(process.env);
      const key = await chooseSigningKey(gnupg, null);
      const signer = await openGpgAgentSigner(gnupg, key, async () => new Secret('correct horse'));
      await signer.begin().sign((await hashContent([])).state('sha256'));
      process.stdout.write('signed');
      signer.close();
      process.exit(0);`;
    const options = { env: author.env, encoding: 'utf8' } as const;
    expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script], options).stdout).to.equal('signed');
    expect(await isSoonForgotten(author)).to.equal(true);
  });

  it('it is forgotten too when the signer is closed while it signs', async () => {
    const signer = await signerOf(author, typing('correct horse'));
    const signing = signer.begin().sign(await contentOf('x'));
    while (!(await isCached(author))) await sleep(5);
    void signer.begin().sign(await contentOf('y'));
    signer.close();
    await signing;
    expect(await isSoonForgotten(author)).to.equal(true);
  });

  it('the agent keeps what it knew before, and does not even ask', async () => {
    author.gnupg.setPinentry('right', 'correct horse');
    const gnupg = await findGnupg(author.env);
    const typed = await openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null));
    await typed.begin().sign(await contentOf('x'));
    typed.close();
    await sign(author, async () => {
      throw new Error('the agent knows it');
    });
    await sleep(300);
    expect(await isCached(author)).to.equal(true);
  });
});

describe('a passphrase that gpg-agent does not take from pysign', () => {
  const author = useAuthor('ed25519', { passphrase: 'correct horse', pinentry: 'right' });

  it('because it is wrong is PASSPHRASE_WRONG after one try, and the pinentry is not asked instead', async () => {
    const error = await refusal(sign(author, typing('incorrect horse')));
    expect(error).to.include({ code: 'PASSPHRASE_WRONG', exitCode: 6 });
    expect(error.next).to.include('PYSIGN_PASSPHRASE');
    expect(shown(error)).not.to.include('incorrect horse');
    expect(author.gnupg.pinentryLog().filter((line) => line === 'GETPIN')).to.deep.equal([]);
  });

  it('because it is longer than 255 bytes is PASSPHRASE_WRONG with both lengths', async () => {
    const error = await refusal(sign(author, typing(`${'ë'.repeat(127)}ab`)));
    expect(error).to.include({ code: 'PASSPHRASE_WRONG', exitCode: 6 });
    expect(error.message).to.include('256 bytes').and.to.include('255');
    expect(shown(error)).not.to.include('ëë');
    expect(error.next).to.include('--key-file');
  });

  it('because nobody gives one ends with what the asking ends with, and the next try can succeed', async () => {
    const answers = [
      Promise.reject(new PysignError('CANCELLED', 'nobody answered')),
      Promise.resolve(new Secret('correct horse')),
    ];
    answers[0]?.catch(() => undefined);
    const signer = await signerOf(author, async () => answers.shift() ?? new Secret(''));
    expect(await refusal(signer.begin().sign(await contentOf('x')))).to.include({
      code: 'CANCELLED',
      message: 'nobody answered',
    });
    const asc = await signer.begin().sign(await contentOf('x'));
    signer.close();
    expect(opinionsOn('x', asc, author.gnupg, author.fingerprint).gpg).to.equal(author.fingerprint);
  });

  it('because its settings forbid it is AGENT_UNAVAILABLE with the setting', async () => {
    author.gnupg.configure('gpg-agent.conf', 'no-allow-loopback-pinentry');
    author.gnupg.forgetPassphrases();
    const error = await refusal(sign(author, typing('correct horse')));
    expect(error).to.include({ code: 'AGENT_UNAVAILABLE', exitCode: 6 });
    expect(error.next).to.include('no-allow-loopback-pinentry');
  });
});
