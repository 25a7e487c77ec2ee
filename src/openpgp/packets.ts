import { Octets, uint32 } from './octets.ts';

/** One packet (RFC 9580 §4.2): what kind it says it is, and its bytes. */
export interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
}

export const tags = {
  signature: 2,
  onePassSignature: 4,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  compressed: 8,
  literal: 11,
  userId: 13,
  publicSubkey: 14,
  userAttribute: 17,
} as const;

/** The packet with a header in the new form (RFC 9580 §4.2.1), whatever it had. */
export function packetBytes({ tag, body }: Packet): Uint8Array {
  return Buffer.concat([Uint8Array.of(0xc0 | tag, 0xff), uint32(body.length), body]);
}

/**
 * Splits bytes into packets. Containers stay closed: nothing is unpacked, so nothing can unfold.
 * @throws SyntaxError for a packet that is cut short, of unknown or partial length, or no packet at all.
 */
export function* packetsIn(bytes: Uint8Array): Generator<Packet, void, void> {
  const octets = new Octets(bytes);
  while (octets.left > 0) yield nextPacket(octets);
}

function nextPacket(octets: Octets): Packet {
  const head = octets.uint8();
  if ((head & 0x80) === 0) throw new SyntaxError('it is not made of OpenPGP packets');
  const isNew = (head & 0x40) !== 0;
  const tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
  const length = isNew ? newLength(octets) : oldLength(octets, head & 3);
  return { tag, body: octets.take(length) };
}

function newLength(octets: Octets): number {
  const first = octets.uint8();
  if (first < 192) return first;
  if (first < 224) return (first - 192) * 256 + octets.uint8() + 192;
  if (first === 255) return octets.uint32();
  throw new SyntaxError('it has a packet of partial length, which only content may have');
}

function oldLength(octets: Octets, type: number): number {
  switch (type) {
    case 0:
      return octets.uint8();
    case 1:
      return octets.uint16();
    case 2:
      return octets.uint32();
    default:
      throw new SyntaxError('it has a packet without a length, which only content may have');
  }
}
