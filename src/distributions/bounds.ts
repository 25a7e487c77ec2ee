/** Bytes of METADATA or PKG-INFO; the longest descriptions on PyPI stay below 1 MiB. */
export const METADATA_LIMIT = 8 << 20;

/** PyPI calls an archive a bomb that unpacks to more than both of these (warehouse, `docs/user/archives.md`). */
const UNPACKED_LIMIT = 64 << 20;
const RATIO_LIMIT = 50;

/** The bytes that an archive of this size may unpack to. */
export function unpackedLimit(archiveBytes: number): number {
  return Math.max(UNPACKED_LIMIT, RATIO_LIMIT * archiveBytes);
}

/** The content of one member whose declared size was compared with a limit before. */
export async function allBytes(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}
