/** One block of ASCII armour (RFC 9580 §6). */
export interface ArmouredBlock {
  /** As its first line has it: `PGP SIGNATURE`. */
  readonly kind: string;
  /** Null where the lines between are no base64, or the last line is missing. */
  readonly bytes: Uint8Array | null;
}

const beginning = /^-----BEGIN (PGP [A-Z ]{3,40})-----[ \t]*$/;
const headerLine = /^[A-Za-z][\w -]{0,40}: ?/;

/**
 * Every block in a text, with whatever stands around and between them passed over. The checksum is passed over too: it
 * finds accidents, which the cryptography finds as well, and newer programs leave it out (RFC 9580 §6.1).
 */
export function armouredBlocks(bytes: Uint8Array): readonly ArmouredBlock[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split(/\r?\n/);
  const blocks: ArmouredBlock[] = [];
  for (let place = 0; place < lines.length; place += 1) {
    const kind = beginning.exec(lines[place] ?? '')?.[1];
    if (kind === undefined) continue;
    const end = endOf(kind, lines, place);
    blocks.push({ kind, bytes: end === null ? null : contentOf(lines.slice(place + 1, end)) });
    if (end !== null) place = end;
  }
  return blocks;
}

/** Another beginning before the end means that there is none. */
function endOf(kind: string, lines: readonly string[], start: number): number | null {
  const last = `-----END ${kind}-----`;
  for (let place = start + 1; place < lines.length; place += 1) {
    const line = (lines[place] ?? '').trimEnd();
    if (line === last) return place;
    if (line.startsWith('-----')) return null;
  }
  return null;
}

function contentOf(lines: readonly string[]): Uint8Array | null {
  const body = lines.map((line) => line.trim());
  const blank = body.indexOf('');
  // Headers end at an empty line; some programs write neither.
  const headed = blank > 0 && body.slice(0, blank).every((line) => headerLine.test(line));
  const data = body.slice(blank === 0 || headed ? blank + 1 : 0).filter((line) => !/^=[\w+/]{4}$/.test(line));
  const text = data.join('');
  return /^[\w+/]*={0,2}$/.test(text) && !text.includes('_') ? Buffer.from(text, 'base64') : null;
}

/** RFC 9580 §6.2, without headers and checksum. @param kind as its first line has it. */
export function armoured(kind: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, '', ...lines, `-----END ${kind}-----`, ''].join('\n');
}
