import { createHash, webcrypto } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createInflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';

/** Where the packed bytes of one member of a zip lie. */
export interface PackedMember {
  readonly start: number;
  readonly packedBytes: number;
  /** Bytes when unpacked, as the table of members says; more are never unpacked. */
  readonly bytes: number;
  readonly method: 'stored' | 'deflated';
}

/** RECORD may name `sha256` or better: PEP 427. */
export const RECORD_HASHES: ReadonlyMap<string, string> = new Map([
  ['sha256', 'SHA-256'],
  ['sha384', 'SHA-384'],
  ['sha512', 'SHA-512'],
]);

/** Below this the way to another thread takes longer than the hash. */
const SMALL_BYTES = 1 << 16;
/** Up to this a member is read whole and hashed on another thread, so that two cores work on two wheels. */
const WHOLE_BYTES = 8 << 20;
const CHUNK_BYTES = 1 << 20;

const inflateElsewhere = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/**
 * The digest of a member's content in unpadded base64url, or null where it does not unpack to the size that was said.
 * @param algorithm one of {@link RECORD_HASHES}
 * @throws Error of zlib or of the file system
 */
export async function memberDigest(member: PackedMember, algorithm: string, file: FileHandle): Promise<string | null> {
  if (member.bytes > WHOLE_BYTES || member.packedBytes > WHOLE_BYTES) return digestInPieces(member, algorithm, file);
  const content = await memberContent(member, file);
  if (content.length !== member.bytes) return null;
  if (content.length <= SMALL_BYTES) return createHash(algorithm).update(content).digest('base64url');
  const name = RECORD_HASHES.get(algorithm) ?? algorithm;
  return Buffer.from(await webcrypto.subtle.digest(name, content)).toString('base64url');
}

/** All of a member that is small enough to hold. */
export async function memberContent(member: PackedMember, file: FileHandle): Promise<Buffer<ArrayBuffer>> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(member.packedBytes), 0, member.packedBytes, member.start);
  const packed = buffer.subarray(0, bytesRead);
  if (member.method === 'stored') return packed;
  const limit = { maxOutputLength: Math.max(member.bytes, 1) };
  const content = packed.length <= SMALL_BYTES ? inflateRawSync(packed, limit) : await inflateElsewhere(packed, limit);
  return Buffer.from(content);
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
  const inflate = createInflateRaw();
  // What goes wrong on the way destroys the stream, and is thrown where it is read.
  pipeline(packed, inflate).catch(() => undefined);
  for await (const chunk of inflate) if (chunk instanceof Uint8Array) yield chunk;
}

/** One buffer serves all pieces where nobody keeps them; a stream does. */
async function* pieces({ start, packedBytes, method }: PackedMember, file: FileHandle): AsyncGenerator<Uint8Array> {
  const shared = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (let done = 0; done < packedBytes;) {
    const target = method === 'stored' ? shared : Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const { bytesRead } = await file.read(target, 0, Math.min(CHUNK_BYTES, packedBytes - done), start + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield target.subarray(0, bytesRead);
  }
}
