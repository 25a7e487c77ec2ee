import { Octets } from './octets.ts';

/** RFC 9580 §5.2.3.7, by the names that are used here. */
export const subpacketTypes = {
  created: 2,
  signatureExpires: 3,
  keyExpires: 9,
  issuerKeyId: 16,
  notation: 20,
  primaryUserId: 25,
  keyFlags: 27,
  revocationReason: 29,
  embeddedSignature: 32,
  issuerFingerprint: 33,
} as const;

export interface Subpacket {
  readonly type: number;
  /** Whoever does not understand it must not rely on the signature. */
  readonly critical: boolean;
  readonly body: Uint8Array;
}

/** Those whose meaning is known here, or cannot change what a signature over a file is worth. */
const understood: ReadonlySet<number> = new Set([
  2, 3, 4, 5, 6, 7, 9, 11, 12, 16, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 39,
]);

/** @throws SyntaxError */
export function parseSubpackets(area: Uint8Array): readonly Subpacket[] {
  const octets = new Octets(area);
  const found: Subpacket[] = [];
  while (octets.left > 0) {
    const length = subpacketLength(octets);
    if (length === 0) throw new SyntaxError('it has a subpacket without a type');
    const type = octets.uint8();
    found.push({ type: type & 0x7f, critical: (type & 0x80) !== 0, body: octets.take(length - 1) });
  }
  return found;
}

function subpacketLength(octets: Octets): number {
  const first = octets.uint8();
  if (first < 192) return first;
  return first === 255 ? octets.uint32() : (first - 192) * 256 + octets.uint8() + 192;
}

/** The last one counts where a type occurs twice (RFC 9580 §5.2.3.9). */
export function lastOf(subpackets: readonly Subpacket[], type: number): Octets | null {
  const found = subpackets.findLast((subpacket) => subpacket.type === type);
  return found === undefined ? null : new Octets(found.body);
}

/**
 * What a critical part asks that is not understood here; null where nothing does. RFC 9580 §5.2.3.7: such a signature
 * is void. No notation is understood.
 */
export function unknownCritical(subpackets: readonly Subpacket[]): string | null {
  for (const { type, critical, body } of subpackets) {
    if (!critical) continue;
    if (!understood.has(type)) return `an unknown critical subpacket ${String(type)}`;
    if (type === subpacketTypes.notation) return `an unknown critical notation ${notationName(body)}`;
  }
  return null;
}

function notationName(body: Uint8Array): string {
  const octets = new Octets(body);
  octets.take(4);
  const length = octets.uint16();
  octets.uint16();
  return Buffer.from(octets.take(length)).toString('utf8');
}
