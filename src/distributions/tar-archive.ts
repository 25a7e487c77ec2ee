import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, type ExtractEvents, type Header } from 'tar-stream';
import { PysignError, reasonOf } from '../errors.ts';
import type { ArchiveSource } from './archive-source.ts';
import { MEMBER_LIMIT, METADATA_LIMIT, unpackedLimit } from './bounds.ts';
import { GlobalHeaderWatch } from './global-headers.ts';
import { invalidDistribution, quoted } from './invalid-distribution.ts';
import { memberFault } from './tar-member.ts';

type Member = ExtractEvents['entry'][1];

/**
 * The content of the one member that `isWanted` answers true for, the last where there are several; null where there is
 * none. The archive is unpacked to its end and nothing else of it kept, because a file that was cut short must be found
 * before its name is used up on an index.
 * @param isWanted asked once for each member in their order; what it throws ends the reading
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function readOneFromTarGz(
  source: ArchiveSource,
  isWanted: (name: string) => boolean,
): Promise<Uint8Array | null> {
  const tar = extract();
  const [members, unpacking] = await Promise.all([
    attempt(readMembers(tar, source, isWanted)),
    attempt(unpack(source, tar)),
  ]);
  if (members.done && unpacking.done) return members.value;
  const failures = [members, unpacking].flatMap((outcome) => (outcome.done ? [] : [outcome.failure]));
  // A refusal ends unpacking and reading alike, so the other failure is its echo.
  const refusal = failures.find((failure) => failure instanceof PysignError);
  if (refusal !== undefined) throw refusal;
  const [failure] = failures;
  throw invalidDistribution(source.filename, `not a readable .tar.gz archive (${reasonOf(failure)})`, failure);
}

type Outcome<T> = { readonly done: true; readonly value: T } | { readonly done: false; readonly failure: unknown };

async function attempt<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { done: true, value: await work };
  } catch (failure) {
    return { done: false, failure };
  }
}

async function unpack({ path, filename, size, effort }: ArchiveSource, tar: Extract): Promise<void> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const limit = unpackedLimit(size);
  const watch = new GlobalHeaderWatch();
  const bounded = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      effort.bytesUnpacked += chunk.length;
      if (effort.bytesUnpacked > limit) throw invalidDistribution(filename, `it unpacks to more than ${limit} bytes`);
      if (watch.finds(chunk)) throw invalidDistribution(filename, 'a global header above 1 KiB in it');
      yield chunk;
    }
  };
  try {
    await pipeline(file, gunzip, bounded, tar);
  } finally {
    effort.bytesRead += file.bytesRead;
  }
  // Node passes over what starts with a zero behind the last member of a gzip file; gzip and Python warn or fail.
  if (gunzip.bytesWritten < size) throw invalidDistribution(filename, 'something lies behind the end of its gzip');
}

async function readMembers(
  tar: Extract,
  { filename, effort }: ArchiveSource,
  isWanted: (name: string) => boolean,
): Promise<Uint8Array | null> {
  let found: Uint8Array | null = null;
  for await (const member of tar) {
    effort.members += 1;
    if (effort.members > MEMBER_LIMIT) throw invalidDistribution(filename, `more than ${MEMBER_LIMIT} members`);
    const { header } = member;
    const fault = memberFault(header);
    if (fault !== null) throw invalidDistribution(filename, `a member ${fault}: ${quoted(header.name)}`);
    if (isWanted(header.name)) found = await contentOf(member, filename);
    else member.resume();
  }
  return found;
}

async function contentOf(member: Member, filename: string): Promise<Uint8Array> {
  const refusal = refusalOf(member.header);
  if (refusal !== null) throw invalidDistribution(filename, refusal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of member) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function refusalOf({ name, type, size }: Header): string | null {
  const what = posix.basename(name);
  if (type !== 'file' && type !== 'contiguous-file') return `its ${what} is not a regular file`;
  return size > METADATA_LIMIT ? `its ${what} is larger than 8 MiB` : null;
}
