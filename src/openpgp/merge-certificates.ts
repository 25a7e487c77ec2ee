import type { CertificatePackets } from './certificate-packets.ts';
import type { SignatureFields } from './signature-fields.ts';
import { hexOf } from './octets.ts';

/**
 * Two copies of one certificate as one: every word of either stands, so that an old copy, or one from which somebody
 * took a revocation, hides nothing.
 */
export function mergePackets(one: CertificatePackets, other: CertificatePackets): CertificatePackets {
  return {
    all: [...one.all, ...other.all.slice(1)],
    primary: one.primary,
    signatures: union(one.signatures, other.signatures, signatureName),
    identities: joined(one.identities, other.identities, ({ hashedForm }) => hexOf(hashedForm)),
    subkeys: joined(one.subkeys, other.subkeys, ({ key }) => key.fingerprint),
    unread: one.unread + other.unread,
  };
}

interface Signed {
  readonly signatures: readonly SignatureFields[];
}

function joined<T extends Signed>(one: readonly T[], other: readonly T[], name: (each: T) => string): readonly T[] {
  const all = new Map<string, T>();
  for (const each of [...one, ...other]) {
    const known = all.get(name(each));
    const signatures = union(known?.signatures ?? [], each.signatures, signatureName);
    all.set(name(each), { ...(known ?? each), signatures });
  }
  return [...all.values()];
}

/** The first of two that say the same stays as it is. */
function union<T>(one: readonly T[], other: readonly T[], name: (each: T) => string): readonly T[] {
  const known = new Set(one.map(name));
  return [...one, ...other.filter((each) => !known.has(name(each)))];
}

/** Without the part that anybody may rewrite. */
function signatureName({ closing, numbers, salt }: SignatureFields): string {
  return [closing, numbers, salt].map(hexOf).join();
}
