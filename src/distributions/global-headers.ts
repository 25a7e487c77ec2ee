const BLOCK_BYTES = 512;
const GLOBAL = 'g'.charCodeAt(0);

/** git's, the only ones that are common, hold a commit in 52 bytes. */
const GLOBAL_HEADER_LIMIT = 1024;

/**
 * Watches an unpacked tar go by for global headers, which tar-stream copies for every header that follows: one with
 * 200,000 records and 64 MiB of others would keep it busy for two hours.
 */
export class GlobalHeaderWatch {
  /** The begun block at the end of what was seen. */
  #begun = Buffer.alloc(0);

  /** True where one of the blocks that end in this chunk begins a global header above 1 KiB. */
  finds(chunk: Uint8Array): boolean {
    const missing = this.#begun.length === 0 ? 0 : BLOCK_BYTES - this.#begun.length;
    const first = Buffer.concat([this.#begun, chunk.subarray(0, missing)]);
    if (chunk.length < missing) {
      this.#begun = first;
      return false;
    }
    const rest = Buffer.from(chunk.buffer, chunk.byteOffset + missing, chunk.length - missing);
    this.#begun = Buffer.from(rest.subarray(rest.length - (rest.length % BLOCK_BYTES)));
    return hasLargeOne(first) || hasLargeOne(rest);
  }
}

/** Blocks of content look like headers only in a tar inside a tar, and would have to be as odd. */
function hasLargeOne(blocks: Buffer): boolean {
  for (let at = 0; at + BLOCK_BYTES <= blocks.length; at += BLOCK_BYTES) {
    if (blocks[at + 156] === GLOBAL && isLarge(blocks.subarray(at, at + BLOCK_BYTES))) return true;
  }
  return false;
}

function isLarge(block: Buffer): boolean {
  if (block.toString('latin1', 257, 262) !== 'ustar') return false;
  const size = block.toString('latin1', 124, 136);
  const isBinary = block.readUInt8(124) >= 0x80;
  return isBinary || Number.parseInt(`0${size.replaceAll(/[^0-7]/g, '')}`, 8) > GLOBAL_HEADER_LIMIT;
}
