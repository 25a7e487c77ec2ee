import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions } from '../../fixtures/distributions.ts';
import { pysign } from '../../fixtures/program.ts';
import { type Desk, expectUnsigned, onDisk, released, told } from './desk.ts';

const upload = /^POST /u;

export async function nameNotNormalised(desk: Desk): Promise<void> {
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'Odd.Name_X' });
  const oldStyle = join(room, 'Odd.Name_X-1.0.tar.gz');
  await rename(sdist, oldStyle);
  const receipt = await released([wheel, oldStyle], desk);
  expect(receipt.project).to.equal('odd-name-x');
  expect(desk.index.count(/^GET \/simple\/(?!odd-name-x\/)/u)).to.equal(0);
  expect(await desk.index.behind.files('odd-name-x')).to.have.members([
    'odd_name_x-1.0-py3-none-any.whl',
    'Odd.Name_X-1.0.tar.gz',
  ]);
  const asWritten = await pysign(
    ['confirm', '--signatures', 'require', ...desk.index.flags, 'Odd.Name_X==1.0'],
    desk.author,
  );
  expect(asWritten.exitCode, asWritten.stderr).to.equal(0);
  expect(asWritten.stdout).to.include('2 files of odd-name-x 1.0 found on');
}

export async function sameBaseNameInTwoFolders(desk: Desk): Promise<void> {
  const [one, other] = [await desk.room(), await desk.room()];
  const { wheel } = await buildSampleDistributions(one, { name: 'twice' });
  const { wheel: namesake } = await buildSampleDistributions(other, { name: 'twice', extra: { 'x.py': 'x = 1\n' } });
  const failure = await told(['release', ...desk.index.flags, wheel, namesake], desk.author);
  expect(failure).to.include({ exitCode: 2, code: 'USAGE' });
  expect(failure.message).to.include(wheel).and.to.include(namesake);
  expect(failure.next).to.include('one folder');
  await expectUnsigned(one);
  await expectUnsigned(other);
  expect(desk.index.count(upload)).to.equal(0);
  await released([wheel], desk);
  await expectUnsigned(other);
}

export async function wheelOfAnotherVersionInDist(desk: Desk): Promise<void> {
  const project = await desk.room();
  const dist = join(project, 'dist');
  await mkdir(dist);
  const old = await buildSampleDistributions(dist, { name: 'leftover' });
  await rm(old.sdist);
  const { wheel, sdist } = await buildSampleDistributions(dist, { name: 'leftover', version: '1.1' });
  const failure = await told(['release', ...desk.index.flags], { ...desk.author, cwd: project });
  expect(failure).to.include({ exitCode: 2, code: 'SEVERAL_VERSIONS' });
  expect(failure.message).to.include('leftover-1.0-py3-none-any.whl').and.to.include('leftover-1.1-py3-none-any.whl');
  expect(failure.next).to.include('empty dist/');
  await expectUnsigned(dist);
  expect(desk.index.count(upload)).to.equal(0);
  await rm(old.wheel);
  await released([wheel, sdist], desk);
}

export async function metadataDisagreesWithTheFileName(desk: Desk): Promise<void> {
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'renamed' });
  for (const path of [wheel, sdist]) {
    const wrong = path.replace('renamed-1.0', 'renamed-6.6');
    await rename(path, wrong);
    const failure = await told(['release', ...desk.index.flags, wrong], desk.author);
    expect(failure).to.include({ exitCode: 2, code: 'DISTRIBUTION_INVALID', next: 'python -m build' });
    expect(failure.message).to.include('renamed-6.6').and.to.include('1.0');
    await expectUnsigned(room);
    await rename(wrong, path);
  }
  expect(desk.index.count(upload)).to.equal(0);
  await released([wheel, sdist], desk);
}

export async function fileOfNoBytes(desk: Desk): Promise<void> {
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'empty' });
  for (const path of [wheel, sdist]) {
    await writeFile(path, '');
    const failure = await told(['release', ...desk.index.flags, wheel, sdist], desk.author);
    expect(failure).to.include({ exitCode: 2, code: 'DISTRIBUTION_INVALID', next: 'python -m build' });
    expect(failure.message).to.include(path.slice(room.length + 1));
    await expectUnsigned(room);
    await buildSampleDistributions(room, { name: 'empty' });
  }
  expect(desk.index.count(upload)).to.equal(0);
  await released([wheel, sdist], desk);
}

/** Before it is signed, and after. */
export async function fileVanishes(desk: Desk): Promise<void> {
  const project = await desk.room();
  const dist = join(project, 'dist');
  let version = 0;
  let sdist = '';
  const build = async (): Promise<void> => {
    version += 1;
    await rm(dist, { recursive: true, force: true });
    await mkdir(dist);
    ({ sdist } = await buildSampleDistributions(dist, { name: 'gone', version: String(version) }));
  };
  const run = ['release', ...desk.index.flags];
  const here = { ...desk.author, cwd: project };

  desk.index.tamper(/^GET \/simple\/gone\//u, (_, response) => {
    void rm(sdist, { force: true }).then(() => response.writeHead(404).end());
  });
  const unsigned = await told(run, here, { prepare: build, differs: /gone-\d/gu });
  expect(unsigned).to.include({ exitCode: 3, code: 'FILE_CHANGED' });
  expect(unsigned.message).to.match(/^gone-\d\.tar\.gz is gone$/u);
  expect(unsigned.next).to.include('run the same command again');
  expect(await onDisk(dist)).to.deep.equal(['gone-2-py3-none-any.whl', 'gone-2-py3-none-any.whl.asc']);
  expect(desk.index.count(upload)).to.equal(0);

  desk.index.honest();
  const unsent = await told(run, here, {
    prepare: async () => {
      await build();
      desk.index.whileUploading(1, async () => rm(sdist, { force: true }));
    },
    differs: /gone-\d/gu,
  });
  expect(unsent).to.include({ exitCode: 3, code: 'FILE_CHANGED' });
  expect(unsent.message).to.match(/^gone-\d\.tar\.gz /u);
  expect(unsent.next).to.include('run the same command again');
  const there = await desk.index.behind.files('gone');
  expect(there).to.have.members(['gone-3-py3-none-any.whl', 'gone-4-py3-none-any.whl']);

  desk.index.honest();
  const { wheel } = await buildSampleDistributions(dist, { name: 'gone', version: String(version) });
  await released([wheel, sdist], desk);
}
