import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { isSystemError } from '../../../src/errors.ts';
import { buildSampleDistributions } from '../../fixtures/distributions.ts';
import { withOwnFileSystem } from '../../fixtures/own-file-system.ts';
import { type Desk, onDisk, released, told } from './desk.ts';

const built = ['demo-1.0-py3-none-any.whl', 'demo-1.0.tar.gz'];

export async function readOnlyFolder(desk: Desk): Promise<void> {
  await withOwnFileSystem(async ({ folder, remount }) => {
    const { wheel, sdist } = await buildSampleDistributions(folder);
    await remount('ro');
    for (const command of [['sign'], ['release', ...desk.index.flags]]) {
      const failure = await told([...command, wheel, sdist], desk.author);
      expect(failure).to.include({ exitCode: 6, code: 'ENVIRONMENT' });
      expect(failure.message).to.match(/\.asc could not be written: .*read-only/u);
      expect(failure.next).to.include(folder);
    }
    expect(await onDisk(folder)).to.deep.equal(built);
    expect(desk.index.count(/^POST /u)).to.equal(0);
    await remount('rw');
    await released([wheel, sdist], desk);
  });
}

export async function diskFullWhileWritingSignature(desk: Desk): Promise<void> {
  await withOwnFileSystem(async ({ folder }) => {
    const { wheel, sdist } = await buildSampleDistributions(folder, { name: 'full' });
    const ballast = join(folder, 'ballast');
    await fill(ballast);
    for (const command of [['sign'], ['release', ...desk.index.flags]]) {
      const failure = await told([...command, wheel, sdist], desk.author);
      expect(failure).to.include({ exitCode: 6, code: 'ENVIRONMENT' });
      expect(failure.message).to.match(/\.asc could not be written: .*no space left/u);
      expect(failure.next).to.include('make room').and.to.include(folder);
    }
    expect(await onDisk(folder)).to.deep.equal(['ballast', 'full-1.0-py3-none-any.whl', 'full-1.0.tar.gz']);
    expect(desk.index.count(/^POST /u)).to.equal(0);
    await rm(ballast);
    await released([wheel, sdist], desk);
  });
}

async function fill(path: string): Promise<void> {
  for (;;) {
    try {
      await appendFile(path, Buffer.alloc(4096));
    } catch (error) {
      if (isSystemError(error, 'ENOSPC')) return;
      throw error;
    }
  }
}
