import { type Certificate, readCertificates } from './certificate.ts';
import { gpgFailed, type Gnupg } from './gpg.ts';

/**
 * Looks in gpg's public keyring for the key a signature names.
 * @param issuer fingerprint or 64-bit key id of a primary key or subkey, hex.
 * @returns null when the keyring does not hold it.
 * @throws PysignError `ENVIRONMENT` when gpg fails, `CERTIFICATE_NOT_FOUND` when its answer cannot be read.
 */
export async function findCertificate(gnupg: Gnupg, issuer: string): Promise<Certificate | null> {
  const name = issuer.toUpperCase();
  // The name comes from a signature; anything but a full name would be a search among user ids.
  if (!/^(?:[0-9A-F]{16}|[0-9A-F]{40})$/.test(name)) return null;
  const output = await gnupg.gpg(['--export', name]);
  if (output.status !== 0) throw gpgFailed(`export the key ${name}`, output);
  if (output.stdout.length === 0) return null;
  const certificates = await readCertificates(output.stdout);
  return certificates.find((certificate) => certificate.partsNamed(name).length > 0) ?? null;
}

/**
 * The author's own certificates, with their newest self-signatures only, by primary fingerprint. One that gpg or
 * openpgp.js cannot read is left out: it only costs a warning here.
 */
export async function ownCertificates(
  gnupg: Gnupg,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, Certificate>> {
  if (fingerprints.length === 0) return new Map();
  const { stdout } = await gnupg.gpg(['--export-options', 'export-minimal', '--export', ...fingerprints]);
  const certificates = await readCertificates(stdout).catch(() => []);
  return new Map(certificates.map((certificate) => [certificate.fingerprint, certificate]));
}
