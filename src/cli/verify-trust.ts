import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PysignError } from '../errors.ts';
import { askedOnce, type CertificateSource, heldCertificates } from '../evidence/certificate-source.ts';
import { type Certificate, readCertificates } from '../openpgp/certificate.ts';
import type { Policy } from '../trust/policy.ts';
import { readKeyFile } from './authors-key.ts';
import { buildKeys } from './services.ts';
import type { Typed } from './typed.ts';

/** What a person decided, and the certificates that lie beside it. */
export interface Trust {
  readonly policy: Policy;
  /** In the order in which they are asked. */
  readonly sources: readonly CertificateSource[];
}

/** Where decisions come from: `pysign.trust.toml` of a folder; null where it has none. */
export type LoadPolicy = (folder: string) => Promise<Trust | null>;

/** The keyrings where there are any; else what was decided, with the keys beside it and those that gpg has. */
export async function trustFor(keyrings: readonly string[], typed: Typed, loadPolicy: LoadPolicy): Promise<Trust> {
  return keyrings.length > 0 ? trustOf(keyrings) : decided(typed, loadPolicy);
}

/** As gpgv and sqv take them: whoever is in the keyring may have signed anything. */
async function trustOf(keyrings: readonly string[]): Promise<Trust> {
  const certificates: Certificate[] = [];
  for (const path of keyrings) certificates.push(...(await certificatesIn(path)));
  const openpgp = certificates.map(({ fingerprint }) => fingerprint);
  const everything = { project: '*', versions: null, index: null, notBefore: null, notAfter: null, reason: null };
  return {
    policy: { mode: 'strict', pins: [{ ...everything, openpgp }], exceptions: [] },
    sources: [heldCertificates('the keyring', certificates)],
  };
}

async function certificatesIn(path: string): Promise<readonly Certificate[]> {
  const bytes = await readKeyFile(path);
  try {
    return await readCertificates(bytes);
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    throw new PysignError('USAGE', `${path} is no keyring: ${error.message}`, { cause: error });
  }
}

async function decided(typed: Typed, loadPolicy: LoadPolicy): Promise<Trust> {
  const trust = await loadPolicy(process.cwd());
  const gpg = askedOnce("gpg's keyring", withoutGpg(buildKeys(typed, process.env).findCertificate));
  const nothing: Policy = { mode: 'strict', pins: [], exceptions: [] };
  return { policy: trust?.policy ?? nothing, sources: [...(trust?.sources ?? []), gpg] };
}

/** No gpg is needed to verify: where there is none, or nobody used it yet, it has no keys, and none are made for it. */
function withoutGpg(find: (issuer: string) => Promise<Certificate | null>): typeof find {
  const { GNUPGHOME: given = '', HOME: home = '' } = process.env;
  const folder = given === '' ? join(home, '.gnupg') : given;
  return async (issuer) => {
    if (!existsSync(folder)) return null;
    try {
      return await find(issuer);
    } catch (error) {
      if (error instanceof PysignError && error.code === 'GPG_MISSING') return null;
      throw error;
    }
  };
}
