import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { predefinedUploadUrl } from '../../src/indexes/known-indexes.ts';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { missingProgram, useKeyChain } from '../fixtures/key-chain.ts';
import { pysign, type Run, surroundings } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';
import { key, onTerminal } from '../fixtures/terminal.ts';
import { tokens } from '../fixtures/tokens.ts';
import { pythonProgram } from '../python-environment.ts';

const password = 'correct-horse-7gT';
const absent = missingProgram === null ? '' : ` (not run: ${missingProgram} is not installed)`;
const whereThereIsOne = missingProgram === null ? it : it.skip;

describe(`the key chain of a desktop, shared with Python's keyring${absent}`, () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex({ password });
  const chain = useKeyChain();
  let version = 0;

  async function release(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Run> {
    version += 1;
    const wheel = await buildSampleWheel(await folder.sub(String(version)), { version: `1.${String(version)}` });
    const all = ['release', '--json', ...index.flags, ...args, wheel];
    const run = await pysign(all, { env: { ...author.env, ...chain.env, ...env } });
    expect(run.stdout + run.stderr).not.to.include(password);
    return run;
  }

  async function keep(args: readonly string[], secret: string): Promise<Run> {
    return pysign(['login', ...args, '--password-stdin'], { env: chain.env, input: `${secret}\n` });
  }

  whereThereIsOne(
    'gives a release the password that was stored for twine, and nothing when it is to be left alone',
    async () => {
      await chain.store(index.uploadUrl.href, 'ada', password);
      const found = await release();
      expect(found.exitCode, found.stdout).to.equal(0);
      for (const alone of [await release(['--no-keyring']), await release([], { PYSIGN_NO_KEYRING: '1' })]) {
        expect(receiptFrom(alone).error?.code).to.equal('CREDENTIALS_MISSING');
      }
    },
  );

  whereThereIsOne('gives twine what pysign login stored, until pysign logout', async () => {
    await pysign(['logout', ...index.flags], { env: chain.env });
    const stored = await keep([...index.flags, '--username', 'ada'], password);
    expect(stored.exitCode, stored.stderr).to.equal(0);
    expect(await chain.read(index.uploadUrl.href, 'ada')).to.equal(password);
    const wheel = await buildSampleWheel(await folder.sub('twine'), { version: '2.0' });
    const args = ['upload', '--non-interactive', '--repository-url', index.uploadUrl.href, '--username', 'ada', wheel];
    await promisify(execFile)(pythonProgram('twine'), args, { env: surroundings(chain.env) });
    expect((await index.files('demo')).join(' ')).to.include('-2.0-');
    const gone = await pysign(['logout', ...index.flags], { env: chain.env });
    expect(gone.exitCode, gone.stderr).to.equal(0);
    expect(await chain.read(index.uploadUrl.href, 'ada')).to.equal(null);
    expect((await pysign(['logout', ...index.flags], { env: chain.env })).exitCode).to.equal(6);
  });

  whereThereIsOne('prefers what was stored for the project', async () => {
    await chain.store(index.uploadUrl.href, 'ada', 'stale');
    expect((await release()).exitCode).to.equal(5);
    await keep([...index.flags, '--username', 'ada', '--project', 'Demo'], password);
    expect(await chain.read(`${index.uploadUrl.href}#demo`, 'ada')).to.equal(password);
    const found = await release();
    expect(found.exitCode, found.stdout).to.equal(0);
  });

  whereThereIsOne('says where a token belongs and what it may do, and sends nothing', async () => {
    const stored = await keep([], tokens.limited);
    expect(stored.exitCode, stored.stderr).to.equal(0);
    const { stdout, stderr, exitCode } = await pysign(['login', '--check'], { env: chain.env });
    expect([exitCode, stderr]).to.deep.equal([0, '']);
    expect(stdout.split('\n').map((line) => line.trim().replaceAll(/ +/gu, ' '))).to.include.members([
      'user __token__',
      'source the key chain',
      'limits only the project(s) demo, other-demo',
    ]);
    expect(stdout).not.to.include(tokens.limited);
    const json: unknown = JSON.parse((await pysign(['login', '--check', '--json'], { env: chain.env })).stdout);
    expect(json).to.deep.include({ command: 'login', exitCode: 0, username: '__token__' });
  });

  whereThereIsOne('keeps what is typed, without showing it', async () => {
    const keys = [['API token for test.', `${tokens.ofTestPypi}${key.enter}`]] as const;
    const run = await onTerminal(['login', '-r', 'testpypi'], { env: chain.env, cwd: folder.path, keys });
    expect(run.exitCode, run.raw).to.equal(0);
    expect(run.raw).not.to.include(tokens.ofTestPypi);
    expect(await chain.read(predefinedUploadUrl('testpypi').href, '__token__')).to.equal(tokens.ofTestPypi);
  });

  whereThereIsOne('keeps no token of another index', async () => {
    const refused = await keep(['--repository', 'testpypi'], tokens.limited);
    expect(refused.exitCode).to.equal(2);
    expect(refused.stderr).to.include('holds a token of pypi.org').and.not.to.include(tokens.limited);
  });

  whereThereIsOne('that does not answer is given up after five seconds, with a word about it', async () => {
    chain.signal('SIGSTOP');
    try {
      const started = Date.now();
      const run = await release();
      expect(Date.now() - started).to.be.within(5000, 15_000);
      expect(run.stderr).to.include('the key chain did not answer in 5 s');
      expect(receiptFrom(run).error?.code).to.equal('CREDENTIALS_MISSING');
    } finally {
      chain.signal('SIGCONT');
    }
  });

  whereThereIsOne('is offered what was typed, once it has worked', async () => {
    await pysign(['logout', ...index.flags], { env: chain.env });
    await pysign(['logout', ...index.flags, '--project', 'demo'], { env: chain.env });
    const cwd = await folder.sub('typed');
    const wheel = await buildSampleWheel(cwd, { version: '3.0' });
    const run = await onTerminal(['release', '--key', author.fingerprint, ...index.flags, wheel], {
      env: { ...author.env, ...chain.env },
      cwd,
      keys: [
        ['User name', `ada${key.enter}`],
        ['Password of ada', `${password}${key.enter}`],
        ['Keep it', key.enter],
      ],
    });
    expect(run.exitCode, run.raw).to.equal(0);
    expect(run.raw).not.to.include(password);
    expect(await chain.read(index.uploadUrl.href, 'ada')).to.equal(password);
  });
});

describe('a machine without a key chain', () => {
  it('is told so when it is to keep something, and left in peace otherwise', async () => {
    const env = { DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/nonexistent' };
    const stored = await pysign(['login', '--password-stdin'], { env, input: tokens.unlimited });
    expect(stored.exitCode).to.equal(6);
    expect(stored.stderr).to.include('the key chain of this system cannot be used: there is no D-Bus session');
    const check = await pysign(['login', '--check'], { env: { ...env, PYSIGN_TOKEN: tokens.legacy } });
    expect(check.exitCode, check.stderr).to.equal(0);
    expect(check.stdout).to.include('PYSIGN_TOKEN').and.to.include('only the project(s) demo');
    expect((await pysign(['login'], { env })).exitCode).to.equal(6);
  });
});
