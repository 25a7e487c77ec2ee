import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { crc32 } from 'node:zlib';
import { readDistribution } from '../../src/distributions/read-distribution.ts';
import { crowdedZip } from '../fixtures/crowded-archives.ts';
import { sampleMetadata } from '../fixtures/distributions.ts';
import { type RawArchive, type RawMember, rawMember, rawZip } from '../fixtures/raw-zip.ts';
import { pythonProgram } from '../python-environment.ts';
import { refused, refusedBytes } from './hostile.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const TEXT = sampleMetadata({ name: 'demo', version: '1.0' });
const KINDS = [
  { what: 'wheel', filename: 'demo-1.0-py3-none-any.whl', metadata: 'demo-1.0.dist-info/METADATA', top: 'demo' },
  { what: '.zip sdist', filename: 'demo-1.0.zip', metadata: 'demo-1.0/PKG-INFO', top: 'demo-1.0' },
] as const;

for (const { what, filename, metadata, top } of KINDS) {
  describe(`hostile ${what}`, () => {
    const inFolder = useTemporaryFolder();
    const path = (): string => inFolder(filename);
    const honest = rawMember(metadata, TEXT);
    const module = rawMember(`${top}/demo.py`, 'pass\n');
    const label = metadata.replace(/.*\//, '');

    it('made by the same hand without a lie is read, so that each refusal below has its own reason', async () => {
      await writeFile(path(), rawZip([module, honest]));
      expect((await readDistribution(path())).metadata.name).to.equal('demo');
      execFileSync(pythonProgram('python'), ['-m', 'zipfile', '--test', path()], { stdio: 'pipe' });
    });

    const attacks: readonly (readonly [string, readonly RawMember[], Partial<RawArchive>, string])[] = [
      ['path-climbs-out', [honest, rawMember(`${top}/../../x`, '')], {}, 'a member climbs out of the archive: "'],
      ['path-climbs-out-in-windows', [honest, rawMember(`${top}\\..\\..\\x`, '')], {}, 'climbs out of the archive'],
      ['absolute-path', [honest, rawMember('/etc/cron.d/x', '')], {}, 'an absolute path: "/etc/cron.d/x"'],
      ['absolute-path-in-windows', [honest, rawMember('C:/x', '')], {}, 'an absolute path'],
      ['backslash-in-name', [honest, rawMember(`${top}\\x`, '')], {}, 'a backslash in its name'],
      ['name-cut-by-nul', [honest, rawMember(`${metadata}\0.txt`, 'Name: other\n')], {}, 'a NUL in its name'],
      [
        'second-name-in-extra-field',
        [honest, rawMember(`${top}/x`, '', { extra: unicodePath(`${top}/x`, metadata) })],
        {},
        'two names',
      ],
      ['symlink-as-metadata', [rawMember(metadata, '/etc/passwd', { mode: 0o120777 })], {}, 'not a regular file'],
      ['huge-metadata', [rawMember(metadata, Buffer.alloc(9 << 20))], {}, `${label} is larger than 8 MiB`],
      ['two-metadata', [honest, module, rawMember(metadata, 'Name: other\n')], {}, `more than one ${label}`],
      ['two-members-of-one-name', [honest, module, rawMember(module.name, 'evil')], {}, 'more than one "'],
      ['zip-bomb', [honest, rawMember(`${top}/zeros`, Buffer.alloc(70 << 20))], {}, 'it unpacks to more than 67108864'],
      [
        'zip-bomb-by-its-word',
        [honest, rawMember(`${top}/x`, 'x', { claimedSize: 0xfffffffe })],
        {},
        'it unpacks to more than 67108864',
      ],
      ['overlapping-entries', [honest, module, rawMember(`${top}/x`, '', { claimedStart: 0 })], {}, 'overlap'],
      [
        'other-name-in-local-header',
        [rawMember(metadata, TEXT, { localName: metadata.replace(/..$/, 'XX') })],
        {},
        'contradict',
      ],
      ['start-where-no-member-is', [module, rawMember(metadata, TEXT, { claimedStart: 1 })], {}, 'overlap'],
      ['encrypted-entry', [rawMember(metadata, TEXT, { flags: 1 })], {}, 'a member is encrypted: "'],
      ['encrypted-module', [honest, rawMember(`${top}/x`, 'x', { flags: 1 })], {}, 'a member is encrypted: "'],
      ['strongly-encrypted-entry', [honest, rawMember(`${top}/x`, 'x', { flags: 0x41 })], {}, 'strong encryption'],
      ['unsupported-compression', [rawMember(metadata, TEXT, { method: 93 })], {}, 'unsupported compression'],
      ['data-before', [honest, module], { before: '#!/bin/sh\nrm -rf /\n' }, '19 bytes in it belong to no member'],
      ['data-between', [honest, module], { between: 'hidden' }, '6 bytes in it belong to no member'],
      ['data-after', [honest, module], { after: 'hidden' }, 'not a readable zip archive'],
      ['comment', [honest, module], { comment: 'hello' }, 'it has a comment behind its end'],
      ['fewer-members-counted', [honest, module], { claimedCount: 1 }, 'other members than its end record counts'],
      ['more-members-counted', [honest, module], { claimedCount: 3 }, 'not a readable zip archive'],
      ['no-members', [], {}, `no ${what === 'wheel' ? '.dist-info/METADATA' : 'PKG-INFO'}`],
    ];
    for (const [attack, members, lies, reason] of attacks) {
      it(`${attack} is refused`, async () => {
        await refusedBytes(path(), rawZip(members, lies), reason);
      });
    }

    it('metadata-larger-than-it-says is refused once it gives more than it said', async () => {
      const liar = rawMember(metadata, randomBytes(20_000_000), { claimedSize: 500 });
      await refusedBytes(path(), rawZip([liar]), 'too many bytes in the stream', { read: 300_000, unpacked: 500 });
    });

    it('metadata-shorter-than-it-says is refused', async () => {
      const liar = rawMember(metadata, TEXT, { claimedSize: 5000 });
      await refusedBytes(path(), rawZip([liar]), 'not enough bytes in the stream', { unpacked: 5000 });
    });

    for (const part of [0.001, 0.5, 0.999]) {
      it(`truncated to ${part} of its length is refused`, async () => {
        const bytes = rawZip([honest, rawMember(`${top}/data`, Buffer.alloc(50_000, TEXT), { method: 0 })]);
        await refusedBytes(path(), bytes.subarray(0, Math.ceil(bytes.length * part)), 'not a readable zip archive');
      });
    }

    it('0-bytes are refused in these words', async () => {
      await refusedBytes(path(), Buffer.alloc(0), 'it is empty: a file of 0 bytes', { read: 0 });
    });

    it('random bytes with an end record in them are refused', async () => {
      const noise = Buffer.alloc(90_000, 'PK\u0005\u0006 noise');
      await refusedBytes(path(), noise, 'not a readable zip archive');
    });

    it('a folder of that name is refused', async () => {
      await mkdir(path());
      await refused(path(), 'it is a folder, not a file', { read: 0 });
    });

    it('a pipe of that name is refused and not waited for', async () => {
      execFileSync(pythonProgram('python'), ['-c', 'import os, sys; os.mkfifo(sys.argv[1])', path()]);
      await refused(path(), 'it is not a regular file', { read: 0 });
    });

    it('a file that vanished is refused in plain words', async () => {
      await refused(path(), 'there is no such file (any more)', { read: 0 });
    });

    it('a file of 4 GB with nothing in it is refused after its end was looked at', async () => {
      const file = await open(path(), 'w');
      await file.truncate(4 * 2 ** 30);
      await file.close();
      await refused(path(), 'not a readable zip archive');
    });
  });
}

describe('hostile wheel, its .dist-info', () => {
  const inFolder = useTemporaryFolder();
  const path = (): string => inFolder('demo-1.0-py3-none-any.whl');

  for (const [attack, names, reason] of [
    ['metadata-only-in-the-wrong-dist-info', ['other-1.0.dist-info/METADATA'], 'does not belong to the file name'],
    ['metadata-of-another-version', ['demo-1.0.1.dist-info/METADATA'], 'does not belong to the file name'],
    ['metadata-too-deep', ['x/demo-1.0.dist-info/METADATA'], 'no .dist-info/METADATA in it'],
    [
      'two-spellings-of-one-dist-info',
      ['demo-1.0.dist-info/METADATA', 'Demo-1.0.dist-info/METADATA'],
      'more than one METADATA',
    ],
  ] as const) {
    it(`${attack} is refused`, async () => {
      const bytes = rawZip(names.map((name) => rawMember(name, TEXT)));
      await refusedBytes(path(), bytes, reason, { unpacked: TEXT.length + 100 });
    });
  }

  it('with its data descriptors, as streaming writers leave them, is read', async () => {
    const program = `import sys, zipfile
class Unseekable:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with open(sys.argv[1], "wb") as file, zipfile.ZipFile(Unseekable(file), "w", zipfile.ZIP_DEFLATED) as wheel:
    wheel.writestr("demo/__init__.py", "pass")
    wheel.writestr("demo-1.0.dist-info/METADATA", sys.argv[2])`;
    execFileSync(pythonProgram('python'), ['-c', program, path(), TEXT]);
    expect((await readDistribution(path())).version).to.equal('1.0');
  });

  it('a-million-entries are refused by the size of their table, before one is looked at', async () => {
    await refusedBytes(path(), crowdedZip('demo', 1_000_000), 'its table of members is above 32 MiB', { members: 0 });
  });

  it('a-hundred-thousand-entries counted as fewer are refused once the count is through', async () => {
    const bounds = { read: 10_000_000, members: 100_000 % 65_536 };
    await refusedBytes(path(), crowdedZip('demo', 100_000), 'other members than its end record counts', bounds);
  });
});

/** The Info-ZIP field that renames a member, APPNOTE 4.6.9. */
function unicodePath(name: string, other: string): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + Buffer.byteLength(other), 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(crc32(name), 5);
  return Buffer.concat([head, Buffer.from(other)]);
}
