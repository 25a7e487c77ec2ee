import { config, enums, PublicKeyPacket, SignaturePacket } from 'openpgp';
import { digests } from './policy-table.ts';
import type { PublicKeyFields } from './public-key-fields.ts';
import type { SignatureFields } from './signature-fields.ts';

declare module 'openpgp' {
  interface SignaturePacket {
    /** openpgp.js's own seam for one-pass messages: a digest made elsewhere, which `verify()` takes instead of data. */
    hashed: Uint8Array | null;
  }
}

/** What openpgp.js would refuse by policy is judged elsewhere: here only the mathematics is asked. */
const permissive = { ...config, rejectHashAlgorithms: new Set<never>(), rejectMessageHashAlgorithms: new Set<never>() };

/** The least packet that can be checked: a creation time (2), which is not compared with anything. */
const someTime = [0, 6, 5, 2, 0, 0, 0, 1, 0, 0];

/** DSA and ECDSA over a finished digest, for which OpenSSL has no door in Node. */
export async function numbersFitByOpenpgpJs(
  { algorithm, digest: name, checksum, numbers }: SignatureFields,
  digest: Uint8Array,
  key: PublicKeyFields,
): Promise<boolean> {
  try {
    const [signature, publicKey] = [new SignaturePacket(), new PublicKeyPacket()];
    const head = Buffer.of(4, enums.signature.binary, algorithm, digests[name].number, ...someTime);
    signature.read(Buffer.concat([head, checksum, numbers]));
    await publicKey.read(key.body);
    signature.issuerKeyID = publicKey.getKeyID();
    signature.hashed = digest;
    await signature.verify(publicKey, enums.signature.binary, digest, new Date(2000), true, permissive);
    return true;
  } catch {
    return false;
  }
}
