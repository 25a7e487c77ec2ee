import type { CertificatePackets } from './certificate-packets.ts';
import { digests } from './policy-table.ts';
import { parseSignature, type SignatureFields } from './signature-fields.ts';
import { lastOf, subpacketTypes } from './subpackets.ts';

/** Numbers of RFC 9580 §9.5: of a signature, and of the one that it holds. */
export type DigestChain = readonly number[];

/** What a certificate says that it is tied together with, proven or not: see `Certificate.linksTo`. */
export function chainsOf(
  { primary, identities, subkeys }: CertificatePackets,
  fingerprint: string,
): readonly (readonly DigestChain[])[] {
  const own = ({ issuer }: SignatureFields): boolean => issuer === primary.fingerprint || issuer === primary.keyId;
  const userIds = identities.flatMap(({ signatures }) => signatures.filter(own).map(chainOf));
  const subkey = subkeys.find(({ key }) => key.fingerprint === fingerprint);
  return subkey === undefined ? [userIds] : [userIds, subkey.signatures.filter(own).map(chainOf)];
}

function chainOf({ digest, hashed, unhashed }: SignatureFields): DigestChain {
  const embedded = [hashed, unhashed].map((area) => lastOf(area, subpacketTypes.embeddedSignature));
  const inner = embedded.flatMap((octets) => (octets === null ? [] : [digestIn(octets.rest())]));
  return [digests[digest].number, ...inner];
}

function digestIn(body: Uint8Array): number {
  try {
    return digests[parseSignature(body).digest].number;
  } catch {
    return 0;
  }
}
