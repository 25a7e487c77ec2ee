import { mkdir, rm } from 'node:fs/promises';
import { existsSync, lstatSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { writeAtomically } from '../atomic-write.ts';
import { findProjectFile } from '../config/project-file.ts';
import { readSettingsText } from '../config/settings-text.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { type Certificate, readCertificates } from '../openpgp/certificate.ts';
import { parseTrustFile } from './parse-trust-file.ts';
import { renderTrustFile } from './render-trust-file.ts';
import { nothingTrusted, type TrustFile } from './trust-file.ts';

const FILE = 'pysign.trust.toml';
const KEYS = 'keys';
/** Some thousand pins, each with a dozen observations. */
const MAX_BYTES = 8 << 20;

/** A trust file on disk, and the keys beside it. */
export interface TrustStore {
  /** Absolute. */
  readonly path: string;
  /** As a person in the folder would type it. */
  readonly name: string;
  /** False where nothing was decided yet. */
  readonly exists: boolean;
  readonly file: TrustFile;
}

/**
 * The trust file of the folder or of one above it, up to the top of the checkout; where there is none, the place for it:
 * the top of the checkout, else the folder.
 * @throws PysignError `USAGE` for a file that is wrong, or that another user put into a folder above; `ENVIRONMENT`
 */
export function openTrust(folder: string, home: string): TrustStore {
  const found = findProjectFile(folder, home, FILE);
  const path = found ?? join(topOf(folder, home), FILE);
  const name = relative(folder, path);
  const text = found === null ? null : readSettingsText(path, name, MAX_BYTES);
  return { path, name, exists: text !== null, file: text === null ? nothingTrusted : parseTrustFile(text, name) };
}

function topOf(folder: string, home: string): string {
  const start = resolve(folder);
  for (let at = start; at !== resolve(home) && at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
  }
  return start;
}

/** Whole or not at all. @throws PysignError `ENVIRONMENT` */
export async function writeTrust({ path }: TrustStore, file: TrustFile): Promise<void> {
  await writeAtomically(path, renderTrustFile(file));
}

function keyPath({ path }: TrustStore, fingerprint: string): string {
  return join(dirname(path), KEYS, `${fingerprint}.asc`);
}

/**
 * Every certificate that a pin names and that lies beside the trust file.
 * @throws PysignError `USAGE` for a file that holds another key than its name says.
 */
export async function keysBeside(store: TrustStore): Promise<readonly Certificate[]> {
  const fingerprints = new Set(store.file.pins.flatMap(({ openpgp }) => openpgp));
  const found: Certificate[] = [];
  for (const fingerprint of fingerprints) {
    const certificate = await keyBeside(store, fingerprint);
    if (certificate !== null) found.push(certificate);
  }
  return found;
}

/** Null where there is none. @throws PysignError `USAGE` */
export async function keyBeside(store: TrustStore, fingerprint: string): Promise<Certificate | null> {
  const path = keyPath(store, fingerprint);
  const name = join(dirname(store.name), KEYS, `${fingerprint}.asc`);
  const text = readSettingsText(path, name);
  if (text === null) return null;
  const next = `git checkout ${name}; or remove it and run pysign trust update`;
  const certificates = await readCertificates(Buffer.from(text)).catch((error: unknown) => {
    throw new PysignError('USAGE', `${name} holds no key: ${reasonOf(error)}`, { next, cause: error });
  });
  const [certificate, ...others] = certificates;
  if (certificate?.fingerprint === fingerprint && others.length === 0) return certificate;
  throw new PysignError('USAGE', `${name} does not hold the key ${fingerprint}, and nothing else`, { next });
}

/** A clone may bring a link to any folder of whoever cloned it, in which nothing is written or removed. */
function refuseLink({ path, name }: TrustStore): void {
  const isLink = lstatSync(join(dirname(path), KEYS), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (!isLink) return;
  const folder = join(dirname(name), KEYS);
  throw new PysignError('USAGE', `${folder} is a link: keys are kept beside the trust file and nowhere else`, {
    next: `rm ${folder}`,
  });
}

/** Stripped to what verifying needs. @throws PysignError `ENVIRONMENT`; `USAGE` where the folder is a link */
export async function writeKey(store: TrustStore, certificate: Certificate): Promise<void> {
  const path = keyPath(store, certificate.fingerprint);
  refuseLink(store);
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw new PysignError('ENVIRONMENT', `${dirname(path)} cannot be made: ${reasonOf(error)}`, { cause: error });
  }
  await writeAtomically(path, certificate.minimal());
}

export async function removeKey(store: TrustStore, fingerprint: string): Promise<void> {
  refuseLink(store);
  await rm(keyPath(store, fingerprint), { force: true });
}
