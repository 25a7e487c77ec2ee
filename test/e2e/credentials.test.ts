import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';
import { key, onTerminal } from '../fixtures/terminal.ts';

const password = 'correct-horse-7gT';
const passphrase = 'battery-staple-9';

describe('credentials for an index that wants them, to upload and to read', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex({ password });
  const open = useHostileIndex();
  const locked = useAuthor('ed25519', { passphrase, pinentry: 'right' });
  let version = 0;

  /** In both ways of printing; the secret may stand in none of them, in no usual spelling. */
  async function release(env: Record<string, string>, url: string = index.uploadUrl.href): Promise<Run> {
    version += 1;
    const wheel = await buildSampleWheel(await folder.sub(String(version)), { version: `1.${String(version)}` });
    const args = ['release', '--repository-url', url, wheel];
    const asText = await pysign(args, { env: { ...author.env, ...env } });
    const asJson = await pysign([...args, '--json'], { env: { ...author.env, ...env } });
    const printed = asText.stdout + asText.stderr + asJson.stdout + asJson.stderr;
    for (const spelling of [
      password,
      Buffer.from(`ada:${password}`).toString('base64'),
      encodeURIComponent(password),
    ]) {
      expect(printed).not.to.include(spelling);
    }
    expect(asText.exitCode).to.equal(asJson.exitCode);
    return asJson;
  }

  it('are taken from TWINE_USERNAME and TWINE_PASSWORD', async () => {
    const run = await release({ TWINE_USERNAME: 'ada', TWINE_PASSWORD: password });
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(receiptFrom(run).files[0]?.signature).to.deep.include({ fate: 'kept', hasSig: true });
  });

  it('are taken from PYSIGN_USERNAME and PYSIGN_PASSWORD before those', async () => {
    const run = await release({ PYSIGN_USERNAME: 'ada', PYSIGN_PASSWORD: password, TWINE_PASSWORD: 'stale' });
    expect(run.exitCode, run.stdout).to.equal(0);
  });

  it('are taken from the address, and leave it before it is shown', async () => {
    const run = await release({}, index.uploadUrl.href.replace('//', `//ada:${password}@`));
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(receiptFrom(run).index?.uploadUrl).to.equal(index.uploadUrl.href);
  });

  it('are named by their place in the receipt, and with --verbose beside every request', async () => {
    const wheel = await buildSampleWheel(await folder.sub('verbose'), { version: '9.0' });
    const env = { ...author.env, TWINE_USERNAME: 'ada', UV_PUBLISH_PASSWORD: password };
    const run = await pysign(['release', '--json', '--verbose', ...index.flags, wheel], { env });
    expect(receiptFrom(run).credentials).to.equal('UV_PUBLISH_PASSWORD');
    const upload = index.uploadUrl.href;
    expect(run.stderr).to.include('settings: no files\n');
    expect(run.stderr).to.include('credentials: user ada (TWINE_USERNAME), password from UV_PUBLISH_PASSWORD');
    expect(run.stderr).to.match(new RegExp(String.raw`POST ${upload}: 200, \d+ ms, with credentials\n`, 'u'));
    expect(run.stderr).to.match(/GET \S+\/simple\/demo\/: 200, \d+ ms, with credentials\n/u);
  });

  it('are asked for at a terminal when an index that anyone may read wants them of an upload', async () => {
    open.on('POST /legacy/', reply(401), reply(200));
    const cwd = await folder.sub('asked');
    const wheel = await buildSampleWheel(cwd, { version: '8.0' });
    const run = await onTerminal(['upload', '--no-keyring', '--repository-url', open.uploadUrl.href, wheel], {
      env: {},
      cwd,
      keys: [
        ['User name', `ada${key.enter}`],
        ['Password of ada', `${password}${key.enter}`],
      ],
    });
    expect(run.exitCode, run.raw).to.equal(0);
    expect(run.raw).not.to.include(password);
    const logins = open.requestsTo('POST /legacy/').map(({ headers }) => headers.authorization);
    expect(logins).to.deep.equal([undefined, `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`]);
  });

  it('are asked for before the passphrase of the key', async () => {
    const cwd = await folder.sub('locked');
    const wheel = await buildSampleWheel(cwd, { version: '8.2' });
    await writeFile(join(cwd, 'key.asc'), locked.gnupg.secretKey(locked.fingerprint, passphrase));
    const args = ['release', '--key-file', 'key.asc', '--no-keyring', ...index.flags, wheel];
    const answers = [
      ['User name', `ada${key.enter}`],
      ['Password of ada', `${password}${key.enter}`],
      ['Passphrase', `${passphrase}${key.enter}`],
    ] as const;
    const run = await onTerminal(args, { env: {}, cwd, keys: answers });
    // Of the two questions that could come first, that for the passphrase would be for nothing.
    expect(run.screens[0]).not.to.include('Passphrase');
    expect(run.exitCode, run.raw).to.equal(0);
    const alone = await onTerminal([...args, '--non-interactive'], { env: {}, cwd });
    expect(alone.exitCode, alone.raw).to.equal(6);
    expect(alone.raw.replaceAll(/\s+/gu, ' ')).to.include('locked, and no passphrase was given');
  });

  it('are not asked for with --non-interactive', async () => {
    const cwd = await folder.sub('not-asked');
    const wheel = await buildSampleWheel(cwd, { version: '8.1' });
    const args = ['upload', '--no-keyring', ...index.flags, wheel];
    const flag = await onTerminal([...args, '--non-interactive'], { env: {}, cwd });
    const variable = await onTerminal(args, { env: { TWINE_NON_INTERACTIVE: '1' }, cwd });
    expect([flag.exitCode, variable.exitCode]).to.deep.equal([6, 6]);
    expect(flag.raw).not.to.include('User name');
  });

  it('are missing: exit 6, before anything is signed or sent', async () => {
    const run = await release({});
    expect(run.exitCode).to.equal(6);
    const { error } = receiptFrom(run);
    expect(error?.code).to.equal('CREDENTIALS_MISSING');
    expect(error?.next).to.include('TWINE_PASSWORD');
  });

  it('are half there: exit 6, and the missing half is named', async () => {
    const run = await release({ TWINE_USERNAME: 'ada' });
    expect(run.exitCode).to.equal(6);
    expect(receiptFrom(run).error?.message).to.include('no password');
  });

  for (const [what, env] of [
    ['a wrong password', { TWINE_USERNAME: 'ada', TWINE_PASSWORD: `${password}x` }],
    ['a token of another index', { PYSIGN_TOKEN: password }],
  ] as const) {
    it(`are refused: exit 5 for ${what}`, async () => {
      const run = await release(env);
      expect(run.exitCode).to.equal(5);
      expect(receiptFrom(run).error?.code).to.equal('CREDENTIALS_REFUSED');
    });
  }

  it('of PyPI are wanted before anything is signed', async () => {
    const wheel = await buildSampleWheel(await folder.sub('pypi'));
    const run = await pysign(['release', '--json', wheel], author);
    expect(run.exitCode).to.equal(6);
    expect(receiptFrom(run).error?.code).to.equal('CREDENTIALS_MISSING');
  });
});
