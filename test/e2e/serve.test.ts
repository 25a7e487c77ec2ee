import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { programPath, pysign } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';

interface Serving {
  readonly child: ChildProcess;
  readonly upload: string;
}

async function serve(args: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [programPath, 'index', 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const data: readonly unknown[] = await once(child.stdout, 'data');
  const upload = /upload +(?<url>\S+)/u.exec(String(data[0]))?.groups?.['url'] ?? '';
  return { child, upload };
}

async function end({ child }: Serving): Promise<unknown> {
  child.kill('SIGTERM');
  const exited: readonly unknown[] = await once(child, 'exit');
  return exited[0];
}

describe('index serve', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');

  it('serves a folder until it is told to end, and has everything again at the next start', async () => {
    const directory = await folder.sub('index');
    const wheel = await buildSampleWheel(await folder.sub('dist'));
    const first = await serve(['--directory', directory, '--no-password']);
    const released = await pysign(
      ['release', '--signatures', 'require', '--repository-url', first.upload, wheel],
      author,
    );
    expect(released.exitCode, released.stderr).to.equal(0);
    expect(await end(first)).to.equal(0);
    const second = await serve(['--directory', directory, '--no-password']);
    const confirmed = await pysign(['confirm', '--json', '--repository-url', second.upload, wheel], author);
    expect(receiptFrom(confirmed).files[0]?.signature).to.deep.include({ fate: 'kept', hasSig: true });
    expect(await end(second)).to.equal(0);
  });

  it('says on standard error what was asked of it, and nothing with --quiet', async () => {
    const directory = await folder.sub('logged');
    for (const [flags, lines] of [
      [[], /^\S+Z GET \/simple\/ 200 \d+ ms\n$/u],
      [['--quiet'], /^$/u],
    ] as const) {
      const index = await serve(['--directory', directory, '--no-password', ...flags]);
      let said = '';
      index.child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      const answer = await fetch(new URL('../simple/', index.upload));
      await answer.text();
      expect(await end(index)).to.equal(0);
      expect(said).to.match(lines);
    }
  });

  it('asks everyone for the password of its file', async () => {
    const here = await folder.sub('password');
    const passwordFile = join(here, 'password.txt');
    await writeFile(passwordFile, 'ada:correct horse\n');
    const wheel = await buildSampleWheel(here);
    const index = await serve(['--directory', join(here, 'index'), '--password-file', passwordFile]);
    const nobody = await pysign(['release', '--repository-url', index.upload, wheel], author);
    expect(nobody.exitCode).to.equal(6);
    const env = { ...author.env, TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'correct horse' };
    const ada = await pysign(['release', '--repository-url', index.upload, wheel], { env });
    expect(ada.exitCode, ada.stderr).to.equal(0);
    expect(await end(index)).to.equal(0);
  });

  it('forgets signatures with --drop-signatures, as PyPI does', async () => {
    const here = await folder.sub('dropping');
    const wheel = await buildSampleWheel(here);
    const index = await serve(['--directory', join(here, 'index'), '--no-password', '--drop-signatures']);
    const run = await pysign(['release', '--json', '--repository-url', index.upload, wheel], author);
    expect(receiptFrom(run).files[0]?.signature).to.deep.include({ fate: 'dropped', hasSig: false });
    expect(await end(index)).to.equal(0);
  });

  it('refuses a password file that is none, without repeating it, and a port that is taken', async () => {
    const here = await folder.sub('wrong');
    const passwordFile = join(here, 'password.txt');
    await writeFile(passwordFile, 'hunter2-without-a-name\n');
    const wrong = await pysign(['index', 'serve', '--directory', here, '--port', '0', '--password-file', passwordFile]);
    expect(wrong.exitCode).to.equal(2);
    expect(wrong.stderr).to.include('NAME:PASSWORD').and.not.include('hunter2');
    const index = await serve(['--directory', join(here, 'index'), '--no-password']);
    const taken = [
      'index',
      'serve',
      '--directory',
      join(here, 'other'),
      '--port',
      new URL(index.upload).port,
      '--no-password',
    ];
    expect((await pysign(taken)).exitCode).to.equal(6);
    expect(await end(index)).to.equal(0);
  });
});
