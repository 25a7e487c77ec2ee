import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw, inflateRawSync } from 'node:zlib';

/** Where the packed bytes of one member of a zip lie. */
export interface PackedMember {
  readonly start: number;
  readonly packedBytes: number;
  /** Bytes when unpacked, as the table of members says; more are never unpacked. */
  readonly bytes: number;
  readonly method: 'stored' | 'deflated';
}

/** RECORD may name `sha256` or better: PEP 427. */
export const RECORD_HASHES: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512']);

/** Up to these a member is read whole: a stream takes longer to make than it takes to hash. */
const SMALL_PACKED_BYTES = 1 << 16;
const SMALL_BYTES = 1 << 20;
const CHUNK_BYTES = 1 << 20;

/**
 * The digest of a member's content in unpadded base64url, or null where it does not unpack to the size that was said.
 * @param algorithm one of {@link RECORD_HASHES}
 * @throws Error of zlib or of the file system
 */
export async function memberDigest(member: PackedMember, algorithm: string, file: FileHandle): Promise<string | null> {
  if (member.packedBytes > SMALL_PACKED_BYTES || member.bytes > SMALL_BYTES)
    return digestInPieces(member, algorithm, file);
  const content = await memberContent(member, file);
  return content.length === member.bytes ? createHash(algorithm).update(content).digest('base64url') : null;
}

/** All of a member that is small enough to hold. */
export async function memberContent(member: PackedMember, file: FileHandle): Promise<Buffer> {
  const target = Buffer.allocUnsafe(member.packedBytes);
  const { bytesRead } = await file.read(target, 0, member.packedBytes, member.start);
  const packed = target.subarray(0, bytesRead);
  return member.method === 'stored' ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(member.bytes, 1) });
}

async function digestInPieces(member: PackedMember, algorithm: string, file: FileHandle): Promise<string | null> {
  const hash = createHash(algorithm);
  let seen = 0;
  for await (const chunk of unpacked(member, file)) {
    seen += chunk.length;
    if (seen > member.bytes) return null;
    hash.update(chunk);
  }
  return seen === member.bytes ? hash.digest('base64url') : null;
}

function unpacked(member: PackedMember, file: FileHandle): AsyncIterable<Uint8Array> {
  const packed = pieces(member, file);
  return member.method === 'stored' ? packed : inflated(packed);
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  // What goes wrong on the way destroys the stream, and is thrown where it is read.
  pipeline(packed, inflate).catch(() => undefined);
  for await (const chunk of inflate) if (chunk instanceof Uint8Array) yield chunk;
}

/** Fresh memory for every member would have to be brought in page by page; a piece is used up before the next is read. */
let spare: Buffer | null = null;

async function* pieces({ start, packedBytes, method }: PackedMember, file: FileHandle): AsyncGenerator<Uint8Array> {
  const shared = spare ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  spare = null;
  for (let done = 0; done < packedBytes;) {
    // A stream keeps what it was given for a while.
    const target = method === 'stored' ? shared : Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const { bytesRead } = await file.read(target, 0, Math.min(CHUNK_BYTES, packedBytes - done), start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
    yield target.subarray(0, bytesRead);
  }
  spare = shared;
}
