import { open } from 'node:fs/promises';
import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { PysignError, reasonOf } from '../errors.ts';
import type { ArchiveSource } from './archive-source.ts';
import { MEMBER_LIMIT, METADATA_LIMIT, unpackedLimit } from './bounds.ts';
import { invalidDistribution, quoted } from './invalid-distribution.ts';
import { pathFault } from './member-path.ts';
import { PagedFile } from './paged-file.ts';
import { checkPlaces, readDirectory, type ZipPlace } from './zip-frame.ts';

const DIRECTORY_HEADER_BYTES = 46;

/**
 * The content of the one member that `isWanted` answers true for; null where there is none. The whole table of members
 * and every local header are checked first; of the content, that of the one member alone is inflated.
 * @param isWanted asked once for each member in the order of the table; what it throws ends the reading
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function readOneFromZip(
  source: ArchiveSource,
  isWanted: (name: string) => boolean,
): Promise<Uint8Array | null> {
  try {
    const handle = await open(source.path);
    try {
      return await readOne(source, new PagedFile(handle, source.effort), isWanted);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof PysignError) throw error;
    throw invalidDistribution(source.filename, `not a readable zip archive (${reasonOf(error)})`, error);
  }
}

async function readOne(
  source: ArchiveSource,
  file: PagedFile,
  isWanted: (name: string) => boolean,
): Promise<Uint8Array | null> {
  const options = { autoClose: false, decodeStrings: false };
  const zip = await fromRandomAccessReaderPromise(file, source.size, options);
  const wanted = await checkMembers(zip, source, file, isWanted);
  return wanted === null ? null : contentOf(wanted, zip, source);
}

async function checkMembers(
  zip: ZipFile,
  source: ArchiveSource,
  file: PagedFile,
  isWanted: (name: string) => boolean,
): Promise<Entry | null> {
  const { filename, effort } = source;
  if (zip.comment.length > 0) throw invalidDistribution(filename, 'it has a comment behind its end');
  if (zip.entryCount > MEMBER_LIMIT) throw invalidDistribution(filename, `more than ${MEMBER_LIMIT} members`);
  const directory = await readDirectory(source, file);
  const places = new Map<string, ZipPlace>();
  let wanted: Entry | null = null;
  let unpacked = 0;
  let tableBytes = 0;
  for await (const entry of zip.eachEntry()) {
    effort.members += 1;
    tableBytes += headerBytes(entry);
    unpacked += entry.uncompressedSize;
    const name = checkedName(entry, filename);
    // Two members of one name: which of them is installed is up to the installer.
    if (isWanted(name)) wanted = entry;
    if (places.has(name)) throw invalidDistribution(filename, `more than one ${quoted(name)} in it`);
    places.set(name, placeOf(entry));
  }
  if (tableBytes !== directory.bytes) {
    throw invalidDistribution(filename, 'its table holds other members than its end record counts');
  }
  const limit = unpackedLimit(source.size);
  if (unpacked > limit) throw invalidDistribution(filename, `it unpacks to more than ${limit} bytes`);
  await checkPlaces([...places.values()], directory, source, file);
  return wanted;
}

function headerBytes({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): number {
  return DIRECTORY_HEADER_BYTES + fileNameLength + extraFieldLength + fileCommentLength;
}

function placeOf(entry: Entry): ZipPlace {
  return {
    name: entry.fileNameRaw.toString('latin1'),
    start: entry.relativeOffsetOfLocalHeader,
    compressedSize: entry.compressedSize,
    flags: entry.generalPurposeBitFlag,
    method: entry.compressionMethod,
  };
}

/** The one name of a member, in UTF-8 or code page 437 as its flag says; an extra field may not give it a second one. */
function checkedName(entry: Entry, filename: string): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, [], true);
  const other = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
  const fault = name === other ? (pathFault(name) ?? slashFault(name)) : 'has two names';
  if (fault !== null) throw invalidDistribution(filename, `a member ${fault}: ${quoted(name)}`);
  if (entry.isEncrypted()) throw invalidDistribution(filename, `a member is encrypted: ${quoted(name)}`);
  return name;
}

/** APPNOTE 4.4.17.1: slashes alone. Python and Windows read a backslash in different ways. */
function slashFault(name: string): string | null {
  return name.includes('\\') ? 'has a backslash in its name' : null;
}

async function contentOf(entry: Entry, zip: ZipFile, { filename, effort }: ArchiveSource): Promise<Uint8Array> {
  const what = posix.basename(entry.fileNameRaw.toString('latin1'));
  const refusal = (reason: string): PysignError => invalidDistribution(filename, `its ${what} ${reason}`);
  if (!isRegular(entry)) throw refusal('is not a regular file');
  if (!entry.canDecodeFileData()) throw refusal(`is packed with an unsupported compression method`);
  if (entry.uncompressedSize > METADATA_LIMIT) throw refusal('is larger than 8 MiB');
  const chunks: Uint8Array[] = [];
  // yauzl ends the stream with an error where the content is longer than the size that was just compared.
  for await (const chunk of await streamOf(entry, zip)) {
    effort.bytesUnpacked += chunk.length;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (crc32(bytes) !== entry.crc32) throw refusal('is damaged: the checksum is wrong');
  return bytes;
}

async function streamOf(entry: Entry, zip: ZipFile): Promise<AsyncIterable<Uint8Array>> {
  return zip.openReadStreamPromise(entry);
}

/** The upper half of the attributes is the Unix mode; writers on other systems leave its kind of file zero. */
function isRegular({ externalFileAttributes }: Entry): boolean {
  const kind = (externalFileAttributes >>> 16) & 0o170000;
  return kind === 0 || kind === 0o100000;
}
