import type { HashName } from '../content.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { armouredBlocks } from './armour.ts';
import { packetsIn, tags } from './packets.ts';
import { digests } from './policy-table.ts';
import { judgeDigest } from './policy.ts';
import { parseSignature, type SignatureFields, signatureTypes } from './signature-fields.ts';
import { unknownCritical } from './subpackets.ts';

/** The longest signature in use, by an RSA-16384 key with every notation people add, is some 5 KiB. */
export const MOST_SIGNATURE_BYTES = 64 << 10;

const otherBlocks = new Map<string, string>([
  ['PGP SIGNED MESSAGE', 'a clear-signed text, whose signature is not over the file as it is'],
  ['PGP MESSAGE', 'an OpenPGP message, which carries a content of its own'],
  ['PGP PUBLIC KEY BLOCK', 'a public key'],
  ['PGP PRIVATE KEY BLOCK', 'a SECRET key, which must not be given to anyone'],
]);

/** What a block that is no signature is, in the words of an error. */
export function foreignBlock(kind: string): string {
  return otherBlocks.get(kind) ?? `a block of type ${kind}`;
}

/**
 * The author's door, for the `.asc` that lies beside a distribution and that the index serves: exactly one armoured,
 * detached, binary signature of version 4 comes in, and nothing that some verifier reads differently.
 * @throws PysignError `SIGNATURE_WRONG`, which says what the bytes are instead.
 */
export function parseArmouredSignature(bytes: Uint8Array, name: string): SignatureFields {
  try {
    return narrow(onlySignature(blockIn(bytes)));
  } catch (error) {
    throw new PysignError('SIGNATURE_WRONG', `${name} is not one detached OpenPGP signature: ${reasonOf(error)}`);
  }
}

function blockIn(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw new SyntaxError('it is empty');
  if (bytes.length > MOST_SIGNATURE_BYTES)
    throw new SyntaxError(`it is longer than ${String(MOST_SIGNATURE_BYTES)} bytes`);
  if (((bytes[0] ?? 0) & 0x80) !== 0) throw new SyntaxError('it is binary, and an .asc file is armoured');
  const text = Buffer.from(bytes).toString('latin1');
  const kinds = [...text.matchAll(/^-----BEGIN ([^-\r\n]+)-----[ \t]*\r?$/gm)].map((match) => match[1] ?? '');
  const foreign = kinds.find((kind) => kind !== 'PGP SIGNATURE');
  if (foreign !== undefined) throw new SyntaxError(`it is ${foreignBlock(foreign)}`);
  if (kinds.length === 0) throw new SyntaxError('it holds no signature');
  if (kinds.length > 1) throw new SyntaxError(`it holds ${String(kinds.length)} signatures`);
  // Whatever stands outside or between the lines is read differently by different verifiers.
  const whole = /^\s*-----BEGIN PGP SIGNATURE-----[ \t]*\r?\n([\s\S]*)-----END PGP SIGNATURE-----\s*$/.exec(text);
  const [block] = armouredBlocks(bytes);
  const isBroken = whole?.[1] === undefined || whole[1].includes('-----') || block?.bytes === undefined;
  if (isBroken || block.bytes === null) throw new SyntaxError('its armour is broken, or not alone');
  return block.bytes;
}

function onlySignature(bytes: Uint8Array): SignatureFields {
  const packets = [...packetsIn(bytes)];
  const [packet] = packets;
  if (packet === undefined) throw new SyntaxError('it holds no signature');
  if (packets.length > 1) throw new SyntaxError(`it holds ${String(packets.length)} signatures`);
  if (packet.tag !== tags.signature) throw new SyntaxError(`it holds a packet of type ${String(packet.tag)}`);
  return parseSignature(packet.body);
}

/** In these signatures are made; what an author sends is hashed in no other. */
const hashNames: readonly HashName[] = ['sha256', 'sha384', 'sha512'];

function narrow(signature: SignatureFields): SignatureFields {
  const { version, digest, hashed, issuer } = signature;
  if (version !== 4) throw new SyntaxError(`it is of version ${String(version)}, which pysign does not send`);
  refuseOtherTypes(signature);
  const judgement = judgeDigest(digest, new Date());
  if (judgement.worth === 'refused') throw new SyntaxError(`it ${judgement.reason}`);
  if (!hashNames.some((name) => name === digest)) throw new SyntaxError(`its hash is ${digests[digest].title}`);
  const critical = unknownCritical(hashed);
  if (critical !== null) throw new SyntaxError(`it has ${critical}`);
  if (issuer === '') throw new SyntaxError('it names no key');
  return signature;
}

/** @throws SyntaxError for everything but a signature over bytes as they are. */
export function refuseOtherTypes({ type }: SignatureFields): void {
  if (type === signatureTypes.text) {
    throw new SyntaxError('it is a text signature (type 0x01), which verifies files with other line ends too');
  }
  if (type !== signatureTypes.binary) throw new SyntaxError(`its type is ${String(type)}, not binary`);
}
