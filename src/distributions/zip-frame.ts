import type { ArchiveSource } from './archive-source.ts';
import { DIRECTORY_LIMIT } from './bounds.ts';
import { invalidDistribution } from './invalid-distribution.ts';
import type { PagedFile } from './paged-file.ts';

/** Where the table of members lies: right before the records that end the file. APPNOTE 4.3.12 to 4.3.16. */
export interface ZipDirectory {
  readonly start: number;
  readonly bytes: number;
}

/** What the table says of the place of one member. */
export interface ZipPlace {
  readonly name: string;
  /** Offset of its local header. */
  readonly start: number;
  readonly compressedSize: number;
  readonly flags: number;
  readonly method: number;
}

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const ZIP64_END_BYTES = 56;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCAL_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;

/** Flag bit 3: sizes and checksum follow the data, with or without a signature, of 32 or 64 bits. */
const FOLLOWED = 1 << 3;
const DESCRIPTOR_BYTES: ReadonlySet<number> = new Set([12, 16, 20, 24]);

/**
 * The table as the end of the file gives it. A reader that starts at the front and one that starts at the end must see
 * one archive, so nothing may lie between the table and the end.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function readDirectory({ filename, size }: ArchiveSource, file: PagedFile): Promise<ZipDirectory> {
  const directory = await directoryAt(size, file);
  if (directory.start + directory.bytes !== directory.end) {
    throw invalidDistribution(filename, 'its table of members does not end where its end record says');
  }
  if (directory.bytes > DIRECTORY_LIMIT) throw invalidDistribution(filename, 'its table of members is above 32 MiB');
  return directory;
}

async function directoryAt(size: number, file: PagedFile): Promise<ZipDirectory & { readonly end: number }> {
  const end = await file.bytesAt(size - END_BYTES, END_BYTES);
  const start = end.readUInt32LE(16);
  const bytes = end.readUInt32LE(12);
  if (!(await hasLocator(size, file))) return { start, bytes, end: size - END_BYTES };
  const at = size - END_BYTES - LOCATOR_BYTES - ZIP64_END_BYTES;
  const large = await file.bytesAt(Math.max(at, 0), ZIP64_END_BYTES);
  return { start: Number(large.readBigUInt64LE(48)), bytes: Number(large.readBigUInt64LE(40)), end: at };
}

async function hasLocator(size: number, file: PagedFile): Promise<boolean> {
  const at = size - END_BYTES - LOCATOR_BYTES;
  return at >= 0 && (await file.bytesAt(at, 4)).readUInt32LE(0) === LOCATOR_SIGNATURE;
}

/**
 * Proves that the members fill the file from its first byte to the table, each once: no overlap, no gap, and the header
 * before the data says what the table says.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function checkPlaces(
  places: readonly ZipPlace[],
  directory: ZipDirectory,
  { filename }: ArchiveSource,
  file: PagedFile,
): Promise<void> {
  let end = 0;
  let between: (gap: number) => boolean = isNothing;
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    refuseGap(place.start - end, between, filename);
    end = await endOf(place, filename, file);
    between = (place.flags & FOLLOWED) === 0 ? isNothing : isDescriptor;
  }
  refuseGap(directory.start - end, between, filename);
}

function refuseGap(gap: number, isExpected: (gap: number) => boolean, filename: string): void {
  if (gap < 0) throw invalidDistribution(filename, 'its members overlap');
  if (!isExpected(gap)) throw invalidDistribution(filename, `${gap} bytes in it belong to no member`);
}

function isNothing(gap: number): boolean {
  return gap === 0;
}

function isDescriptor(gap: number): boolean {
  return DESCRIPTOR_BYTES.has(gap);
}

async function endOf(place: ZipPlace, filename: string, file: PagedFile): Promise<number> {
  const header = await file.bytesAt(place.start, LOCAL_BYTES);
  const nameLength = header.readUInt16LE(26);
  const extraLength = header.readUInt16LE(28);
  const agrees = header.readUInt32LE(0) === LOCAL_SIGNATURE && header.readUInt16LE(8) === place.method;
  const name = await file.bytesAt(place.start + LOCAL_BYTES, nameLength);
  if (!agrees || !name.equals(Buffer.from(place.name, 'latin1'))) {
    throw invalidDistribution(filename, 'a member and the table of members contradict each other');
  }
  return place.start + LOCAL_BYTES + nameLength + extraLength + place.compressedSize;
}
