import { PysignError, reasonOf } from '../errors.ts';
import { armouredBlocks } from './armour.ts';
import { foreignBlock, MOST_SIGNATURE_BYTES, refuseOtherTypes } from './armoured-signature.ts';
import { DetachedSignature } from './detached-signature.ts';
import { packetsIn, tags } from './packets.ts';
import { parseSignature } from './signature-fields.ts';

/** One of the signatures in a file. */
export type ReadSignature =
  | { readonly readable: true; readonly signature: DetachedSignature }
  /** `reason` completes the sentence "this signature cannot be checked: …". */
  | { readonly readable: false; readonly reason: string };

/** A release has one signature, or one by each of a few people. Each costs a verification. */
const MOST_SIGNATURES = 32;

/** What other packets make of a file. */
const foreignPackets: ReadonlyMap<number, string> = new Map([
  [tags.onePassSignature, 'an inline-signed message, which carries a content of its own'],
  [tags.literal, 'a message, which carries a content of its own'],
  [tags.compressed, 'a compressed message, which is not unpacked'],
  [tags.publicKey, foreignBlock('PGP PUBLIC KEY BLOCK')],
  [tags.secretKey, foreignBlock('PGP PRIVATE KEY BLOCK')],
]);

/**
 * The verifier's door: every detached signature in a file, armoured or binary, in the order of the file. Words around
 * the armour and packets without meaning are passed over, as the verifiers that people know do.
 * @throws PysignError `SIGNATURE_WRONG` for a file that is something else, which is named.
 */
export function readSignatureFile(bytes: Uint8Array, name: string): readonly ReadSignature[] {
  try {
    const signatures = blocksIn(bytes).flatMap(signaturesIn);
    if (signatures.length === 0) throw new SyntaxError('it holds no signature');
    if (signatures.length > MOST_SIGNATURES) {
      throw new SyntaxError(`it holds ${String(signatures.length)} signatures, more than ${String(MOST_SIGNATURES)}`);
    }
    return signatures;
  } catch (error) {
    throw new PysignError('SIGNATURE_WRONG', `${name} is not a detached OpenPGP signature: ${reasonOf(error)}`);
  }
}

function blocksIn(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length === 0) throw new SyntaxError('it is empty');
  if (bytes.length > MOST_SIGNATURE_BYTES) {
    throw new SyntaxError(`it is longer than ${String(MOST_SIGNATURE_BYTES)} bytes`);
  }
  if (((bytes[0] ?? 0) & 0x80) !== 0) return [bytes];
  const blocks = armouredBlocks(bytes);
  const foreign = blocks.find(({ kind }) => kind !== 'PGP SIGNATURE');
  if (foreign !== undefined) throw new SyntaxError(`it is ${foreignBlock(foreign.kind)}`);
  return blocks.map((block) => {
    if (block.bytes === null) throw new SyntaxError('its armour is broken');
    return block.bytes;
  });
}

function signaturesIn(bytes: Uint8Array): readonly ReadSignature[] {
  const found: ReadSignature[] = [];
  for (const { tag, body } of packetsIn(bytes)) {
    const foreign = foreignPackets.get(tag);
    if (foreign !== undefined) throw new SyntaxError(`it is ${foreign}`);
    if (tag === tags.signature) found.push(readOne(body));
  }
  return found;
}

function readOne(body: Uint8Array): ReadSignature {
  try {
    const fields = parseSignature(body);
    refuseOtherTypes(fields);
    if (fields.issuer === '') throw new SyntaxError('it names no key');
    return { readable: true, signature: new DetachedSignature(fields) };
  } catch (error) {
    return { readable: false, reason: reasonOf(error) };
  }
}
