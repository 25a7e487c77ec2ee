import type { Readable } from 'node:stream';
import { Refusal } from './refusal.ts';

/** PyPI's limit, until May 2023. */
const MAX_SIGNATURE_BYTES = 8 * 1024;
const ARMOUR_LINE = Buffer.from('-----BEGIN PGP SIGNATURE-----');

/** What came in the `gpg_signature` part; `bytes` is cut when it was too large. */
export interface ReceivedSignature {
  readonly bytes: Uint8Array;
  readonly isTooLarge: boolean;
}

/** Reads the part to its end, whatever its length. */
export async function receiveSignature(part: Readable): Promise<ReceivedSignature> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytesOf(part)) {
    if (length <= MAX_SIGNATURE_BYTES) chunks.push(chunk);
    length += chunk.length;
  }
  return { bytes: Buffer.concat(chunks), isTooLarge: length > MAX_SIGNATURE_BYTES };
}

/** All that PyPI ever checked: size and first line, never whether it is a signature over this file. @throws Refusal 400 */
export function checkSignature({ bytes, isTooLarge }: ReceivedSignature): void {
  if (isTooLarge) throw new Refusal(400, 'Signature too large.');
  if (ARMOUR_LINE.equals(bytes.subarray(0, ARMOUR_LINE.length))) return;
  throw new Refusal(400, "PGP signature isn't ASCII armored.");
}

/** The chunks of a part of the form. */
export async function* bytesOf(part: Readable): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of part) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
}
