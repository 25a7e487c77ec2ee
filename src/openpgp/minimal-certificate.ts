import { armoured } from './armour.ts';
import type { CertificatePackets, SubkeyPackets } from './certificate-packets.ts';
import type { PublicKeyFields } from './public-key-fields.ts';
import { claimsToBeBy } from './self-signatures.ts';
import { type SignatureFields, signatureTypes } from './signature-fields.ts';
import { uint32 } from './octets.ts';
import { tags } from './packets.ts';
import { lastOf, subpacketTypes } from './subpackets.ts';

const SIGN_DATA = 0x02;

/**
 * What verifying needs of a certificate, armoured (RFC 9580 §10.1): the primary key, user ids and subkeys that may
 * sign, what the key says of them, and every revocation. What strangers signed, pictures and keys for encryption are
 * left out. No verdict changes by it.
 */
export function minimalCertificate(packets: CertificatePackets): string {
  const { primary, signatures, identities, subkeys } = packets;
  const own = (all: readonly SignatureFields[]): readonly Uint8Array[] =>
    all.filter((each) => claimsToBeBy(each, primary)).map(({ body }) => packet(tags.signature, body));
  const named = identities.filter(({ userId, signatures: all }) => userId !== null && own(all).length > 0);
  const parts = [
    packet(tags.publicKey, primary.body),
    ...own(signatures),
    // The hashed form is the body behind five octets (RFC 9580 §5.2.4).
    ...named.flatMap(({ hashedForm, signatures: all }) => [packet(tags.userId, hashedForm.subarray(5)), ...own(all)]),
    ...subkeys
      .filter((subkey) => maySign(subkey, primary))
      .flatMap(({ key, signatures: all }) => [packet(tags.publicSubkey, key.body), ...own(all)]),
  ];
  return armoured('PGP PUBLIC KEY BLOCK', Buffer.concat(parts));
}

/** One that was for signing under any of its bindings: old signatures by it are still verified. */
function maySign({ key, signatures }: SubkeyPackets, primary: PublicKeyFields): boolean {
  if (key.material.kind === 'cannot-sign') return false;
  return signatures
    .filter((each) => each.type === signatureTypes.subkeyBinding && claimsToBeBy(each, primary))
    .some(({ hashed }) => {
      const flags = lastOf(hashed, subpacketTypes.keyFlags);
      return flags === null || flags.left === 0 || (flags.uint8() & SIGN_DATA) !== 0;
    });
}

function packet(tag: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(0xc0 | tag, 0xff), uint32(body.length), body]);
}
