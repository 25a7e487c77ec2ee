import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { readDistribution } from '../../src/distributions/read-distribution.ts';
import { type ArchiveEntry, writeTarGz } from '../fixtures/archives.ts';
import { buildSampleSdist, sampleMetadata } from '../fixtures/distributions.ts';
import { refusalOf } from './refusal.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const TEXT = sampleMetadata({ name: 'demo', version: '1.0' });
const PKG_INFO: ArchiveEntry = ['demo-1.0/PKG-INFO', TEXT];
const MODULE: ArchiveEntry = ['demo-1.0/demo.py', 'pass\n'];

describe('sdist', () => {
  const inFolder = useTemporaryFolder();
  const path = (): string => inFolder('demo-1.0.tar.gz');

  it('is read: path, name, kind, project, version, metadata', async () => {
    const { metadata, ...rest } = await readDistribution(await buildSampleSdist(inFolder(), { name: 'My.Demo' }));
    expect(rest).to.deep.equal({
      path: inFolder('my_demo-1.0.tar.gz'),
      filename: 'my_demo-1.0.tar.gz',
      kind: 'sdist',
      project: 'my-demo',
      version: '1.0',
      pyversion: 'source',
      warnings: [],
    });
    expect(metadata).to.include({ metadataVersion: '2.4', name: 'My.Demo', version: '1.0' });
  });

  it('may be old: ./ before its members, a PKG-INFO of the .egg-info, dashes in name and version', async () => {
    const old = inFolder('my-old-pkg-1.0-1.tar.gz');
    const text = 'Metadata-Version: 1.0\r\nName: my-old.pkg\r\nVersion: 1.0-1\r\nPlatform: UNKNOWN\r\n';
    await writeTarGz(old, [
      ['./my-old-pkg-1.0-1/my_old_pkg.egg-info/PKG-INFO', 'Name: other\n'],
      ['./my-old-pkg-1.0-1/PKG-INFO', text],
    ]);
    expect(await readDistribution(old)).to.include({ project: 'my-old-pkg', version: '1.0.post1' });
  });

  async function refusedFor(reason: string): Promise<void> {
    const refusal = await refusalOf(async () => readDistribution(path()));
    expect(refusal.code).to.equal('DISTRIBUTION_INVALID');
    expect(refusal.message)
      .to.match(/^demo-1\.0\.tar\.gz: /)
      .and.to.include(reason);
    expect(refusal.message.length).to.be.lessThan(300);
    expect(refusal.next).to.equal('python -m build');
  }

  it('that is no gzip is refused', async () => {
    await writeFile(path(), Buffer.alloc(1000, 'x'));
    await refusedFor('not a readable .tar.gz archive');
  });

  it('that is gzip and no tar is refused', async () => {
    await writeFile(path(), gzipSync(Buffer.alloc(1000, 'x')));
    await refusedFor('not a readable .tar.gz archive');
  });

  it('with a damaged byte behind its PKG-INFO is refused', async () => {
    await writeTarGz(path(), [PKG_INFO, ['demo-1.0/data', randomText(300_000)]]);
    const bytes = await readFile(path());
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 5000) ^ 0xff, bytes.length - 5000);
    await writeFile(path(), bytes);
    await refusedFor('not a readable .tar.gz archive');
  });

  const cases: readonly (readonly [string, readonly ArchiveEntry[], string])[] = [
    ['without PKG-INFO', [MODULE], 'no PKG-INFO'],
    ['with PKG-INFO too deep', [['demo-1.0/demo.egg-info/PKG-INFO', TEXT]], 'no PKG-INFO'],
    ['with PKG-INFO outside a folder', [['PKG-INFO', TEXT]], 'no PKG-INFO'],
    ['with PKG-INFO of nothing', [[PKG_INFO[0], '']], 'no Metadata-Version'],
    ['with a path as name in PKG-INFO', [[PKG_INFO[0], TEXT.replace('demo', '../demo')]], 'no valid Name: "../demo"'],
    ['with another name in PKG-INFO', [[PKG_INFO[0], TEXT.replace('demo', 'other')]], 'says "other" "1.0"'],
    ['with another version in PKG-INFO', [[PKG_INFO[0], TEXT.replace('1.0', '1.1')]], 'says "demo" "1.1"'],
    [
      'with an endless version in PKG-INFO',
      [[PKG_INFO[0], TEXT.replace('1.0', 'x'.repeat(100_000))]],
      'no valid Version: "xxx',
    ],
  ];
  it('of another format is refused by its name', async () => {
    const refusal = await refusalOf(async () => readDistribution(inFolder('demo-1.0.tar.bz2')));
    expect(refusal.message).to.equal('demo-1.0.tar.bz2: neither a wheel nor an sdist');
  });

  for (const [what, entries, reason] of cases) {
    it(`${what} is refused`, async () => {
      await writeTarGz(path(), entries);
      await refusedFor(reason);
    });
  }

  it('that is large and honest is read', async () => {
    await writeTarGz(path(), [['demo-1.0/data', Buffer.alloc(60 << 20)], PKG_INFO]);
    expect((await readDistribution(path())).version).to.equal('1.0');
  });
});

/** Text that does not compress to nothing. */
function randomText(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCodePoint(33 + (state % 90));
  }).join('');
}
