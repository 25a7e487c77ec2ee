import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { readChunks } from '../content.ts';
import { reasonOf } from '../errors.ts';
import { digestNames, type DigestName, type DigestValues, RunningDigests } from './digests.ts';
import { writeAll } from './durable.ts';
import { bytesOf } from './signature-part.ts';
import { claimedDigests, type UploadField } from './upload-fields.ts';

/** The file itself, on the disk under a name nobody knows yet. */
export interface ReceivedContent {
  readonly path: string;
  /** As the client wrote it. */
  readonly filename: string;
  readonly size: number;
  readonly digests: DigestValues;
}

interface ContentPart {
  readonly path: string;
  readonly filename: string;
  /** What came before the content. */
  readonly fields: ReadonlyMap<UploadField, string>;
}

/** Writes and hashes the part in one pass, with the digests that were claimed before it, or with all when none was. */
export async function receiveContent(
  part: Readable,
  { path, filename, fields }: ContentPart,
): Promise<ReceivedContent> {
  const claimed = [...claimedDigests(fields).keys()];
  const digests = await RunningDigests.start(claimed.length === 0 ? digestNames : ['sha256', ...claimed]);
  const file = await open(path, 'wx');
  try {
    const size = await drain(part, file, digests);
    await file.sync();
    return { path, filename, size, digests: digests.finish() };
  } finally {
    await file.close();
  }
}

/** After a failure the rest is read and thrown away: a part that is not read would stop the whole body. */
async function drain(part: Readable, file: FileHandle, digests: RunningDigests): Promise<number> {
  let size = 0;
  let failure: unknown = null;
  for await (const chunk of bytesOf(part)) {
    if (failure !== null) continue;
    digests.update(chunk);
    size += chunk.length;
    await writeAll(file, chunk).catch((error: unknown) => {
      failure = error;
    });
  }
  if (failure !== null) throw new Error(`the content could not be written: ${reasonOf(failure)}`, { cause: failure });
  return size;
}

/** Digests that were claimed only after the content need a second pass. */
export async function digestAgain(path: string, names: readonly DigestName[]): Promise<DigestValues> {
  if (names.length === 0) return new Map();
  const digests = await RunningDigests.start(names);
  for await (const chunk of readChunks(path)) digests.update(chunk);
  return digests.finish();
}
