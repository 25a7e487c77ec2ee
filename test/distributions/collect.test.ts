import { expect } from 'chai';
import { copyFile, mkdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { collect, type Collection, defaultPaths } from '../../src/distributions/collect.ts';
import { buildSampleDistributions, buildSampleSdist, buildSampleWheel } from '../fixtures/distributions.ts';
import { refusalOf } from './refusal.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

describe('collecting the files of a release', () => {
  const inFolder = useTemporaryFolder();

  it('gives wheels first, then sdists, by file name, however they were named', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder());
    const other = await buildSampleWheel(inFolder(), { tags: 'cp312-cp312-linux_x86_64' });
    const { distributions, ...rest } = await collect([relative(process.cwd(), sdist), wheel, other, sdist]);
    expect(distributions.map(({ distribution }) => distribution.path)).to.deep.equal([other, wheel, sdist]);
    expect(distributions.map(({ size }) => size)).to.deep.equal([
      await sizeOf(other),
      await sizeOf(wheel),
      await sizeOf(sdist),
    ]);
    expect(rest).to.deep.equal({ project: 'demo', version: '1.0', attestations: [], ignored: [] });
  });

  it('finds the signature beside a distribution, named or not, and only there', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder());
    await mkdir(inFolder('elsewhere'));
    await writeFile(`${wheel}.asc`, 'signature');
    await writeFile(inFolder('elsewhere', 'demo-1.0.tar.gz.asc'), 'signature of another file');
    const expected = [
      [`${wheel}.asc`, true],
      [`${sdist}.asc`, false],
    ];
    expect(signaturesOf(await collect([wheel, sdist]))).to.deep.equal(expected);
    expect(signaturesOf(await collect([`${wheel}.asc`, wheel, sdist]))).to.deep.equal(expected);
  });

  it('sets folders, other files and signatures over those apart', async () => {
    const wheel = await buildSampleWheel(inFolder());
    await mkdir(inFolder('folder.whl'));
    for (const name of ['SHA256SUMS', 'SHA256SUMS.asc', 'docs.zip', 'demo-1.0.tar.bz2']) {
      await writeFile(inFolder(name), '');
    }
    const given = ['SHA256SUMS', 'SHA256SUMS.asc', 'docs.zip', 'demo-1.0.tar.bz2', 'folder.whl'].map((name) =>
      inFolder(name),
    );
    const collection = await collect([...given, wheel]);
    expect(collection.ignored.toSorted()).to.deep.equal(given.toSorted());
    expect(collection.distributions).to.have.lengthOf(1);
  });

  it('takes 1.0 and 1.0.0 for one version', async () => {
    const wheel = await buildSampleWheel(inFolder());
    const sdist = await buildSampleSdist(inFolder(), { version: '1.0.0' });
    expect((await collect([wheel, sdist])).version).to.equal('1.0');
  });

  it('refuses no files', async () => {
    expect(await problemsOf([])).to.deep.equal(['NO_FILES', 'no file was named, and dist/ has none']);
  });

  it('refuses files with no distribution among them', async () => {
    await writeFile(inFolder('notes.txt'), '');
    expect(await problemsOf([inFolder('notes.txt')])).to.deep.equal([
      'NO_DISTRIBUTION',
      `looked at ${inFolder('notes.txt')}`,
    ]);
  });

  it('refuses a file that is not there, and a pattern that matched nothing', async () => {
    const wheel = await buildSampleWheel(inFolder());
    const missing = inFolder('demo-1.0.tar.gz');
    expect(await problemsOf([wheel, missing])).to.deep.equal(['USAGE', `${missing}: there is no such file`]);
    expect(await problemsOf([missing])).to.deep.equal(['USAGE', `${missing}: there is no such file`]);
    expect(await problemsOf([inFolder('none', '*')])).to.deep.equal([
      'NO_DISTRIBUTION',
      `looked at ${inFolder('none', '*')}`,
      `${inFolder('none', '*')}: there is no such file`,
    ]);
  });

  it('refuses a link that leads to itself, naming it', async () => {
    await symlink(inFolder('demo-1.0.tar.gz'), inFolder('demo-1.0.tar.gz'));
    const [code, line] = await problemsOf([inFolder('demo-1.0.tar.gz')]);
    expect(code).to.equal('USAGE');
    expect(line).to.match(/^.*demo-1\.0\.tar\.gz: .*ELOOP/);
  });

  it('refuses a signature whose distribution is nowhere, unnamed, or in another folder', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder());
    await mkdir(inFolder('other'));
    const signatures = [inFolder('gone.asc'), `${sdist}.asc`, inFolder('other', 'demo-1.0-py3-none-any.whl.asc')];
    for (const signature of signatures) await writeFile(signature, '');
    expect(await problemsOf([wheel, ...signatures])).to.deep.equal([
      'ORPHAN_SIGNATURE',
      `${inFolder('gone.asc')}: gone is not beside it`,
      `${sdist}.asc: demo-1.0.tar.gz lies beside it and was not named`,
      `${inFolder('other', 'demo-1.0-py3-none-any.whl.asc')}: demo-1.0-py3-none-any.whl is not beside it`,
    ]);
  });

  it('refuses two projects and two versions, with their files', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder());
    const old = await buildSampleSdist(inFolder(), { version: '0.9' });
    const other = await buildSampleWheel(inFolder(), { name: 'Other' });
    const versions = ['demo 1.0: demo-1.0-py3-none-any.whl, demo-1.0.tar.gz', 'demo 0.9: demo-0.9.tar.gz'];
    expect(await problemsOf([wheel, sdist, old])).to.have.members(['SEVERAL_VERSIONS', ...versions]);
    expect(await problemsOf([wheel, sdist, other, old])).to.have.members([
      'SEVERAL_PROJECTS',
      'demo: demo-1.0-py3-none-any.whl, demo-0.9.tar.gz, demo-1.0.tar.gz',
      'other: other-1.0-py3-none-any.whl',
      ...versions,
    ]);
  });

  it('refuses one file name in two folders', async () => {
    const wheel = await buildSampleWheel(inFolder());
    await mkdir(inFolder('copy'));
    const copy = inFolder('copy', 'demo-1.0-py3-none-any.whl');
    await copyFile(wheel, copy);
    const [code, line] = await problemsOf([wheel, copy]);
    expect(code).to.equal('USAGE');
    expect(line?.split(' and ')).to.have.members([wheel, copy]);
  });

  it('says everything at once, and the first in order gives the code', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder());
    const other = await buildSampleWheel(inFolder(), { name: 'other' });
    const old = await buildSampleWheel(inFolder(), { version: '0.9' });
    await rename(sdist, inFolder('demo-1.1.tar.gz'));
    await writeFile(inFolder('broken-1.0-py3-none-any.whl'), 'no zip');
    await writeFile(inFolder('gone-1.0.tar.gz.asc'), '');
    const paths = ['broken-1.0-py3-none-any.whl', 'demo-1.1.tar.gz', 'gone-1.0.tar.gz.asc', 'gone.txt'].map((name) =>
      inFolder(name),
    );
    const [code, ...lines] = await problemsOf([...paths, wheel, other, old]);
    expect(code).to.equal('USAGE');
    expect(lines.map((line) => line.replace(inFolder('/'), '').replace(/ \(.*/, ''))).to.deep.equal([
      'gone.txt: there is no such file',
      'gone-1.0.tar.gz.asc: gone-1.0.tar.gz is not beside it',
      'demo: demo-0.9-py3-none-any.whl, demo-1.0-py3-none-any.whl',
      'other: other-1.0-py3-none-any.whl',
      'demo 0.9: demo-0.9-py3-none-any.whl',
      'demo 1.0: demo-1.0-py3-none-any.whl',
      'broken-1.0-py3-none-any.whl: not a readable zip archive',
      'demo-1.1.tar.gz: its PKG-INFO says "demo" "1.0", not what the file name says',
    ]);
  });
});

describe('files when none is named', () => {
  const inFolder = useTemporaryFolder();

  it('are those of dist/ that a shell would name, in order', async () => {
    await mkdir(inFolder('dist'));
    for (const name of ['b.tar.gz', '.gitignore', 'a.whl', 'B.whl']) await writeFile(inFolder('dist', name), '');
    const expected = ['B.whl', 'a.whl', 'b.tar.gz'].map((name) => inFolder('dist', name));
    expect(await defaultPaths(inFolder())).to.deep.equal(expected);
  });

  it('are none where there is no dist/', async () => {
    expect(await defaultPaths(inFolder())).to.deep.equal([]);
    await writeFile(inFolder('dist'), 'a file');
    expect(await defaultPaths(inFolder())).to.deep.equal([]);
  });
});

/** The code of the refusal, then its lines. */
async function problemsOf(paths: readonly string[]): Promise<readonly string[]> {
  const { code, details, next } = await refusalOf(async () => collect(paths));
  expect(next).to.be.a('string');
  return [code, ...details];
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

function signaturesOf({ distributions }: Collection): readonly (readonly [string, boolean])[] {
  return distributions.map(({ signaturePath, signatureExists }) => [signaturePath, signatureExists] as const);
}
