import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';

const password = 'correct-horse-7gT';

describe('settings in files', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex({ password });
  let run = 0;

  interface World {
    readonly pypirc?: string;
    readonly user?: string;
    readonly project?: string;
    readonly env?: Record<string, string>;
  }

  /** In a home and a project of its own. */
  async function release(args: readonly string[], { pypirc, user, project, env }: World): Promise<Run> {
    run += 1;
    const home = await folder.sub(`home-${String(run)}`);
    const cwd = await folder.sub(`home-${String(run)}/project`);
    const settings = join(home, 'settings', 'pysign');
    await mkdir(settings, { recursive: true });
    if (pypirc !== undefined) await writeFile(join(home, '.pypirc'), pypirc);
    if (user !== undefined) await writeFile(join(settings, 'config.toml'), user);
    if (project !== undefined) await writeFile(join(cwd, 'pysign.toml'), project);
    const wheel = await buildSampleWheel(cwd, { version: `1.${String(run)}` });
    const places = { HOME: home, XDG_CONFIG_HOME: join(home, 'settings') };
    const ended = await pysign(['release', '--json', ...args, wheel], {
      env: { ...author.env, ...places, ...env },
      cwd,
    });
    expect(ended.stdout + ended.stderr).not.to.include(password);
    return ended;
  }

  function listing(url: URL): string {
    const login = `username = ada\npassword = ${password}`;
    return `[distutils]\nindex-servers = internal\n\n[internal]\nrepository = ${url.href}\n${login}\n`;
  }

  function table(url: URL): string {
    return `[release]\nrepository = "internal"\nsigning-keys = ["${'0'.repeat(40)}", "${author.fingerprint}"]\n[repositories.internal]\nupload-url = "${url.href}"\n`;
  }

  it('lead a release to the index that .pypirc names, with its credentials', async () => {
    const ended = await release(['-r', 'internal'], { pypirc: listing(index.uploadUrl) });
    expect(ended.exitCode, ended.stdout).to.equal(0);
    const receipt = receiptFrom(ended);
    expect(receipt.index?.uploadUrl).to.equal(index.uploadUrl.href);
    expect(receipt.files[0]?.signature).to.deep.include({ fate: 'kept' });
  });

  it('lead it to the index of the project, signed by that of its keys which is here', async () => {
    const ended = await release([], { project: table(index.uploadUrl), pypirc: listing(index.uploadUrl) });
    expect(ended.exitCode, ended.stdout).to.equal(0);
    expect(ended.stdout).to.include(author.fingerprint);
  });

  it('of a clone do not lead the secrets of the environment anywhere until somebody names that index', async () => {
    const world = { project: table(index.uploadUrl), env: { TWINE_USERNAME: 'ada', TWINE_PASSWORD: password } };
    const unasked = await release([], world);
    expect(unasked.exitCode).to.equal(6);
    expect(receiptFrom(unasked).error?.message).to.match(/^TWINE_PASSWORD was not given for http:\/\/127/u);
    expect(receiptFrom(unasked).error?.next).to.include('--repository internal');
    expect((await release(['--repository', 'internal'], world)).exitCode).to.equal(0);
  });

  it('of a clone do not lead the credentials of .pypirc to another server', async () => {
    const evil = new URL('http://127.0.0.1:9/legacy/');
    const ended = await release(['-r', 'internal'], { project: table(evil), pypirc: listing(index.uploadUrl) });
    expect(ended.exitCode).to.equal(2);
    expect(receiptFrom(ended).error?.message).to.include('your own settings');
  });

  it('that are wrong stop a release by file and line, and name the setting that was meant', async () => {
    const ended = await release(['--repository-url', index.uploadUrl.href], {
      user: '\n[release]\nsignature = "off"\n',
    });
    expect(ended.exitCode).to.equal(2);
    expect(receiptFrom(ended).error?.message).to.match(/config\.toml:3: unknown key "signature".*"signatures"/u);
  });

  it('about an index, if wrong, do not stop signing', async () => {
    const home = await folder.sub('sign');
    await writeFile(join(home, '.pypirc'), 'no ini file');
    const env = { ...author.env, HOME: home, XDG_CONFIG_HOME: home, TWINE_REPOSITORY: 'unknown' };
    const ended = await pysign(['sign', await buildSampleWheel(home)], { env, cwd: home });
    expect(ended.exitCode, ended.stderr).to.equal(0);
  });
});
