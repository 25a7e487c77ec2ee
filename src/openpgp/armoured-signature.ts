import { enums, readSignature, SignaturePacket } from 'openpgp';
import type { HashName } from '../content.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { digests } from './policy-table.ts';
import { digestNumbered, judgeDigest } from './policy.ts';

/** The longest signature in use, by an RSA-16384 key with every notation people add, is some 5 KiB. */
const MOST_BYTES = 64 << 10;

const otherBlocks = new Map<string, string>([
  ['PGP SIGNED MESSAGE', 'a clear-signed text, whose signature is not over the file as it is'],
  ['PGP MESSAGE', 'an OpenPGP message, which carries a content of its own'],
  ['PGP PUBLIC KEY BLOCK', 'a public key'],
  ['PGP PRIVATE KEY BLOCK', 'a SECRET key, which must not be given to anyone'],
]);

/** A version 4 binary signature packet whose hash is one of ours. */
export interface BinarySignature {
  readonly packet: SignaturePacket;
  readonly hash: HashName;
  /** The packet's bytes that are hashed after the content. */
  readonly hashedPart: Uint8Array;
  readonly created: Date;
  /** Fingerprint, or key id where there is none; upper-case hex. Nothing vouches for it before the check. */
  readonly issuer: string;
}

/**
 * The door for `.asc` files, all of which the index or whoever made the file controls: exactly one armoured, detached,
 * binary signature comes in.
 * @throws PysignError `SIGNATURE_WRONG`, which says what the bytes are instead.
 */
export async function parseArmouredSignature(bytes: Uint8Array, name: string): Promise<BinarySignature> {
  try {
    return narrow(await parsePackets(armourIn(bytes)));
  } catch (error) {
    throw new PysignError('SIGNATURE_WRONG', `${name} is not one detached OpenPGP signature: ${reasonOf(error)}`);
  }
}

function armourIn(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new TypeError('it is empty');
  if (bytes.length > MOST_BYTES) throw new TypeError(`it is longer than ${String(MOST_BYTES)} bytes`);
  if (((bytes[0] ?? 0) & 0x80) !== 0) throw new TypeError('it is binary, and an .asc file is armoured');
  const text = Buffer.from(bytes).toString('latin1');
  const kinds = [...text.matchAll(/^-----BEGIN ([^-\r\n]+)-----[ \t]*\r?$/gm)].map((match) => match[1] ?? '');
  const foreign = kinds.find((kind) => kind !== 'PGP SIGNATURE');
  if (foreign !== undefined) throw new TypeError(`it is ${otherBlocks.get(foreign) ?? `a block of type ${foreign}`}`);
  if (kinds.length === 0) throw new TypeError('it holds no signature');
  if (kinds.length > 1) throw new TypeError(`it holds ${String(kinds.length)} signatures`);
  // Whatever stands outside or between the lines is read differently by different verifiers.
  const whole = /^\s*-----BEGIN PGP SIGNATURE-----[ \t]*\r?\n([\s\S]*)-----END PGP SIGNATURE-----\s*$/.exec(text);
  if (whole?.[1] === undefined || whole[1].includes('-----')) throw new TypeError('its armour is broken, or not alone');
  return text;
}

async function parsePackets(armour: string): Promise<SignaturePacket> {
  const { packets } = await readSignature({ armoredSignature: armour });
  const [packet] = packets;
  if (packet === undefined) throw new TypeError('it holds no signature');
  if (packets.length > 1) throw new TypeError(`it holds ${String(packets.length)} signatures`);
  // What openpgp.js cannot read it passes on unread, whatever the types say.
  if (packet instanceof SignaturePacket) return packet;
  throw new TypeError('its version or algorithm is not supported');
}

/** In these signatures are made; content is hashed in no other. */
const hashNames: readonly HashName[] = ['sha256', 'sha384', 'sha512'];

function hashIn({ hashAlgorithm }: SignaturePacket): HashName {
  const digest = digestNumbered(hashAlgorithm);
  if (digest === null) throw new TypeError('its hash is unknown');
  const judgement = judgeDigest(digest, new Date());
  if (judgement.worth === 'refused') throw new TypeError(`it ${judgement.reason}`);
  const hash = hashNames.find((name) => name === digest);
  if (hash === undefined) throw new TypeError(`its hash is ${digests[digest].title}`);
  return hash;
}

function narrow(packet: SignaturePacket): BinarySignature {
  const { version, signatureType, created, signatureData } = packet;
  if (version !== 4) throw new TypeError(`it is of version ${String(version)}, which pysign does not verify yet`);
  if (signatureType === enums.signature.text) {
    throw new TypeError('it is a text signature (type 0x01), which verifies files with other line ends too');
  }
  if (signatureType !== enums.signature.binary) throw new TypeError(`its type is ${String(signatureType)}, not binary`);
  const hash = hashIn(packet);
  refuseUnknownCritical(packet);
  const issuer = issuerOf(packet);
  if (created === null || signatureData === null || issuer === '') throw new TypeError('it names no time or no key');
  return { packet, hash, hashedPart: signatureData, created, issuer };
}

/** RFC 9580 §5.2.3.7: a critical part that is not understood makes the signature void. */
function refuseUnknownCritical({ unknownSubpackets, rawNotations }: SignaturePacket): void {
  const subpacket = unknownSubpackets.find(({ critical }) => critical);
  if (subpacket !== undefined) throw new TypeError(`it has an unknown critical subpacket ${String(subpacket.type)}`);
  const notation = rawNotations.find(({ critical }) => critical);
  if (notation !== undefined) throw new TypeError(`it has an unknown critical notation ${notation.name}`);
}

function issuerOf({ issuerFingerprint, issuerKeyID }: SignaturePacket): string {
  const name = issuerFingerprint === null ? issuerKeyID.toHex() : Buffer.from(issuerFingerprint).toString('hex');
  return name.toUpperCase();
}
