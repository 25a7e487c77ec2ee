import type { CertificatePart } from './certificate-packets.ts';
import type { DetachedSignature } from './detached-signature.ts';
import { digests } from './policy-table.ts';

const families = new Map([
  [1, 'RSA'],
  [3, 'RSA'],
  [17, 'DSA'],
  [19, 'ECDSA'],
  [22, 'EdDSA'],
  [27, 'Ed25519'],
  [28, 'Ed448'],
]);

/** `RSA-2048 signature with SHA-256`; without the size where the key is not known. */
export function describeSignature({ algorithm, hash }: DetachedSignature, part: CertificatePart | null): string {
  return `${keyWords(algorithm, part)} signature with ${digests[hash].title}`;
}

function keyWords(algorithm: number, part: CertificatePart | null): string {
  const family = families.get(algorithm) ?? `algorithm ${String(algorithm)}`;
  if (part === null) return family;
  const { curve, bits } = part.strength;
  if (curve === 'ed25519') return 'Ed25519';
  if (curve !== '') return `${family} ${curve}`;
  return algorithm === 27 || algorithm === 28 ? family : `${family}-${String(bits)}`;
}
