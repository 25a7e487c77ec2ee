import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../atomic-write.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { directoryAddress } from '../evidence/key-sources/web-key-directory.ts';
import { readCertificates } from '../openpgp/certificate.ts';
import { findGnupg } from '../openpgp/gpg.ts';
import { exportForAddresses, exportPublicKey } from '../openpgp/public-key-export.ts';
import { exportedFingerprint } from './keys-flow.ts';
import { printDocument, printText } from './output.ts';
import { addressesIn } from './public-key-sources.ts';

const ROOT = join('.well-known', 'openpgpkey');

/**
 * Writes the web key directory (draft-koch-openpgp-webkey-service §3.1) of every address in the key, in the advanced
 * form, for `openpgpkey.DOMAIN`, and in the direct one, for DOMAIN itself, each with its policy file.
 */
export async function publishKey(name: string | null, directory: string, json: boolean): Promise<void> {
  const gnupg = await findGnupg(process.env);
  const fingerprint = await exportedFingerprint(gnupg, name);
  const [certificate] = await readCertificates(await exportPublicKey(gnupg, fingerprint, 'minimal'));
  const addresses = addressesIn(certificate?.userIds ?? []);
  if (addresses.length === 0) {
    throw new PysignError('KEY_UNUSABLE', `no user id of ${fingerprint} has an e-mail address with a domain`, {
      next: `gpg --quick-add-uid ${fingerprint} "Your Name <you@example.org>"`,
    });
  }
  const written: string[] = [];
  for (const address of addresses) {
    const { hash, domain } = directoryAddress(address);
    // In the direct form two addresses with one local part share a file.
    const sharing = addresses.filter((each) => directoryAddress(each).hash === hash);
    for (const [root, named] of [
      [join(ROOT, domain), [address]],
      [ROOT, sharing],
    ] as const) {
      const key = await exportForAddresses(gnupg, fingerprint, named);
      await write(join(directory, root, 'hu', hash), key);
      await write(join(directory, root, 'policy'), '');
      written.push(join(root, 'hu', hash), join(root, 'policy'));
    }
  }
  const files = [...new Set(written)];
  const document = { fingerprint, addresses, directory, files, warnings: [], error: null };
  if (json) printDocument({ schemaVersion: 1, command: 'keys publish', exitCode: 0, ...document });
  else printText([...files.map((file) => `wrote ${join(directory, file)}`), ...whereTo(addresses)].join('\n'));
}

function whereTo(addresses: readonly string[]): readonly string[] {
  const domains = new Set(addresses.map((address) => directoryAddress(address).domain));
  return [...domains].map((domain) => `next: serve it as https://openpgpkey.${domain}/ or https://${domain}/`);
}

async function write(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw new PysignError('ENVIRONMENT', `${dirname(path)} cannot be made: ${reasonOf(error)}`, { cause: error });
  }
  await writeAtomically(path, content);
}
