import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { pythonProgram } from '../python-environment.ts';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
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
