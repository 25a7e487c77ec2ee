import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { readDistribution } from '../../src/distributions/read-distribution.ts';
import { crowdedTarGz } from '../fixtures/crowded-archives.ts';
import { sampleMetadata } from '../fixtures/distributions.ts';
import { paxMember, rawTar, type RawTarMember, tarMember } from '../fixtures/raw-tar.ts';
import { refusedBytes } from './hostile.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const TEXT = sampleMetadata({ name: 'demo', version: '1.0' });
const NAME = 'demo-1.0/PKG-INFO';
const HONEST = tarMember(NAME, TEXT);
const MODULE = tarMember('demo-1.0/demo.py', 'pass\n');
const HIDDEN = tarMember('demo-1.0/setup.py', 'import os\n');
const MEGABYTES = 1 << 20;

function link(name: string, target: string, type: '1' | '2' = '2'): RawTarMember {
  return tarMember(name, '', { type, target });
}

describe('hostile .tar.gz sdist', () => {
  const inFolder = useTemporaryFolder();
  const path = (): string => inFolder('demo-1.0.tar.gz');

  it('made by the same hand without a lie is read, with links that stay inside', async () => {
    const inside = [
      link('demo-1.0/docs/README', '../README'),
      link('demo-1.0/COPY', 'demo-1.0/demo.py', '1'),
      tarMember('demo-1.0/docs/', '', { type: '5' }),
      paxMember({ mtime: '1700000000.5' }),
    ];
    await writeFile(path(), gzipSync(rawTar([paxMember({ comment: 'commit' }, 'g'), HONEST, ...inside, MODULE])));
    expect((await readDistribution(path())).metadata.name).to.equal('demo');
  });

  const attacks: readonly (readonly [string, readonly RawTarMember[], string])[] = [
    ['path-climbs-out', [HONEST, tarMember('demo-1.0/../../x', '')], 'a member climbs out of the archive: "'],
    ['path-climbs-out-in-windows', [HONEST, tarMember('demo-1.0\\..\\..\\x', '')], 'climbs out of the archive'],
    ['path-climbs-out-by-pax', [HONEST, paxMember({ path: '../x' }), tarMember('demo-1.0/x', '')], 'climbs out'],
    ['absolute-path', [HONEST, tarMember('/etc/cron.d/x', '')], 'an absolute path: "/etc/cron.d/x"'],
    ['absolute-path-in-windows', [HONEST, tarMember('C:\\x', '')], 'an absolute path'],
    ['nul-in-pax-path', [HONEST, paxMember({ path: `${NAME}\0x` }), MODULE], 'a NUL in its name'],
    ['symlink-as-pkg-info', [link(NAME, 'demo.py'), MODULE], 'its PKG-INFO is not a regular file'],
    ['hard-link-as-pkg-info', [MODULE, link(NAME, 'demo-1.0/demo.py', '1')], 'its PKG-INFO is not a regular file'],
    ['folder-as-pkg-info', [MODULE, tarMember(`${NAME}/`, '', { type: '5' })], 'its PKG-INFO is not a regular file'],
    ['symlink-to-the-outside', [HONEST, link('demo-1.0/x', '../../x')], 'a link that leads out of the archive'],
    ['symlink-to-an-absolute-path', [HONEST, link('demo-1.0/x', '/etc/passwd')], 'a link that leads out'],
    ['hard-link-to-the-outside', [HONEST, link('demo-1.0/x', '../x', '1')], 'a link that leads out of the archive'],
    ['top-folder-is-a-link-upwards', [link('demo-1.0', '..'), HONEST], 'a link that leads out of the archive'],
    [
      'members-hidden-in-a-link',
      [HONEST, { ...link('demo-1.0/x', 'y'), content: rawTar([HIDDEN]) }],
      'link with content',
    ],
    ['members-hidden-in-a-folder', [HONEST, tarMember('demo-1.0/x/', rawTar([HIDDEN]))], 'a folder with content'],
    ['device', [HONEST, tarMember('demo-1.0/null', '', { type: '3' })], 'neither a file nor a folder nor a link'],
    ['pipe', [HONEST, tarMember('demo-1.0/pipe', '', { type: '6' })], 'neither a file nor a folder nor a link'],
    [
      'sparse-file',
      [HONEST, tarMember('demo-1.0/sparse', '', { type: 'S' })],
      'neither a file nor a folder nor a link',
    ],
    [
      'sparse-file-by-pax-with-a-second-name',
      [HONEST, paxMember({ 'GNU.sparse.name': NAME, 'GNU.sparse.realsize': '99999999999' }), MODULE],
      'a sparse file',
    ],
    ['huge-pkg-info', [tarMember(NAME, Buffer.alloc(9 * MEGABYTES))], 'its PKG-INFO is larger than 8 MiB'],
    [
      'huge-pkg-info-by-its-word',
      [tarMember(NAME, TEXT, { claimedSize: 2 ** 32 })],
      'its PKG-INFO is larger than 8 MiB',
    ],
    ['two-pkg-info-at-depth-one', [HONEST, MODULE, tarMember(`./${NAME}`, 'Name: other\n')], 'more than one PKG-INFO'],
    ['two-top-folders', [HONEST, tarMember('other-1.0/PKG-INFO', TEXT)], 'more than one top folder'],
    [
      'header-of-8-megabytes',
      [HONEST, paxMember({ comment: 'x'.repeat(8 * MEGABYTES) }), MODULE],
      'Header exceeds max size',
    ],
    ['no-members', [], 'no PKG-INFO'],
  ];
  for (const [attack, members, reason] of attacks) {
    it(`${attack} is refused`, async () => {
      await refusedBytes(path(), gzipSync(rawTar(members)), reason, { unpacked: 10 * MEGABYTES });
    });
  }

  it('gzip-of-zeros is refused at 64 MiB, though it goes on for a gigabyte', async () => {
    const zeros = gzipSync(Buffer.alloc(4 * MEGABYTES));
    const row = Buffer.concat(Array.from({ length: 256 }, () => zeros));
    const bounds = { read: row.length, unpacked: 65 * MEGABYTES };
    await refusedBytes(path(), row, 'it unpacks to more than 67108864 bytes', bounds);
  });

  it('zip-bomb: a member of a gigabyte of zeros is refused at 64 MiB', async () => {
    const start = rawTar([HONEST, tarMember('demo-1.0/zeros', '', { claimedSize: 2 ** 30 })]).subarray(0, -1024);
    const zeros = gzipSync(Buffer.alloc(64 * MEGABYTES), { level: 9 });
    const row = Buffer.concat([gzipSync(start), ...Array.from({ length: 16 }, () => zeros)]);
    await refusedBytes(path(), row, 'it unpacks to more than', { read: row.length, unpacked: 65 * MEGABYTES });
  });

  it('a-million-entries are refused at the limit of members', async () => {
    const crowd = crowdedTarGz('demo-1.0/x', 1_000_000);
    const bounds = { read: crowd.length, unpacked: 110_000_000, members: 200_001 };
    await refusedBytes(path(), crowd, 'more than 200000 members', bounds);
  });

  it('global-header-of-thousands-of-records, to be copied for every member, is refused before the first', async () => {
    const records = Object.fromEntries(Array.from({ length: 20_000 }, (_, each) => [`key${each}`, 'x']));
    const crowd = Array.from({ length: 20_000 }, () => paxMember({ a: 'b' }));
    for (const before of [[], [MODULE], [tarMember('demo-1.0/data', noise(300_000))]]) {
      const bytes = gzipSync(rawTar([...before, paxMember(records, 'g'), ...crowd, HONEST]));
      const bounds = { read: bytes.length, unpacked: 2 * MEGABYTES, members: 2 };
      await refusedBytes(path(), bytes, 'a global header above 1 KiB', bounds);
    }
  });

  for (const part of [0.01, 0.5, 0.999]) {
    it(`gzip-truncated to ${part} of its length is refused`, async () => {
      const bytes = gzipSync(rawTar([HONEST, tarMember('demo-1.0/data', noise(100_000))]));
      const short = bytes.subarray(0, Math.ceil(bytes.length * part));
      await refusedBytes(path(), short, 'not a readable .tar.gz archive', { unpacked: MEGABYTES });
    });
  }

  it('tar-truncated inside a whole gzip is refused', async () => {
    const tar = rawTar([HONEST, tarMember('demo-1.0/data', noise(100_000))]);
    const bytes = gzipSync(tar.subarray(0, 50_000));
    await refusedBytes(path(), bytes, 'Unexpected end of data', { unpacked: MEGABYTES });
  });

  for (const [what, tail, reason] of [
    ['text', 'hidden', 'not a readable .tar.gz archive'],
    ['a zero and more', '\0hidden', 'something lies behind the end of its gzip'],
    ['zeros', '\0\0\0', 'something lies behind the end of its gzip'],
  ] as const) {
    it(`data-after: ${what} behind its gzip is refused`, async () => {
      const bytes = Buffer.concat([gzipSync(rawTar([HONEST])), Buffer.from(tail)]);
      await refusedBytes(path(), bytes, reason, { unpacked: MEGABYTES });
    });
  }

  it('0-bytes are refused in these words', async () => {
    await refusedBytes(path(), Buffer.alloc(0), 'it is empty: a file of 0 bytes', { read: 0 });
  });
});

/** Bytes that do not compress; the same in every run. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state & 0xff;
    }),
  );
}
