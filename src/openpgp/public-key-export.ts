import { PysignError } from '../errors.ts';
import { readCertificates } from './certificate.ts';
import { gpgFailed, type Gnupg } from './gpg.ts';

/**
 * `full` is the certificate with everything that others signed on it. `minimal` keeps the newest self-signature of each
 * user id and nothing by others: what Debian asks for in `debian/upstream/signing-key.asc` (uscan(1), lintian's
 * `public-upstream-key-not-minimal`).
 */
export type ExportForm = 'full' | 'minimal';

const formOptions: Readonly<Record<ExportForm, readonly string[]>> = {
  full: [],
  minimal: ['--export-options', 'export-minimal'],
};

/**
 * One armoured public key, read again before it is handed out.
 * @param fingerprint of the primary key, 40 hex digits.
 * @throws PysignError `KEY_NOT_FOUND` when gpg's keyring does not hold it, `ENVIRONMENT`
 */
export async function exportPublicKey(gnupg: Gnupg, fingerprint: string, form: ExportForm): Promise<Uint8Array> {
  if (!/^[0-9A-F]{40}$/i.test(fingerprint)) throw notFound(fingerprint);
  const layout = ['--armor', '--no-emit-version', '--no-comments', ...formOptions[form]];
  const output = await gnupg.gpg([...layout, '--export', fingerprint]);
  if (output.status !== 0) throw gpgFailed(`export the key ${fingerprint}`, output);
  if (output.stdout.length === 0) throw notFound(fingerprint);
  const [certificate, ...others] = await readCertificates(output.stdout);
  const isIt = certificate?.fingerprint === fingerprint.toUpperCase() && others.length === 0;
  if (!isIt) throw notFound(fingerprint);
  return output.stdout;
}

/**
 * The same in binary, with only the user ids that have these addresses: what a web key directory serves.
 * @throws PysignError `USAGE` for an address that gpg's filter would read as something else; as above.
 */
export async function exportForAddresses(
  gnupg: Gnupg,
  fingerprint: string,
  addresses: readonly string[],
): Promise<Uint8Array> {
  const strange = addresses.find((address) => !/^[\w.+-]+@[\w.-]+$/.test(address));
  if (strange !== undefined) throw new PysignError('USAGE', `${strange} has characters that gpg cannot look for`);
  const filter = ['--export-filter', `keep-uid=${addresses.map((address) => `mbox = ${address}`).join(' || ')}`];
  const output = await gnupg.gpg([...formOptions.minimal, ...filter, '--export', fingerprint]);
  if (output.status !== 0) throw gpgFailed(`export the key ${fingerprint}`, output);
  const [certificate] = await readCertificates(output.stdout);
  if (certificate?.fingerprint !== fingerprint || certificate.userIds.length === 0) throw notFound(fingerprint);
  return output.stdout;
}

function notFound(fingerprint: string): PysignError {
  return new PysignError('KEY_NOT_FOUND', `gpg's keyring holds no public key ${fingerprint}`, {
    next: 'name the fingerprint of a primary key; gpg --list-secret-keys shows yours',
  });
}
