import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { reply, replySaying, resetAfter, type Script, useHostileIndex } from '../fixtures/hostile-index.ts';
import { missingProgram, useKeyChain } from '../fixtures/key-chain.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { leakIn, spellingsOf, textsBelow } from '../fixtures/spellings.ts';
import { key, onTerminal } from '../fixtures/terminal.ts';

/** With characters that every encoding writes in another way. */
const secret = 'pypi-s3cr"t\\7gT%é+/ñ~horse';
const TOKEN_USER = '__token__';

/** What one run is given, and where; the file that holds the secret is named, all others must be clean. */
interface Source {
  readonly username: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly inUrl?: boolean;
  readonly pypirc?: boolean;
  readonly file?: boolean;
}

const sources: Readonly<Record<string, Source>> = {
  'standard input': { username: 'ada', args: ['--username', 'ada', '--password-stdin'], input: `${secret}\n` },
  'a file': { username: 'ada', args: ['--username', 'ada'], file: true },
  PYSIGN_TOKEN: { username: TOKEN_USER, env: { PYSIGN_TOKEN: secret } },
  PYSIGN_TOKEN_INTERNAL: { username: TOKEN_USER, env: { PYSIGN_TOKEN_INTERNAL: secret } },
  PYSIGN_PASSWORD: { username: 'ada', env: { PYSIGN_USERNAME: 'ada', PYSIGN_PASSWORD: secret } },
  TWINE_PASSWORD: { username: 'ada', env: { TWINE_USERNAME: 'ada', TWINE_PASSWORD: secret } },
  UV_PUBLISH_TOKEN: { username: TOKEN_USER, env: { UV_PUBLISH_TOKEN: secret } },
  UV_PUBLISH_PASSWORD: { username: 'ada', env: { UV_PUBLISH_USERNAME: 'ada', UV_PUBLISH_PASSWORD: secret } },
  'the address': { username: 'ada', inUrl: true },
  '.pypirc': { username: 'ada', pypirc: true },
};

/** Puts what it was sent into its answer, in every place that a client shows. */
const echo: Script = (request, response) => {
  const login = request.headers.authorization ?? '';
  const plain = Buffer.from(login.slice('Basic '.length), 'base64').toString();
  const encoded = encodeURIComponent(plain);
  request.resume();
  request.once('end', () => {
    response.writeHead(403, `no ${encoded}`, { 'content-type': 'text/plain' }).end(`${login} ${plain} ${encoded}`);
  });
};

const elsewhere: Script = (request, response) => {
  const plain = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString();
  request.resume();
  request.once('end', () => {
    response.writeHead(307, { location: `https://${encodeURIComponent(plain)}@host/${encodeURIComponent(plain)}` });
    response.end();
  });
};

const loginPage = '<html><input type="password"></html>';
const failures: Readonly<Record<string, readonly [exitCode: number, script: Script]>> = {
  'a 401': [5, reply(401, {}, 'who are you?')],
  'a 403 that repeats it': [5, echo],
  'a 403': [5, replySaying(403, 'Invalid or non-existent authentication information', {}, '')],
  'a 500': [5, reply(500, {}, 'Traceback')],
  'a reset': [5, resetAfter(100)],
  'a redirect to where it was repeated': [5, elsewhere],
  'a login page': [5, reply(200, { 'content-type': 'text/html' }, loginPage)],
};

describe('the secret battery', () => {
  const folder = useFolder();
  const index = useHostileIndex();
  let runs = 0;

  interface World {
    readonly home: string;
    readonly wheel: string;
    readonly env: Readonly<Record<string, string>>;
    readonly args: readonly string[];
  }

  /** A home, a folder for temporary files and a receipt of its own for each run. */
  async function worldOf({ args = [], env = {}, inUrl, pypirc, file }: Source): Promise<World> {
    runs += 1;
    const home = await folder.sub(`run-${String(runs)}`);
    const secrets = await folder.sub(`secrets-${String(runs)}`);
    await mkdir(join(home, 'tmp'));
    const wheel = await buildSampleWheel(await folder.sub(`run-${String(runs)}/dist`), {});
    const url = new URL(index.uploadUrl);
    if (inUrl === true) [url.username, url.password] = ['ada', encodeURIComponent(secret)];
    const login = pypirc === true ? `username = ada\npassword = ${secret}\n` : '';
    const listed = `[distutils]\nindex-servers = internal\n[internal]\nrepository = ${url.href}\n${login}`;
    await writeFile(join(secrets, 'pypirc'), listed);
    await writeFile(join(secrets, 'password'), `${secret}\n`);
    const given = file === true ? ['--password-file', join(secrets, 'password')] : [];
    return {
      home,
      wheel,
      env: { HOME: home, TMPDIR: join(home, 'tmp'), DEBUG: '*', ...env },
      args: ['-r', 'internal', '--config-file', join(secrets, 'pypirc'), ...args, ...given],
    };
  }

  async function expectClean(
    { home }: World,
    { stdout, stderr }: Omit<Run, 'exitCode'>,
    username: string,
  ): Promise<void> {
    const spellings = spellingsOf(username, secret);
    const texts = new Map([['stdout', stdout], ['stderr', stderr], ...(await textsBelow(home))]);
    for (const [where, text] of texts)
      expect(leakIn(text, spellings), `${where}: ${text.slice(0, 2000)}`).to.equal(null);
  }

  async function attempt(source: Source, extra: readonly string[], more: Partial<World> = {}): Promise<[World, Run]> {
    const made = await worldOf(source);
    const world = { ...made, ...more, env: { ...made.env, ...more.env } };
    const { args, wheel, env, home } = world;
    const all = [
      'release',
      '--signatures',
      'off',
      '--verbose',
      '--receipt',
      join(home, 'receipt.json'),
      ...args,
      ...extra,
    ];
    const options = { env, cwd: home, ...(source.input === undefined ? {} : { input: source.input }) };
    return [world, await pysign([...all, wheel], options)];
  }

  it('would find a secret in each spelling', () => {
    const spellings = spellingsOf('ada', secret);
    for (const [name, spelling] of spellings) {
      expect(leakIn(`x${spelling}y`, new Map([[name, spelling]]))).to.equal(name);
    }
    const basic = Buffer.from(`ada:${secret}`).toString('base64');
    const other = Buffer.from(`somebody:${secret}, and more`).toString('base64');
    for (const text of [basic, other, `"${JSON.stringify({ secret })}"`, encodeURIComponent(`a ${secret}`)])
      expect(leakIn(text, spellings), text).not.to.equal(null);
    expect(leakIn('pypi-AgEI and other words', spellings)).to.equal(null);
  });

  for (const [failing, [exitCode, script]] of Object.entries(failures)) {
    it(`finds none after ${failing}, wherever it came from`, async () => {
      index.on('POST /legacy/', script);
      for (const [name, source] of Object.entries(sources)) {
        const extra = Object.keys(sources).indexOf(name) % 2 === 0 ? ['--json'] : [];
        const [world, run] = await attempt(source, extra);
        expect(run.exitCode, `${name}: ${run.stderr}`).to.equal(exitCode);
        const login = Buffer.from(`${source.username}:${secret}`).toString('base64');
        expect(index.requestsTo('POST /legacy/').at(-1)?.headers.authorization, name).to.equal(`Basic ${login}`);
        expect(run.stderr, name).to.include('credentials: user');
        await expectClean(world, run, source.username);
      }
    });
  }

  it('finds none when the listing may not be read', async () => {
    index.on('GET /simple/demo/', echo);
    for (const source of Object.values(sources)) {
      const [world, run] = await attempt(source, []);
      expect(run.exitCode).to.equal(5);
      await expectClean(world, run, source.username);
    }
  });

  for (const typed of [
    ['-p', secret],
    [`-p${secret}`],
    ['--password', secret],
    [`--password=${secret}`],
    [`--pasword=${secret}`],
    ['--token', secret],
    [`-x${secret}`],
    ['--confirm-timeout', secret],
    ['--signatures', secret],
    ['--repository-url', secret],
    ['--repository-url', `ftp://ada:${encodeURIComponent(secret)}@host/`],
  ]) {
    it(`finds none after a bad flag: ${typed.join(' ').replaceAll(secret, '…').replaceAll(encodeURIComponent(secret), '…')}`, async () => {
      for (const extra of [[], ['--json']]) {
        const [world, run] = await attempt({ username: 'ada' }, [...extra, ...typed]);
        expect(run.exitCode, run.stderr).to.equal(2);
        await expectClean(world, run, 'ada');
      }
    });
  }

  it('finds none after a password where a command or nothing is expected', async () => {
    for (const args of [
      ['--password', secret, 'upload', '--json'],
      ['keys', 'list', secret],
      ['login', secret],
    ]) {
      const made = await worldOf({ username: 'ada' });
      const run = await pysign(args, { env: made.env, cwd: made.home });
      expect(run.exitCode).to.equal(2);
      await expectClean(made, run, 'ada');
    }
  });

  it('finds none after a bad file of settings', async () => {
    const files: readonly (readonly [string, string])[] = [
      ['pysign.toml', `[release]\ntoken = '${secret}'\n`],
      ['pysign.toml', `[release]\nsignatures = '${secret}'\n`],
      ['pysign.toml', `password = ${secret}\n`],
      ['.config/pysign/config.toml', `[repositories.a]\nupload-url = 'https://ada:${secret}@host/'\n`],
      ['.pypirc', `password = ${secret}\n`],
      ['.pypirc', `[distutils]\nindex-servers = internal\n[internal]\nrepository = ftp://ada:${secret}@host/\n`],
    ];
    for (const [name, text] of files) {
      const { home, wheel, env } = await worldOf({ username: 'ada' });
      const project = await folder.sub(`project-${String(runs)}`);
      const at = name === 'pysign.toml' ? project : await folder.sub(`home-${String(runs)}`);
      await mkdir(join(at, '.config', 'pysign'), { recursive: true });
      await writeFile(join(at, name), text);
      const places = { HOME: at, XDG_CONFIG_HOME: join(at, '.config') };
      const args = ['release', '--verbose', '--receipt', join(home, 'receipt.json'), '-r', 'internal', wheel];
      const run = await pysign(args, { env: { ...env, ...places }, cwd: project });
      expect(run.exitCode, run.stderr).to.equal(2);
      await expectClean({ home, wheel, env, args }, run, 'ada');
    }
  });

  it('finds none after a crash', async () => {
    const bug = join(folder.path, 'bug.mjs');
    const lines = [
      'const stringify = JSON.stringify;',
      'JSON.stringify = (value, replacer, space) => {',
      "  if (space === 2) throw new TypeError('a bug near ' + process.argv.join(' '));",
      '  return stringify(value, replacer, space);',
      '};',
    ];
    await writeFile(bug, lines.join('\n'));
    for (const source of Object.values(sources)) {
      const [world, run] = await attempt(source, [], { env: { NODE_OPTIONS: `--import ${bug}` } });
      expect(run.stderr, run.stderr).to.include('a bug near');
      expect(run.exitCode).to.equal(1);
      await expectClean(world, run, source.username);
    }
  });

  it('finds no password of a proxy that is not there', async () => {
    const proxy = `http://ada:${encodeURIComponent(secret)}@127.0.0.1:9`;
    const [world, run] = await attempt({ username: 'ada' }, ['--repository-url', 'https://index.invalid/legacy/'], {
      env: { HTTPS_PROXY: proxy, TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'another-one' },
    });
    expect(run.exitCode, run.stderr).to.equal(5);
    await expectClean(world, run, 'ada');
  });

  it('finds none that was typed at a prompt', async () => {
    index.on('POST /legacy/', echo);
    const world = await worldOf({ username: 'ada' });
    const args = ['release', '--signatures', 'off', '--verbose', ...world.args, '--username', 'ada', world.wheel];
    const keys = [['Password of ada', `${secret}${key.enter}`]] as const;
    const { raw, exitCode } = await onTerminal(args, { env: world.env, cwd: world.home, keys });
    expect(exitCode, raw).to.equal(5);
    expect(index.requestsTo('POST /legacy/')).to.have.length(1);
    await expectClean(world, { stdout: raw, stderr: '' }, 'ada');
  });
});

const absent = missingProgram === null ? '' : ` (not run: ${missingProgram} is not installed)`;

describe(`the secret battery, with a key chain${absent}`, () => {
  const folder = useFolder();
  const index = useHostileIndex();
  const chain = useKeyChain();

  (missingProgram === null ? it : it.skip)('finds none that was kept there', async () => {
    const home = await folder.sub('home');
    const wheel = await buildSampleWheel(await folder.sub('home/dist'), {});
    const env = { ...chain.env, TMPDIR: home, DEBUG: '*' };
    const flags = ['--repository-url', index.uploadUrl.href];
    const stored = await pysign(['login', ...flags, '--username', 'ada', '--password-stdin'], { env, input: secret });
    expect(stored.exitCode, stored.stderr).to.equal(0);
    const check = await pysign(['login', '--check', ...flags], { env });
    index.on('POST /legacy/', echo);
    const run = await pysign(['release', '--signatures', 'off', '--verbose', ...flags, wheel], { env });
    expect(run.exitCode).to.equal(5);
    expect(index.requestsTo('POST /legacy/')).to.have.length(1);
    const texts = [stored, check, run].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    for (const text of [...texts, ...(await textsBelow(home)).values()])
      expect(leakIn(text, spellingsOf('ada', secret)), text).to.equal(null);
  });
});
