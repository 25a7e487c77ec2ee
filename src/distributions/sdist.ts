import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, type ExtractEvents, type Header } from 'tar-stream';
import { PysignError, reasonOf } from '../errors.ts';
import { invalidDistribution } from './invalid-distribution.ts';
import { allBytes, METADATA_LIMIT, unpackedLimit } from './bounds.ts';

/** What one walk through the members finds. */
interface Survey {
  /** Of this and the next no more than two are kept: the second is already one too many. */
  readonly tops: ReadonlySet<string>;
  readonly pkgInfos: readonly PkgInfo[];
}

type Member = ExtractEvents['entry'][1];

type PkgInfo = { readonly read: true; readonly bytes: Uint8Array } | { readonly read: false; readonly reason: string };

/**
 * The bytes of the one PKG-INFO in the one top folder of a `.tar.gz`. The archive is unpacked to its end and nothing of
 * it kept, because a file that was cut short must be found before its name is used up on an index.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function readPkgInfo(path: string, filename: string): Promise<Uint8Array> {
  const { tops, pkgInfos } = await walk(path, filename);
  const [found] = pkgInfos;
  if (tops.size > 1) throw invalidDistribution(filename, 'more than one top folder in it');
  if (found === undefined) throw invalidDistribution(filename, 'no PKG-INFO in its top folder');
  if (pkgInfos.length > 1) throw invalidDistribution(filename, 'more than one PKG-INFO in its top folder');
  if (!found.read) throw invalidDistribution(filename, found.reason);
  return found.bytes;
}

async function walk(path: string, filename: string): Promise<Survey> {
  try {
    const { size } = await stat(path);
    const tar = extract();
    const source = createReadStream(path, { highWaterMark: 1 << 20 });
    const unpacked = createGunzip({ chunkSize: 1 << 18 });
    const bounded = noMoreThan(unpackedLimit(size), filename);
    const [survey] = await Promise.all([surveyMembers(tar), pipeline(source, unpacked, bounded, tar)]);
    return survey;
  } catch (error) {
    if (error instanceof PysignError) throw error;
    throw invalidDistribution(filename, `not a readable .tar.gz archive (${reasonOf(error)})`, error);
  }
}

function noMoreThan(limit: number, filename: string) {
  return async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let unpacked = 0;
    for await (const chunk of chunks) {
      unpacked += chunk.length;
      if (unpacked > limit) throw invalidDistribution(filename, `it unpacks to more than ${limit} bytes`);
      yield chunk;
    }
  };
}

/** Fails only where the archive cannot be read: what is wrong with its content is said when all of it was seen. */
async function surveyMembers(tar: Extract): Promise<Survey> {
  const tops = new Set<string>();
  const pkgInfos: PkgInfo[] = [];
  for await (const member of tar) {
    const [top, ...below] = member.header.name.split('/').filter((part) => part !== '' && part !== '.');
    if (top !== undefined && tops.size < 2) tops.add(top);
    if (below.length !== 1 || below[0] !== 'PKG-INFO') member.resume();
    else if (pkgInfos.length < 2) pkgInfos.push(await readMember(member));
    else member.resume();
  }
  return { tops, pkgInfos };
}

async function readMember(member: Member): Promise<PkgInfo> {
  const refusal = refusalOf(member.header);
  if (refusal === null) return { read: true, bytes: await allBytes(member) };
  member.resume();
  return { read: false, reason: refusal };
}

function refusalOf({ type, size }: Header): string | null {
  if (type !== 'file' && type !== 'contiguous-file') return 'its PKG-INFO is not a regular file';
  return size > METADATA_LIMIT ? 'its PKG-INFO is larger than 8 MiB' : null;
}
