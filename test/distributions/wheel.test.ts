import { expect } from 'chai';
import { buffer } from 'node:stream/consumers';
import { readFile, writeFile } from 'node:fs/promises';
import { ZipFile } from 'yazl';
import { readDistribution } from '../../src/distributions/read-distribution.ts';
import { type ArchiveEntry, writeZip } from '../fixtures/archives.ts';
import { buildSampleWheel, sampleMetadata } from '../fixtures/distributions.ts';
import { refusalOf } from './refusal.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const METADATA: ArchiveEntry = ['demo-1.0.dist-info/METADATA', sampleMetadata({ name: 'demo', version: '1.0' })];
const MODULE: ArchiveEntry = ['demo/__init__.py', 'pass\n'];
const ZIP64_END = Buffer.from('PK\u0006\u0006', 'latin1');
const CENTRAL_HEADER = Buffer.from('PK\u0001\u0002', 'latin1');

describe('wheel', () => {
  const inFolder = useTemporaryFolder();
  const path = (): string => inFolder('demo-1.0-py3-none-any.whl');

  it('is read: path, name, kind, project, version, Python tag, metadata', async () => {
    const wheel = await buildSampleWheel(inFolder(), {
      name: 'My.Demo',
      version: '1.0rc1',
      tags: 'cp312-abi3-linux_x86_64',
    });
    const { metadata, ...rest } = await readDistribution(wheel);
    expect(rest).to.deep.equal({
      path: inFolder('my_demo-1.0rc1-cp312-abi3-linux_x86_64.whl'),
      filename: 'my_demo-1.0rc1-cp312-abi3-linux_x86_64.whl',
      kind: 'wheel',
      project: 'my-demo',
      version: '1.0rc1',
      pyversion: 'cp312',
      warnings: [],
    });
    expect(metadata).to.include({ metadataVersion: '2.4', name: 'My.Demo', version: '1.0rc1' });
    expect(metadata.fields).to.deep.include({ name: 'author-email', value: 'Zoë Müller <zoe@example.org>' });
    expect(metadata.fields.at(-1)).to.deep.equal({
      name: 'description',
      value: '# My.Demo\n\nSays hello – in one line.\n',
    });
  });

  it('may spell name and version in its .dist-info in another way, and hold other files called METADATA', async () => {
    const other: ArchiveEntry = ['demo/data/x.dist-info/METADATA', 'Name: other\n'];
    await writeZip(path(), [MODULE, other, ['Demo-1.0.0.dist-info/METADATA', METADATA[1]]]);
    expect((await readDistribution(path())).project).to.equal('demo');
  });

  async function refusedFor(reason: string): Promise<void> {
    const refusal = await refusalOf(async () => readDistribution(path()));
    expect(refusal.code).to.equal('DISTRIBUTION_INVALID');
    expect(refusal.message)
      .to.match(/^demo-1\.0-py3-none-any\.whl: /)
      .and.to.include(reason);
    expect(refusal.next).to.equal('python -m build');
  }

  it('that is no zip is refused', async () => {
    await writeFile(path(), Buffer.alloc(1000, 'x'));
    await refusedFor('not a readable zip archive');
  });

  for (const [what, entries, reason] of [
    ['without METADATA', [MODULE], 'no .dist-info/METADATA'],
    ['with METADATA elsewhere', [['demo/METADATA', METADATA[1]]], 'no .dist-info/METADATA'],
    ['with two METADATA under one name', [METADATA, MODULE, METADATA], 'more than one METADATA'],
    ['with two .dist-info', [METADATA, ['other-1.0.dist-info/METADATA', METADATA[1]]], 'more than one METADATA'],
    ['with the .dist-info of another project', [['other-1.0.dist-info/METADATA', METADATA[1]]], 'does not belong'],
    ['with the .dist-info of another version', [['demo-1.1.dist-info/METADATA', METADATA[1]]], 'does not belong'],
    ['with METADATA of nothing', [[METADATA[0], '']], 'no Metadata-Version'],
    [
      'with another name in METADATA',
      [[METADATA[0], sampleMetadata({ name: 'other', version: '1.0' })]],
      'says "other" "1.0"',
    ],
    [
      'with another version in METADATA',
      [[METADATA[0], sampleMetadata({ name: 'demo', version: '1.1' })]],
      'says "demo" "1.1"',
    ],
  ] as const) {
    it(`${what} is refused`, async () => {
      await writeZip(path(), entries);
      await refusedFor(reason);
    });
  }

  it('that claims a billion members is refused before they are looked for', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from(METADATA[1]), METADATA[0]);
    zip.end({ forceZip64Format: true, comment: '' });
    const bytes = await buffer(zip.outputStream);
    bytes.writeBigUInt64LE(1_000_000_000n, bytes.indexOf(ZIP64_END) + 32);
    await writeFile(path(), bytes);
    await refusedFor('more than 200000 members');
  });

  it('whose METADATA has another checksum is refused', async () => {
    await writeZip(path(), [METADATA]);
    const bytes = await readFile(path());
    bytes.writeUInt32LE(1, bytes.indexOf(CENTRAL_HEADER) + 16);
    await writeFile(path(), bytes);
    await refusedFor('checksum');
  });
});
