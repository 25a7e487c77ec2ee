import type { CertificatePackets } from './certificate-packets.ts';
import { claimsToBeBy, isCertification, isOver, proveOnPrimary, troubleWith } from './self-signatures.ts';
import { judgeRevocations } from './standing.ts';

/** Of all that claim to be by the older key; more than a person ever made are not looked at. */
const MOST_CLAIMS = 32;

/**
 * When a key vouched for a user id of another: how people hand over to a new key. What was signed after the old key was
 * taken back, or by one that was stolen, is worth nothing.
 * @returns null where no signature holds.
 */
export async function certifiedOn(subject: CertificatePackets, by: CertificatePackets): Promise<Date | null> {
  if (subject.primary.fingerprint === by.primary.fingerprint) return null;
  const claims = subject.identities.flatMap(({ hashedForm, signatures }) =>
    signatures
      .filter((each) => isCertification(each.type) && each.issuer !== '' && claimsToBeBy(each, by.primary))
      .map((signature) => ({ signature, hashedForm })),
  );
  const { revocations } = await proveOnPrimary(by);
  for (const { signature, hashedForm } of claims.slice(0, MOST_CLAIMS)) {
    const { created, expires } = signature;
    if (troubleWith(signature, by.primary) !== null || (expires !== null && expires <= new Date())) continue;
    if (judgeRevocations(revocations, created, 'is revoked') !== null) continue;
    if (await isOver(signature, by.primary, subject.primary.hashedForm, hashedForm)) return created;
  }
  return null;
}
