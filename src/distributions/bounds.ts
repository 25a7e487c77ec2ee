/** Bytes of METADATA or PKG-INFO; the longest descriptions on PyPI stay below 1 MiB. */
export const METADATA_LIMIT = 8 << 20;

/** The largest wheels known have some 20,000 members. */
export const MEMBER_LIMIT = 200_000;

/** Bytes of the table of members at the end of a zip: 160 for each of as many as may be. */
export const DIRECTORY_LIMIT = 32 << 20;

/** PyPI calls an archive a bomb that unpacks to more than both of these (warehouse, `docs/user/archives.md`). */
const UNPACKED_LIMIT = 64 << 20;
const RATIO_LIMIT = 50;

/** The bytes that an archive of this size may unpack to. */
export function unpackedLimit(archiveBytes: number): number {
  return Math.max(UNPACKED_LIMIT, RATIO_LIMIT * archiveBytes);
}
