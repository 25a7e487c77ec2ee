import { expect } from 'chai';
import { copyFile } from 'node:fs/promises';
import { readDistribution } from '../../src/distributions/read-distribution.ts';
import { writeTarGz, writeZip } from '../fixtures/archives.ts';
import { buildSampleSdist, buildSampleWheel, sampleMetadata } from '../fixtures/distributions.ts';
import { refusalOf } from './refusal.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const TEXT = sampleMetadata({ name: 'My.Demo', version: '1.0' });

describe('.zip sdist', () => {
  const inFolder = useTemporaryFolder();

  it('is read like a .tar.gz, with the warning that PyPI refuses it', async () => {
    const path = inFolder('my_demo-1.0.zip');
    await writeZip(path, [
      ['my_demo-1.0/my_demo.egg-info/PKG-INFO', 'Name: other\n'],
      ['my_demo-1.0/PKG-INFO', TEXT],
    ]);
    const { metadata, ...rest } = await readDistribution(path);
    expect(rest).to.deep.equal({
      path,
      filename: 'my_demo-1.0.zip',
      kind: 'sdist',
      project: 'my-demo',
      version: '1.0',
      pyversion: 'source',
      warnings: ['my_demo-1.0.zip: PyPI refuses .zip sdists since October 2025; it takes my_demo-1.0.tar.gz alone'],
    });
    expect(metadata.name).to.equal('My.Demo');
  });

  for (const [what, name] of [
    ['another project', 'other-1.0.zip'],
    ['another version', 'my_demo-1.1.zip'],
  ] as const) {
    it(`whose file name says ${what} than its PKG-INFO is refused`, async () => {
      await writeZip(inFolder(name), [[`${name.replace('.zip', '')}/PKG-INFO`, TEXT]]);
      const { code, message } = await refusalOf(async () => readDistribution(inFolder(name)));
      expect([code, message]).to.deep.equal([
        'DISTRIBUTION_INVALID',
        `${name}: its PKG-INFO says "My.Demo" "1.0", not what the file name says`,
      ]);
    });
  }
});

describe('file name that is not normalised', () => {
  const inFolder = useTemporaryFolder();

  for (const name of ['My.Demo-1.0.tar.gz', 'my-demo-1.0.tar.gz', 'my_demo-1.0.0.tar.gz', 'MY_demo-v1.0.tar.gz']) {
    it(`is a warning for ${name}`, async () => {
      await writeTarGz(inFolder(name), [[`my_demo-1.0/PKG-INFO`, TEXT]]);
      const { project, version, warnings } = await readDistribution(inFolder(name));
      expect([project, version]).to.deep.equal(['my-demo', '1.0']);
      expect(warnings).to.deep.equal([
        `${name}: PyPI refuses this file name since October 2025; it takes my_demo-1.0.tar.gz alone`,
      ]);
    });
  }

  it('is a warning for a wheel', async () => {
    const wheel = await buildSampleWheel(inFolder(), { name: 'My.Demo' });
    await copyFile(wheel, inFolder('My.Demo-1.0-py3-none-any.whl'));
    const { project, warnings } = await readDistribution(inFolder('My.Demo-1.0-py3-none-any.whl'));
    expect(project).to.equal('my-demo');
    expect(warnings).to.deep.equal([
      'My.Demo-1.0-py3-none-any.whl: PyPI refuses this file name; it must start with my_demo-',
    ]);
  });

  it('is none where it is: no warning for what build tools make today', async () => {
    const files = [
      await buildSampleWheel(inFolder(), { name: 'My.Demo', version: '2.0rc1' }),
      await buildSampleSdist(inFolder(), { name: 'My.Demo', version: '1!2.0.post1+local.7' }),
    ];
    for (const file of files) expect((await readDistribution(file)).warnings).to.deep.equal([]);
  });
});

describe('unusual metadata', () => {
  const inFolder = useTemporaryFolder();

  it('is read, and each oddity is one warning', async () => {
    const path = inFolder('demo-1.0.tar.gz');
    const fields = [
      'Metadata-Version: 2.1',
      'Name: demo',
      'Version: 1.0',
      'X-Invented: a',
      'x-invented: b',
      'Summary: one',
      'Summary: two',
      'Dynamic: license-file',
      'License-File: LICENSE',
      'Import-Name: demo',
    ];
    await writeTarGz(path, [['demo-1.0/PKG-INFO', `${fields.join('\n')}\n`]]);
    expect((await readDistribution(path)).warnings).to.deep.equal([
      'demo-1.0.tar.gz: "x-invented": core metadata has no such field, and no index will keep it',
      'demo-1.0.tar.gz: "summary": in its metadata more than once; the first is sent',
      'demo-1.0.tar.gz: "dynamic", "import-name": newer than its Metadata-Version 2.1; PyPI refuses that',
    ]);
  });

  for (const version of ['2.0', '2.6', '3.0', '10.0']) {
    it(`of version ${version} is a warning`, async () => {
      const path = inFolder('demo-1.0.tar.gz');
      const text = `Metadata-Version: ${version}\nName: demo\nVersion: 1.0\nImport-Name: demo\n`;
      await writeTarGz(path, [['demo-1.0/PKG-INFO', text]]);
      expect((await readDistribution(path)).warnings).to.deep.equal([
        `demo-1.0.tar.gz: PyPI knows no Metadata-Version "${version}"; it takes 1.0, 1.1, 1.2, 2.1, 2.2, 2.3, 2.4, 2.5`,
      ]);
    });
  }

  it('with thousands of invented fields of any length gives one short warning', async () => {
    const path = inFolder('demo-1.0.tar.gz');
    const invented = Array.from({ length: 5000 }, (_, each) => `X${'y'.repeat(300)}${each}: z\n`).join('');
    const text = `Metadata-Version: 2.5\nName: demo\nVersion: 1.0\n${invented}`;
    await writeTarGz(path, [['demo-1.0/PKG-INFO', text]]);
    const { warnings } = await readDistribution(path);
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0])
      .to.match(/…" and 4995 more: core metadata/)
      .and.to.have.lengthOf.below(600);
  });
});
