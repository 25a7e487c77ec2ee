import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign, type RunOptions } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';

describe('release of files that may not be released as they are', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex();

  /** Both ways of printing must agree; nothing may be signed or sent. */
  async function refused(
    args: readonly string[],
    code: string,
    exitCode: number,
    options: RunOptions = author,
  ): Promise<string> {
    const asText = await pysign(['release', ...index.flags, ...args], options);
    const asJson = await pysign(['release', ...index.flags, '--json', ...args], options);
    expect([asText.exitCode, asJson.exitCode]).to.deep.equal([exitCode, exitCode]);
    expect(asText.stdout).to.equal('');
    expect(asText.stderr).to.match(/^error: .+/mu);
    expect(asJson.stderr).to.equal('');
    const { error, files } = receiptFrom(asJson);
    expect(error?.code).to.equal(code);
    expect(files).to.deep.equal([]);
    return asText.stderr;
  }

  it('no-files: says that dist is empty', async () => {
    const empty = await folder.sub('empty');
    const said = await refused([], 'NO_FILES', 2, { ...author, cwd: empty });
    expect(said).to.include('dist');
  });

  it('missing-file: names it', async () => {
    const said = await refused([join(folder.path, 'gone-1.0.tar.gz')], 'USAGE', 2);
    expect(said).to.include('gone-1.0.tar.gz');
  });

  it('no-distribution: names what was looked at', async () => {
    const notes = join(await folder.sub('notes'), 'NOTES.txt');
    await writeFile(notes, 'hello');
    expect(await refused([notes], 'NO_DISTRIBUTION', 2)).to.include('NOTES.txt');
  });

  it('two-projects: names both', async () => {
    const here = await folder.sub('two-projects');
    const one = await buildSampleDistributions(here, { name: 'demo' });
    const two = await buildSampleDistributions(here, { name: 'other' });
    const said = await refused([one.wheel, two.wheel], 'SEVERAL_PROJECTS', 2);
    expect(said).to.include('demo').and.include('other');
    expect((await readdir(here)).filter((name) => name.endsWith('.asc'))).to.deep.equal([]);
  });

  it('two-versions: names both', async () => {
    const here = await folder.sub('two-versions');
    const one = await buildSampleDistributions(here, { version: '1.0' });
    const two = await buildSampleDistributions(here, { version: '1.1' });
    const said = await refused([one.wheel, one.sdist, two.wheel], 'SEVERAL_VERSIONS', 2);
    expect(said).to.include('1.0').and.include('1.1');
  });

  it('orphan-signature: names it', async () => {
    const here = await folder.sub('orphan');
    const { wheel, sdist } = await buildSampleDistributions(here);
    await writeFile(`${sdist}.asc`, 'signature');
    await rm(sdist);
    expect(await refused([wheel, `${sdist}.asc`], 'ORPHAN_SIGNATURE', 2)).to.include('demo-1.0.tar.gz.asc');
  });

  it('renamed-to-another-version: compares the name with the metadata', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('renamed'));
    const renamed = wheel.replace('demo-1.0', 'demo-6.6');
    await rename(wheel, renamed);
    expect(await refused([renamed], 'DISTRIBUTION_INVALID', 2)).to.include('6.6');
  });

  it('signature-of-other-bytes: stops, names --replace, and leaves it alone', async () => {
    const { wheel, sdist } = await buildSampleDistributions(await folder.sub('other-bytes'));
    expect((await pysign(['sign', sdist], author)).exitCode).to.equal(0);
    await rename(`${sdist}.asc`, `${wheel}.asc`);
    const said = await refused([wheel], 'SIGNATURE_EXISTS', 3);
    expect(said).to.include('made over other bytes').and.include(`pysign sign --replace ${wheel}`);
    const replaced = await pysign(['sign', '--replace', wheel], author);
    expect(replaced.exitCode).to.equal(0);
    expect((await pysign(['release', ...index.flags, wheel], author)).exitCode).to.equal(0);
  });

  it('junk-signature: stops and names --replace', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('junk'), { version: '2.0' });
    await writeFile(`${wheel}.asc`, 'this is no signature');
    expect(await refused([wheel], 'SIGNATURE_EXISTS', 3)).to.include('--replace');
  });

  it('foreign-file: is left alone, and said', async () => {
    const here = await folder.sub('foreign');
    const { wheel } = await buildSampleDistributions(here, { version: '3.0' });
    const notes = join(here, 'NOTES.txt');
    await writeFile(notes, 'hello');
    const run = await pysign(['release', ...index.flags, wheel, notes], author);
    expect(run.exitCode).to.equal(0);
    expect(run.stdout).to.include('NOTES.txt is not a distribution and was left alone');
  });
});

describe('upload of files that are not ready', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex();

  async function refused(
    args: readonly string[],
    code: string,
    exitCode: number,
    options: RunOptions = author,
  ): Promise<string> {
    const asJson = await pysign(['upload', ...index.flags, '--json', ...args], options);
    expect(asJson.exitCode).to.equal(exitCode);
    expect(receiptFrom(asJson).error?.code).to.equal(code);
    const asText = await pysign(['upload', ...index.flags, ...args], options);
    expect(asText.exitCode).to.equal(exitCode);
    return asText.stderr;
  }

  it('unsigned-sibling: one signed file and one that is not', async () => {
    const { wheel, sdist } = await buildSampleDistributions(await folder.sub('sibling'));
    await pysign(['sign', wheel], author);
    const said = await refused([wheel, sdist], 'UNSIGNED_SIBLING', 2);
    expect(said).to.include('demo-1.0.tar.gz has no demo-1.0.tar.gz.asc').and.include('pysign sign');
  });

  it('unsigned: where signatures are required', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('unsigned'));
    await refused(['--signatures', 'require', wheel], 'UNSIGNED', 4);
  });

  it('rebuilt-after-signing: the signature no longer fits', async () => {
    const here = await folder.sub('rebuilt');
    const { wheel } = await buildSampleDistributions(here);
    await pysign(['sign', wheel], author);
    await buildSampleDistributions(here, { extra: { 'more.py': 'x = 1\n' } });
    expect(await refused([wheel], 'SIGNATURE_WRONG', 3)).to.include('made over other bytes');
  });

  it("stranger's-signature: nobody's key is there to check it with", async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('stranger'));
    await pysign(['sign', wheel], author);
    const elsewhere = { env: { ...author.env, GNUPGHOME: await folder.sub('g') } };
    expect(await refused([wheel], 'CERTIFICATE_NOT_FOUND', 4, elsewhere)).to.include('gpg --import');
  });

  it('sends files without any signature as they are, and says so', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('plain'), { version: '4.0' });
    const run = await pysign(['upload', ...index.flags, wheel], author);
    expect(run.exitCode).to.equal(0);
    expect(run.stdout).to.include('no signature');
  });
});
