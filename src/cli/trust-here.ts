import { homedir } from 'node:os';
import { type CertificateSource, heldCertificates } from '../evidence/certificate-source.ts';
import type { Policy } from '../trust/policy.ts';
import { keysBeside, openTrust } from '../trust-file/trust-store.ts';

/** What `pysign.trust.toml` of a folder says, and the keys beside it; null where it has none. */
export async function trustHere(
  folder: string,
): Promise<{ readonly policy: Policy; readonly sources: readonly CertificateSource[] } | null> {
  const store = openTrust(folder, homedir());
  if (!store.exists) return null;
  return { policy: store.file, sources: [heldCertificates('keys beside the trust file', await keysBeside(store))] };
}
