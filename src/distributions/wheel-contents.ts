import { open, type FileHandle } from 'node:fs/promises';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel } from 'yauzl';
import { noEffort } from './archive-source.ts';
import { METADATA_LIMIT } from './bounds.ts';
import type { Distribution } from './distribution.ts';
import { quoted } from './invalid-distribution.ts';
import { memberContent, memberDigest, type PackedMember, RECORD_HASHES } from './member-digest.ts';
import { PagedFile } from './paged-file.ts';
import { parseRecord, type Record } from './record.ts';

/** What a wheel holds beside its metadata. */
export interface WheelContents {
  readonly members: ReadonlySet<string>;
  /** `{name}-{version}.dist-info`, as this wheel spells it; null where it has none. */
  readonly distInfo: string | null;
  /** Where it does not hold every member as RECORD says, why: parts of a sentence each, of many the first few. */
  readonly recordFaults: readonly string[];
  /** Text of `entry_points.txt`; null where there is none. */
  readonly entryPoints: string | null;
  /** Members that are packed in another way than PyPI takes. */
  readonly oddlyPacked: readonly string[];
}

const FAULTS_SAID = 5;
const LOCAL_BYTES = 30;
const METHODS: ReadonlyMap<number, PackedMember['method']> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
]);

/** PEP 427: these may not be in RECORD with a digest of their own. */
const UNRECORDED = /\.dist-info\/RECORD(?:\.jws|\.p7s)?$/;

/**
 * Reads a wheel that was opened before once more, all of it, and hashes every member as RECORD asks.
 * @throws Error of zlib, yauzl or the file system, for an archive that changed since
 */
export async function readWheelContents({ path }: Pick<Distribution, 'path'>): Promise<WheelContents> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const paged = new PagedFile(file, noEffort());
    const zip = await fromRandomAccessReaderPromise(paged, size, { autoClose: false, decodeStrings: false });
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      entries.set(getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, [], true), entry);
    }
    return await describe({ entries, paged, file });
  } finally {
    await file.close();
  }
}

interface OpenWheel {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly paged: PagedFile;
  readonly file: FileHandle;
}

async function describe(wheel: OpenWheel): Promise<WheelContents> {
  const names = [...wheel.entries.keys()];
  const distInfo = names.find((name) => /^[^/]+\.dist-info\/METADATA$/.test(name))?.split('/')[0] ?? null;
  const oddlyPacked = [...wheel.entries].filter(([, entry]) => !METHODS.has(entry.compressionMethod));
  return {
    members: new Set(names),
    distInfo,
    recordFaults: await recordFaults(wheel, distInfo ?? ''),
    entryPoints: await textOf(wheel, `${distInfo ?? ''}/entry_points.txt`),
    oddlyPacked: oddlyPacked.map(([name]) => name),
  };
}

async function textOf(wheel: OpenWheel, name: string): Promise<string | null> {
  const entry = wheel.entries.get(name);
  const member = entry === undefined ? null : await placeOf(entry, wheel.paged);
  if (member === null || member.bytes > METADATA_LIMIT) return null;
  return (await memberContent(member, wheel.file)).toString('utf8');
}

/** The header before the data says how long it is itself; null for a member that is packed in an unknown way. */
async function placeOf(entry: Entry, paged: PagedFile): Promise<PackedMember | null> {
  const method = METHODS.get(entry.compressionMethod) ?? null;
  if (method === null) return null;
  const header = await paged.bytesAt(entry.relativeOffsetOfLocalHeader, LOCAL_BYTES);
  const start = entry.relativeOffsetOfLocalHeader + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  return { start, packedBytes: entry.compressedSize, bytes: entry.uncompressedSize, method };
}

async function recordFaults(wheel: OpenWheel, distInfo: string): Promise<readonly string[]> {
  const text = await textOf(wheel, `${distInfo}/RECORD`);
  if (text === null) return ['it has no RECORD'];
  const record = parseRecord(text);
  if (record === null) return ['its RECORD cannot be read'];
  const faults = [...strangers(wheel, record)];
  for (const [name, entry] of wheel.entries) {
    if (faults.length > FAULTS_SAID) break;
    const fault = name.endsWith('/') || UNRECORDED.test(name) ? null : await memberFault(name, entry, record, wheel);
    if (fault !== null) faults.push(fault);
  }
  return faults.length > FAULTS_SAID ? [...faults.slice(0, FAULTS_SAID), 'and more'] : faults;
}

function strangers({ entries }: OpenWheel, record: Record): readonly string[] {
  const absent = [...record.keys()].filter((path) => !entries.has(path));
  return absent.slice(0, FAULTS_SAID + 1).map((path) => `its RECORD lists ${quoted(path)}, which is not in it`);
}

async function memberFault(name: string, entry: Entry, record: Record, wheel: OpenWheel): Promise<string | null> {
  const line = record.get(name);
  if (line === undefined) return `its RECORD does not list ${quoted(name)}`;
  if (line.digest === null) return `its RECORD has no digest of ${quoted(name)}`;
  const { algorithm, base64url } = line.digest;
  if (!RECORD_HASHES.has(algorithm)) return `its RECORD names ${quoted(name)} by ${algorithm}, which is too weak`;
  const member = await placeOf(entry, wheel.paged);
  // The archive can be read only by whom it was made for; that is said elsewhere.
  if (member === null) return null;
  const same = (await memberDigest(member, algorithm, wheel.file)) === base64url;
  const sameSize = line.size === null || line.size === member.bytes;
  return same && sameSize ? null : `${quoted(name)} has other bytes than its RECORD says`;
}
