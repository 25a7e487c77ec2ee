import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { PysignError, reasonOf } from '../errors.ts';
import type { WheelName } from './file-name.ts';
import { invalidDistribution, quoted } from './invalid-distribution.ts';
import { allBytes, METADATA_LIMIT } from './bounds.ts';
import { normaliseProject } from './project-name.ts';
import { sameVersion } from './version.ts';

/** The largest wheels known have some 20,000 members; the number is the archive's own word. */
const MEMBER_LIMIT = 200_000;

const METADATA_PATH = /^(?<stem>[^/]+)\.dist-info\/METADATA$/;

/**
 * The bytes of the one METADATA of a wheel. The whole table of members is read, so that a second METADATA or a cut
 * archive is noticed; of the content, METADATA alone.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function readWheelMetadata(path: string, filename: string, name: WheelName): Promise<Uint8Array> {
  try {
    const zip = await openPromise(path, { autoClose: false });
    try {
      return await readContent(zip, await findMetadata(zip, filename, name), filename);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof PysignError) throw error;
    throw invalidDistribution(filename, `not a readable zip archive (${reasonOf(error)})`, error);
  }
}

async function findMetadata(zip: ZipFile, filename: string, name: WheelName): Promise<Entry> {
  if (zip.entryCount > MEMBER_LIMIT) throw invalidDistribution(filename, `more than ${MEMBER_LIMIT} members`);
  const candidates: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (METADATA_PATH.test(entry.fileName)) candidates.push(entry);
  }
  const [found] = candidates;
  if (found === undefined) throw invalidDistribution(filename, 'no .dist-info/METADATA in it');
  if (candidates.length > 1) throw invalidDistribution(filename, 'more than one METADATA in it');
  if (!belongsTo(found, name)) {
    throw invalidDistribution(filename, `${quoted(found.fileName)} does not belong to the file name`);
  }
  return found;
}

/** PEP 427: `{name}-{version}.dist-info`, compared as pip does, in any spelling of both. */
function belongsTo({ fileName }: Entry, { project, version }: WheelName): boolean {
  const stem = METADATA_PATH.exec(fileName)?.groups?.['stem'] ?? '';
  const dash = stem.lastIndexOf('-');
  return normaliseProject(stem.slice(0, dash)) === project && sameVersion(stem.slice(dash + 1), version);
}

async function readContent(zip: ZipFile, entry: Entry, filename: string): Promise<Uint8Array> {
  if (entry.uncompressedSize > METADATA_LIMIT) throw invalidDistribution(filename, 'its METADATA is larger than 8 MiB');
  // yauzl ends the stream with an error where the content is longer than the size that was just compared.
  const bytes = await allBytes(await zip.openReadStreamPromise(entry));
  if (crc32(bytes) !== entry.crc32)
    throw invalidDistribution(filename, 'its METADATA is damaged: the checksum is wrong');
  return bytes;
}
