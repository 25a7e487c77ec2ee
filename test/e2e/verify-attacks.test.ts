import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign } from '../fixtures/program.ts';
import { forgeCertificate, forgeKey, forgeSignature, issuerOf, notation, packet } from '../openpgp/forge.ts';
import { type VerifiedFileJson, verifiedJson } from './verify-document.ts';

describe('verify, attacked', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  let keyring = '';
  let wheel = '';
  let count = 0;

  before(async () => {
    keyring = join(await folder.sub('keys'), 'author.gpg');
    await writeFile(keyring, author.publicKey());
  });
  beforeEach(async () => {
    count += 1;
    wheel = await buildSampleWheel(await folder.sub(String(count)));
    await pysign(['sign', wheel], author);
  });

  async function verify(
    path: string,
    ...args: readonly string[]
  ): Promise<VerifiedFileJson & { readonly exit: number }> {
    const run = await pysign(['verify', '--json', '--keyring', keyring, path, ...args]);
    const [file] = verifiedJson(run).files;
    if (file === undefined) throw new Error(`nothing was verified: ${run.stdout}`);
    return { ...file, exit: run.exitCode };
  }

  it('renamed-to-another-version: the signature is right, and the file is not what its name says', async () => {
    const renamed = await moved(wheel, wheel.replace('-1.0-', '-2.0-'));
    const file = await verify(renamed);
    expect(file).to.include({ exit: 3, verdict: 'rejected', because: 'incorrect', identity: 'differs' });
    expect(file.answers).to.deep.equal(['yes/yes/true']);
  });

  it('renamed-to-another-project of the same author', async () => {
    const renamed = await moved(wheel, wheel.replace('demo-', 'other-'));
    expect(await verify(renamed)).to.include({
      exit: 3,
      verdict: 'rejected',
      because: 'incorrect',
      identity: 'differs',
    });
  });

  it('signature-of-another-file, and stripped-signature', async () => {
    const other = await buildSampleWheel(await folder.sub(`other-${String(count)}`), { version: '1.1' });
    await pysign(['sign', other], author);
    await copyFile(`${other}.asc`, `${wheel}.asc`);
    expect(await verify(wheel)).to.include({ exit: 3, because: 'incorrect' });
    await rename(`${wheel}.asc`, `${wheel}.gone`);
    expect(await verify(wheel)).to.include({ exit: 4, verdict: 'unsigned' });
  });

  it('one-byte-broken, in the file, the signature, the keyring: exactly one answer changes', async () => {
    const [content, asc, ring] = await Promise.all(
      [wheel, `${wheel}.asc`, keyring].map(async (path) => readFile(path)),
    );
    if (content === undefined || asc === undefined || ring === undefined) throw new Error('unreachable');
    await writeFile(wheel, spoilt(content, content.length - 30));
    expect((await verify(wheel)).answers).to.deep.equal(['no/unknown/null']);
    await writeFile(wheel, content);
    await writeFile(
      `${wheel}.asc`,
      Buffer.from(asc.toString().replace(/[A-Za-z](?=[^\n]*\n(?:=[^\n]{4}\n)?-----END)/, swapCase)),
    );
    expect((await verify(wheel)).answers).to.deep.equal(['no/unknown/null']);
    await writeFile(`${wheel}.asc`, asc);
    const broken = join(await folder.sub(`ring-${String(count)}`), 'ring');
    await writeFile(broken, spoilt(ring, ring.length - 5));
    const run = await pysign(['verify', '--json', '--keyring', broken, wheel]);
    expect(verifiedJson(run).files[0]?.answers).to.deep.equal(['yes/no/true']);
    expect(run.exitCode).to.equal(3);
    expect(await verify(wheel)).to.include({ exit: 0, verdict: 'trusted' });
  });

  it('terminal-escapes in a user id, a notation, a file name: nothing of them reaches the terminal', async () => {
    const evil = 'Eve \u001b[2J\u001b]0;owned\u0007\u202e <eve@example.org>';
    const eve = forgeKey();
    const ring = join(await folder.sub(`evil-${String(count)}`), 'eve.gpg');
    await writeFile(ring, forgeCertificate(eve, { userId: evil }));
    const path = join(await folder.sub(`name-${String(count)}`), 'x\u001b[31m\n✔ pinned.bin');
    await writeFile(path, 'content');
    const over = [Buffer.from('content')];
    await writeFile(`${path}.asc`, packet(2, forgeSignature(eve, { over })));
    const good = await pysign(['verify', '--keyring', ring, path]);
    expect(good.exitCode, good.stdout).to.equal(0);
    const hashed = [issuerOf(eve), notation('a\u001b[2Jb@example.org', 'x', true)];
    await writeFile(`${path}.asc`, packet(2, forgeSignature(eve, { over, hashed })));
    const bad = await pysign(['verify', '--keyring', ring, path]);
    expect(bad.exitCode, bad.stdout).to.equal(3);
    for (const { stdout, stderr } of [good, bad]) {
      // eslint-disable-next-line no-control-regex
      expect(stdout + stderr).not.to.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('ten-megabytes-of-armour, an endless signature: refused at once, in bounded memory', async () => {
    await writeFile(`${wheel}.asc`, Buffer.alloc(10 << 20, 'QUJDREVG\n'));
    expect(await verify(wheel)).to.include({ exit: 3, because: 'incorrect' });
    const run = await pysign(['verify', '--keyring', keyring, wheel, '/dev/zero']);
    expect(run.exitCode).to.be.oneOf([2, 3, 4]);
  });
});

async function moved(from: string, to: string): Promise<string> {
  await rename(from, to);
  await rename(`${from}.asc`, `${to}.asc`);
  return to;
}

function spoilt(bytes: Buffer, place: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[place] = (changed[place] ?? 0) ^ 1;
  return changed;
}

function swapCase(letter: string): string {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
}
