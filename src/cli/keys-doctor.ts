import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AskedSource, type Observation, observeKey } from '../evidence/key-observations.ts';
import { PysignError } from '../errors.ts';
import { type Certificate, readCertificates } from '../openpgp/certificate.ts';
import { findGnupg, type Gnupg } from '../openpgp/gpg.ts';
import { outlookOf } from '../openpgp/key-outlook.ts';
import { exportPublicKey } from '../openpgp/public-key-export.ts';
import { opinionsOn } from '../openpgp/verifier-opinions.ts';
import { doctorDocument, doctorText, type Remark } from '../reports/keys-doctor.ts';
import { styleFor } from '../ui/terminal.ts';
import { readKeyFile } from './authors-key.ts';
import { keyHttp } from './key-http.ts';
import { exportedFingerprint } from './keys-flow.ts';
import { printDocument, printText } from './output.ts';
import { ownAddressesAt, ownDirectories, publicSources } from './public-key-sources.ts';

export interface DoctorWish {
  /** Fingerprint or address; null for the key that signs. */
  readonly key: string | null;
  /** Somebody's public key in a file, in place of one in gpg's keyring. */
  readonly keyFile: string | null;
  /** Null asks nobody. */
  readonly keyserver: string | null;
  readonly json: boolean;
  readonly userAgent: string;
}

/** What verifiers will say of a key, why, and what mends it. */
export async function examineKey(wish: DoctorWish): Promise<void> {
  const now = new Date();
  const own = wish.keyFile === null ? await ownKey(wish.key) : null;
  const certificate = own?.certificate ?? (await keyInFile(wish.keyFile ?? '', wish.key));
  const opinions = await opinionsOn(certificate, now);
  const outlook = await outlookOf(certificate, now, DAYS_AHEAD);
  const observations = await published(certificate, wish);
  const remarks: readonly Remark[] = [
    ...(own === null ? [] : revocationRemarks(certificate.fingerprint, await homeOf(own.gnupg))),
    ...observations.flatMap((each) => publishedRemark(each, certificate.fingerprint)),
  ];
  const found = { certificate, outlook, opinions, remarks };
  const unusable = opinions.some(({ by, accepts }) => by === 'pysign' && !accepts);
  const exitCode = unusable ? new PysignError('KEY_UNUSABLE', '').exitCode : 0;
  process.exitCode = exitCode;
  if (wish.json) printDocument(doctorDocument(found, exitCode));
  else printText(doctorText(found, styleFor(process.stdout)));
}

const DAYS_AHEAD = 60;

async function ownKey(name: string | null): Promise<{ readonly certificate: Certificate; readonly gnupg: Gnupg }> {
  const gnupg = await findGnupg(process.env);
  const fingerprint = await exportedFingerprint(gnupg, name);
  const [certificate] = await readCertificates(await exportPublicKey(gnupg, fingerprint, 'full'));
  if (certificate === undefined) throw new PysignError('KEY_NOT_FOUND', `gpg does not hand out ${fingerprint}`);
  return { certificate, gnupg };
}

async function keyInFile(path: string, name: string | null): Promise<Certificate> {
  const all = await readCertificates(await readKeyFile(path));
  const [certificate, ...others] =
    name === null ? all : all.filter(({ partNames }) => partNames.includes(name.toUpperCase()));
  if (certificate !== undefined && others.length === 0) return certificate;
  throw new PysignError('KEY_AMBIGUOUS', `${path} does not hold one such key`, {
    details: all.map(({ fingerprint }) => fingerprint),
    next: `pysign keys doctor FINGERPRINT --key-file ${path}`,
  });
}

async function published(certificate: Certificate, wish: DoctorWish): Promise<readonly Observation[]> {
  const http = keyHttp(wish.userAgent, false);
  const asked: readonly AskedSource[] = [
    ...publicSources({ keyserver: wish.keyserver, address: null }, http),
    ...ownAddressesAt(wish.keyserver, certificate.userIds, http),
    ...ownDirectories({ keyserver: wish.keyserver, address: null }, certificate.userIds, http),
  ];
  return (await observeKey(certificate.fingerprint, asked)).observations;
}

function publishedRemark({ what, agrees }: Observation, fingerprint: string): readonly Remark[] {
  if (agrees === 'yes') return [{ what, grave: false, mend: null }];
  const inDirectory = what.startsWith('the web key directory');
  const send = `gpg --export ${fingerprint} | curl -T - https://keys.openpgp.org`;
  const mend = inDirectory ? 'pysign keys publish --directory DIR' : send;
  return [{ what, grave: agrees === 'no', mend: what.includes(' could not be asked: ') ? null : mend }];
}

async function homeOf(gnupg: Gnupg): Promise<string> {
  return (await gnupg.gpgconf(['--list-dirs', 'homedir'])).stdout.toString('utf8').trim();
}

/** gpg prepares one with every key that it makes; keys that were imported have none. */
function revocationRemarks(fingerprint: string, home: string): readonly Remark[] {
  const path = join(decodeURIComponent(home), 'openpgp-revocs.d', `${fingerprint}.rev`);
  if (existsSync(path)) return [{ what: 'a revocation certificate is prepared', grave: false, mend: null }];
  const what = 'no revocation certificate is prepared: without one a lost key cannot be taken back';
  return [{ what, grave: true, mend: `gpg --output revoke-${fingerprint.slice(-8)}.asc --gen-revoke ${fingerprint}` }];
}
