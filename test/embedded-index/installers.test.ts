import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { type RunningIndex, startEmbeddedIndex } from '../../src/embedded-index/server.ts';
import { pythonProgram } from '../python-environment.ts';
import { buildSampleDistributions, buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { indexUrl, runClient } from './clients.ts';
import { ARMOUR, post, signaturePart, uploadParts } from './upload-form.ts';

for (const password of [null, 'p@ss/word']) {
  describe(`installers that are given nothing but this index ${password === null ? 'without' : 'with'} a password`, () => {
    const folder = useFolder();
    const index = useEmbeddedIndex({ password });
    let wheels: readonly string[] = [];
    const only = (): readonly string[] => ['--no-deps', '--index-url', indexUrl(index.simpleUrl, index.env)];
    const empty = async (): Promise<string> => mkdtemp(join(folder.path, 'installed-'));

    before(async () => {
      const old = await buildSampleDistributions(await folder.sub('old'), { name: 'Some.Demo', version: '1.0' });
      const current = await buildSampleDistributions(await folder.sub('new'), { name: 'Some.Demo', version: '1.1' });
      wheels = [old.wheel, current.wheel];
      for (const [version, paths] of [
        ['1.0', old],
        ['1.1', current],
      ] as const) {
        for (const path of [paths.wheel, paths.sdist]) {
          const file = { name: 'Some.Demo', version, filename: basename(path), bytes: await readFile(path) };
          const told = await post(index.uploadUrl, uploadParts(file, [signaturePart(ARMOUR)]), { ...index.headers });
          expect(told.reason).to.equal('OK');
        }
      }
    });

    it('pip downloads the newest wheel, as it was sent', async () => {
      const target = await empty();
      const args = [
        'download',
        '--no-cache-dir',
        '--disable-pip-version-check',
        ...only(),
        '--dest',
        target,
        'some_demo',
      ];
      const run = await runClient('pip', args);
      expect(run.exitCode, run.output).to.equal(0);
      const [wheel = ''] = wheels.slice(-1);
      expect(await readdir(target)).to.deep.equal([basename(wheel)]);
      expect(await readFile(join(target, basename(wheel)))).to.deep.equal(await readFile(wheel));
    });

    it('pip installs a version by its name in another spelling', async () => {
      const target = await empty();
      const args = [
        'install',
        '--no-cache-dir',
        '--disable-pip-version-check',
        ...only(),
        '--target',
        target,
        'SOME-demo==1.0',
      ];
      const run = await runClient('pip', args);
      expect(run.exitCode, run.output).to.equal(0);
      expect(await readdir(target)).to.include.members(['some_demo', 'some_demo-1.0.dist-info']);
    });

    it('pip is told that a project is not there, and asks nobody else', async () => {
      const target = await empty();
      const args = [
        'install',
        '--no-cache-dir',
        '--disable-pip-version-check',
        ...only(),
        '--target',
        target,
        'absent-demo',
      ];
      const run = await runClient('pip', args);
      expect(run.exitCode).not.to.equal(0);
      expect(run.output).to.include('No matching distribution found for absent-demo');
    });

    it('uv installs it', async () => {
      const target = await empty();
      const python = ['--python', pythonProgram('python'), '--no-cache', '--no-python-downloads'];
      const run = await runClient('uv', ['pip', 'install', ...python, ...only(), '--target', target, 'some.demo<1.1']);
      expect(run.exitCode, run.output).to.equal(0);
      expect(await readdir(target)).to.include.members(['some_demo', 'some_demo-1.0.dist-info']);
    });
  });
}

describe('installers that want only the metadata of a wheel', () => {
  const folder = useFolder();
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const filename = 'large_demo-1.0-py3-none-any.whl';
  let index: RunningIndex | null = null;

  before(async () => {
    const directory = await folder.sub('index');
    index = await startEmbeddedIndex({ directory, port: 0, authentication: null, dropSignatures: false, log });
    const path = await buildSampleWheel(await folder.sub('dist'), {
      name: 'large-demo',
      version: '1.0',
      payloadBytes: 1 << 20,
    });
    const file = { name: 'large-demo', version: '1.0', filename: basename(path), bytes: await readFile(path) };
    expect((await post(new URL('legacy/', index.url), uploadParts(file))).status).to.equal(200);
  });
  after(async () => index?.close());
  beforeEach(() => lines.splice(0));

  const only = (): readonly string[] => ['--index-url', new URL('simple/', index?.url).href, 'large-demo'];
  const statuses = (): readonly string[] =>
    lines.filter((line) => line.includes(`/files/large-demo/${filename} `)).map((line) => line.split(' ').at(-3) ?? '');

  it('pip reads it from parts of the file, without the file', async () => {
    const quiet = ['--no-cache-dir', '--disable-pip-version-check'];
    const lazy = ['--use-feature=fast-deps', '--dry-run', '--ignore-installed'];
    const run = await runClient('pip', ['install', ...quiet, ...lazy, ...only()]);
    expect(run.exitCode, run.output).to.equal(0);
    expect(run.output).to.include('Obtaining dependency information from large-demo 1.0');
    expect(statuses()).to.include('206');
  });

  it('pip installs the whole after that', async () => {
    const target = await folder.sub('by-pip');
    const quiet = ['--no-cache-dir', '--disable-pip-version-check', '--use-feature=fast-deps'];
    const run = await runClient('pip', ['install', ...quiet, '--target', target, ...only()]);
    expect(run.exitCode, run.output).to.equal(0);
    expect(await readdir(target)).to.include('large_demo-1.0.dist-info');
    expect(statuses()).to.include.members(['206', '200']);
  });

  it('uv resolves from parts of the file, and installs the whole after that', async () => {
    const target = await folder.sub('by-uv');
    const python = ['--python', pythonProgram('python'), '--no-cache', '--no-python-downloads'];
    const resolved = await runClient('uv', ['pip', 'install', '--dry-run', ...python, '--target', target, ...only()]);
    expect(resolved.exitCode, resolved.output).to.equal(0);
    expect(statuses()).to.include('206');
    const run = await runClient('uv', ['pip', 'install', ...python, '--target', target, ...only()]);
    expect(run.exitCode, run.output).to.equal(0);
    expect(await readdir(target)).to.include('large_demo-1.0.dist-info');
  });
});
