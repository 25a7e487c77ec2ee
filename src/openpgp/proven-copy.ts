import type { CertificatePackets, SubkeyPackets } from './certificate-packets.ts';
import type { PublicKeyFields } from './public-key-fields.ts';
import { proveOnPrimary, proveOnSubkey } from './self-signatures.ts';
import type { SignatureFields } from './signature-fields.ts';

/** @see Certificate.proven */
export async function provenPackets(packets: CertificatePackets): Promise<CertificatePackets | null> {
  try {
    const { all } = await proveOnPrimary(packets);
    const own = new Set(all.map(({ signature }) => signature));
    const kept = (signatures: readonly SignatureFields[]): readonly SignatureFields[] =>
      signatures.filter((each) => own.has(each));
    return {
      ...packets,
      signatures: kept(packets.signatures),
      identities: packets.identities.map((identity) => ({ ...identity, signatures: kept(identity.signatures) })),
      subkeys: await Promise.all(packets.subkeys.map(async (subkey) => provenSubkey(subkey, packets.primary))),
    };
  } catch (error) {
    // A flood of signatures: more than anybody would check.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function provenSubkey(subkey: SubkeyPackets, primary: PublicKeyFields): Promise<SubkeyPackets> {
  const { bindings, revocations } = await proveOnSubkey(subkey, primary);
  return { ...subkey, signatures: [...bindings, ...revocations].map(({ signature }) => signature) };
}
