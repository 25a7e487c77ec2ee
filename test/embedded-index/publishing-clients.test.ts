import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions, buildSampleWheel } from '../fixtures/distributions.ts';
import { type EmbeddedFixture, useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { type Author, useAuthor } from '../fixtures/gnupg.ts';
import { type ClientRun, runClient } from './clients.ts';
import { fetched, hasSig, listed, listedFile, signatureUrl } from './served.ts';

const account = [
  '--username',
  'ada',
  '--password',
  'unused',
  '--non-interactive',
  '--disable-progress-bar',
  '--verbose',
];

async function twine(index: EmbeddedFixture, author: Author, args: readonly string[]): Promise<ClientRun> {
  const everything = ['upload', '--repository-url', index.uploadUrl.href, ...account, ...args];
  return runClient('twine', everything, { GNUPGHOME: author.home, HOME: author.home });
}

async function uvPublish(index: EmbeddedFixture, args: readonly string[], password = 'unused'): Promise<ClientRun> {
  const safe = ['--trusted-publishing', 'never', '--keyring-provider', 'disabled', '--no-cache'];
  const who = ['--username', 'ada', '--password', password];
  return runClient('uv', ['publish', '--publish-url', index.uploadUrl.href, ...who, ...safe, ...args]);
}

describe('what the world sends', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex();

  describe('twine 7 with --sign', () => {
    let files: readonly string[] = [];
    let run: ClientRun = { exitCode: null, output: '' };

    before(async () => {
      const { wheel, sdist } = await buildSampleDistributions(await folder.sub('twine'), { name: 'twined' });
      files = [wheel, sdist];
      run = await twine(index, author, ['--sign', '--identity', author.fingerprint, ...files]);
    });

    it('is content', () => {
      expect(run.exitCode, run.output).to.equal(0);
    });

    it('makes has_sig true', async () => {
      expect(await hasSig(index.url, 'twined')).to.deep.equal(
        Object.fromEntries(files.map((path) => [basename(path), true])),
      );
    });

    it('finds its signatures again, byte for byte, and gpg verifies them over what is served', async () => {
      for (const path of files) {
        const file = await listedFile(index.url, basename(path), 'twined');
        const [content, signature] = [await fetched(file.url), await fetched(signatureUrl(file))];
        expect(content).to.deep.equal(await readFile(path));
        expect(signature).to.deep.equal(await readFile(`${path}.asc`));
        const armour = join(folder.path, 'served.asc');
        await writeFile(armour, signature ?? '');
        const status = author.gnupg.gpg(['--status-fd', '1', '--verify', armour, '-'], content ?? '').toString();
        expect(status).to.include(`VALIDSIG ${author.fingerprint}`);
      }
    });

    it('may say it again', async () => {
      const again = await twine(index, author, [...files, ...files.map((path) => `${path}.asc`)]);
      expect(again.exitCode, again.output).to.equal(0);
    });

    it('reads in the reason phrase that other bytes are refused', async () => {
      const other = await buildSampleWheel(await folder.sub('twine-other'), {
        name: 'twined',
        extra: { 'more.py': 'x = 1' },
      });
      const refused = await twine(index, author, [other]);
      expect(refused.exitCode).to.equal(1);
      expect(refused.output).to.include('400 File already exists. ');
    });
  });

  describe('uv publish', () => {
    let files: readonly string[] = [];

    before(async () => {
      const { wheel, sdist } = await buildSampleDistributions(await folder.sub('uv'), {
        name: 'uv.ed',
        payloadBytes: 3 << 20,
      });
      files = [wheel, sdist];
    });

    it('is content, and sends no signature', async () => {
      const run = await uvPublish(index, files);
      expect(run.exitCode, run.output).to.equal(0);
      for (const path of files) {
        const file = await listedFile(index.url, basename(path), 'uv-ed');
        expect(await fetched(file.url)).to.deep.equal(await readFile(path));
        expect(file.gpgSig).to.equal(false);
      }
    });

    it('finds equal files on the simple page', async () => {
      const run = await uvPublish(index, ['--check-url', index.simpleUrl.href, ...files]);
      expect(run.exitCode, run.output).to.equal(0);
      expect(run.output).to.include('already exists, skipping');
    });

    it('understands the refusal of other bytes', async () => {
      const other = await buildSampleWheel(await folder.sub('uv-other'), { name: 'uv.ed' });
      const run = await uvPublish(index, [other]);
      expect(run.exitCode).not.to.equal(0);
      expect(run.output).to.include('File already exists. ');
    });
  });
});

describe('an index with a password', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex({ password: 'wüst: & %' });

  it('refuses uv with a wrong one, and takes its upload with the right one', async () => {
    const wheel = await buildSampleWheel(await folder.sub('uv'), { name: 'guarded' });
    const refused = await uvPublish(index, [wheel], 'wrong');
    expect(refused.exitCode).not.to.equal(0);
    expect(refused.output).to.include('403');
    expect(await index.files('guarded')).to.deep.equal([]);
    expect((await uvPublish(index, [wheel], 'wüst: & %')).exitCode).to.equal(0);
    expect(await index.files('guarded')).to.deep.equal([basename(wheel)]);
  });

  it('refuses twine with a wrong one', async () => {
    const wheel = await buildSampleWheel(await folder.sub('twine'), { name: 'refused' });
    const run = await twine(index, author, [wheel]);
    expect(run.exitCode).to.equal(1);
    expect(run.output).to.include('403 Invalid or non-existent authentication information.');
    expect(await listed(index.url, 'refused').catch(() => [])).to.deep.equal([]);
  });
});
