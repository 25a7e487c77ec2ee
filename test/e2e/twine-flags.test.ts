import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { reply, uploadedForm, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign, type Run, surroundings } from '../fixtures/program.ts';
import { fileOf, receiptFrom } from '../fixtures/receipt-json.ts';
import { pythonProgram } from '../python-environment.ts';

const password = 'correct-horse-7gT';

describe("pysign upload, typed as twine's users type it", () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex({ password });
  const scripted = useHostileIndex();
  let version = 0;

  async function wheelOf(): Promise<string> {
    version += 1;
    return buildSampleWheel(await folder.sub(String(version)), { version: `1.${String(version)}` });
  }

  async function pypirc(): Promise<string> {
    const file = join(folder.path, 'pypirc');
    const login = `username = ada\npassword = ${password}`;
    const section = `[internal]\nrepository = ${index.uploadUrl.href}\n${login}\n`;
    await writeFile(file, `[distutils]\nindex-servers = internal\n\n${section}`);
    return file;
  }

  async function both(args: readonly string[]): Promise<{ readonly twine: string; readonly pysign: Run }> {
    const env = { ...author.env, HOME: folder.path };
    const ours = await pysign(['upload', '--json', ...args, await wheelOf()], { env });
    const theirs = [...args, await wheelOf()];
    const { stdout } = await promisify(execFile)(pythonProgram('twine'), ['upload', ...theirs], {
      env: surroundings(env),
    });
    return { twine: stdout, pysign: ours };
  }

  it('signs, finds index and credentials in a file of its own, asks nothing and moves nothing, as twine does', async () => {
    const flags = ['-s', '-i', author.fingerprint, '-r', 'internal', '--config-file', await pypirc()];
    const more = ['--non-interactive', '--disable-progress-bar', '--verbose', '-c', 'two words'];
    const run = await both([...flags, ...more]);
    expect(run.pysign.exitCode, run.pysign.stdout + run.pysign.stderr).to.equal(0);
    const receipt = receiptFrom(run.pysign);
    expect(receipt.key?.fingerprint).to.equal(author.fingerprint);
    expect(receipt.credentials).to.match(/^\[internal\] in .*pypirc$/u);
    const files = await index.files('demo');
    for (const number of [1, 2]) {
      const name = `demo-1.${String(number)}-py3-none-any.whl`;
      expect(files).to.include(name);
      const page = await fetch(new URL('demo/', index.simpleUrl), { headers: index.headers });
      const href = new RegExp(`href="([^"#]*${name})`, 'u').exec(await page.text())?.[1] ?? '';
      expect(await index.status(new URL(`${href}.asc`, new URL('demo/', index.simpleUrl)))).to.equal(200);
    }
    expect(run.twine).to.include('Uploading');
  });

  it('sends the comment as twine does, in a field of its own, and none where none is given', async () => {
    scripted.on('POST /legacy/', reply(200));
    const flags = ['--repository-url', scripted.uploadUrl.href, '-u', 'ada', '--non-interactive', '-c', 'two words'];
    const env = { TWINE_PASSWORD: password };
    await pysign(['upload', ...flags, await wheelOf()], { env });
    await promisify(execFile)(pythonProgram('twine'), ['upload', ...flags, await wheelOf()], {
      env: surroundings(env),
    });
    await pysign(['upload', ...flags.slice(0, -2), await wheelOf()], { env });
    const posts = scripted.requestsTo('POST /legacy/');
    const forms = await Promise.all(posts.map(uploadedForm));
    expect(forms.map((form) => form.get('comment'))).to.deep.equal(['two words', 'two words', null]);
    const logins = posts.map(({ headers }) => headers.authorization);
    expect(new Set(logins).size).to.equal(1);
  });

  it('skips with --skip-existing what is there with the same bytes, and stops for other bytes', async () => {
    const wheel = await wheelOf();
    const flags = ['--json', '--skip-existing', '-r', 'internal', '--config-file', await pypirc()];
    expect((await pysign(['upload', ...flags, wheel], author)).exitCode).to.equal(0);
    const again = await pysign(['upload', ...flags, wheel], author);
    expect(again.exitCode).to.equal(0);
    const name = `demo-1.${String(version)}-py3-none-any.whl`;
    expect(fileOf(receiptFrom(again), name).upload.outcome).to.equal('already-there');
    const other = await buildSampleWheel(await folder.sub('other'), {
      version: `1.${String(version)}`,
      extra: { 'other.py': '' },
    });
    const stopped = await pysign(['upload', ...flags, other], author);
    expect([stopped.exitCode, receiptFrom(stopped).error?.code]).to.deep.equal([5, 'FILE_EXISTS']);
  });

  it('asks for no passphrase and signs nothing before it has credentials', async () => {
    const wheel = await wheelOf();
    const run = await pysign(['upload', '--json', '-s', ...index.flags, '--non-interactive', wheel], author);
    expect([run.exitCode, receiptFrom(run).error?.code]).to.deep.equal([6, 'CREDENTIALS_MISSING']);
  });

  for (const args of [
    ['--identity', 'ada'],
    ['--key', 'ada'],
    ['--config-file', '/nonexistent/pypirc', '-r', 'internal'],
  ]) {
    it(`refuses as twine does: ${args.join(' ')}`, async () => {
      const wheel = await wheelOf();
      expect((await pysign(['upload', ...args, wheel], author)).exitCode).to.equal(2);
    });
  }
});
