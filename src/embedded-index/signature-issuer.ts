/** RFC 9580 §5.2.3.35; the key's version, then its fingerprint. */
const ISSUER_FINGERPRINT = 33;
const SIGNATURE_TAG = 2;

/**
 * The fingerprint of the (sub)key that an armoured signature says it is by, upper-case hex; null where it says none, or
 * cannot be read. Nothing vouches for it: whoever made the file wrote it.
 */
export function issuerFingerprint(asc: Uint8Array): string | null {
  try {
    return issuerIn(hashedSubpackets(new Octets(unarmoured(asc))));
  } catch (error) {
    // It ended too early.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** RFC 9580 §6.2: head lines, an empty line, base64, and a checksum that is no use to anyone. */
function unarmoured(asc: Uint8Array): Buffer {
  const lines = Buffer.from(asc).toString('latin1').split(/\r?\n/u);
  const data = lines.slice(lines.findIndex((line) => line.trim() === '') + 1);
  const end = data.findIndex((line) => /^[=-]/u.test(line));
  return Buffer.from(data.slice(0, end === -1 ? 0 : end).join(''), 'base64');
}

/** Bytes read from front to back. @throws RangeError where they end too early */
class Octets {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('too short');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

/** Of the first packet, if it is a signature of version 4 or 6. Only what is hashed cannot be changed on the way. */
function hashedSubpackets(octets: Octets): Octets {
  const packet = new Octets(firstPacket(octets));
  const version = packet.number(1);
  // Type, public-key algorithm, hash algorithm.
  packet.take(3);
  if (version !== 4 && version !== 6) throw new RangeError('no such version');
  return new Octets(packet.take(packet.number(version === 4 ? 2 : 4)));
}

/** RFC 9580 §4.2, in both formats. */
function firstPacket(octets: Octets): Buffer {
  const head = octets.number(1);
  const isOld = (head & 0x40) === 0;
  const tag = isOld ? (head >> 2) & 0x0f : head & 0x3f;
  if ((head & 0x80) === 0 || tag !== SIGNATURE_TAG) throw new RangeError('no signature');
  if (!isOld) return octets.take(variableLength(octets));
  const length = [1, 2, 4][head & 0x03];
  if (length === undefined) throw new RangeError('no length');
  return octets.take(octets.number(length));
}

/** RFC 9580 §4.2.1 and §5.2.3.7; partial lengths, which only a packet can have, are too long for what is there. */
function variableLength(octets: Octets): number {
  const first = octets.number(1);
  if (first < 192) return first;
  return first === 255 ? octets.number(4) : ((first - 192) << 8) + octets.number(1) + 192;
}

function issuerIn(subpackets: Octets): string | null {
  while (!subpackets.isAtEnd) {
    const subpacket = new Octets(subpackets.take(variableLength(subpackets)));
    // The highest bit says that the subpacket is critical.
    if ((subpacket.number(1) & 0x7f) !== ISSUER_FINGERPRINT) continue;
    const length = new Map([
      [4, 20],
      [6, 32],
    ]).get(subpacket.number(1));
    return length === undefined ? null : subpacket.take(length).toString('hex').toUpperCase();
  }
  return null;
}
