import { readFile } from 'node:fs/promises';
import { type Environment, mergeSettings, type Settings } from '../config.ts';
import { findCredentials, withoutUserInformation } from '../credentials.ts';
import { defaultPaths } from '../distributions/collect.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { httpOnFirstUse } from './lazy-http.ts';
import { predefinedUploadUrl } from '../indexes/known-indexes.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import type { Signer } from '../openpgp/signer.ts';
import type { ReleaseReporter } from '../release/reporter.ts';
import type { ReleaseRequest } from '../release/request.ts';
import type { ReleaseServices } from '../release/services.ts';
import type { Typed } from './typed.ts';

/** The world a command runs in: the real one, or that of a rehearsal. */
export interface Surroundings {
  readonly environment: Environment;
  readonly userAgent: string;
  /** What the index is called; null for its own name. */
  readonly indexName: string | null;
}

/** The files that were named, else those of `dist`. */
export async function filesOf(typed: Typed): Promise<readonly string[]> {
  return typed.files.length > 0 ? typed.files : defaultPaths(process.cwd());
}

export async function buildRequest(typed: Typed, { environment, indexName }: Surroundings): Promise<ReleaseRequest> {
  const settings = mergeSettings(typed, environment);
  const { signatures, confirmTimeoutSeconds, simpleUrl } = settings;
  const uploadUrl = withoutUserInformation(repositoryUrl(settings));
  const index = {
    uploadUrl,
    simpleUrl: simpleUrl === null ? null : withoutUserInformation(simpleUrl),
    name: indexName,
    delivery: null,
  };
  return { paths: await filesOf(typed), index, signatures, confirmTimeoutSeconds, dryRun: typed.dryRun };
}

export function buildServices(
  typed: Typed,
  { environment, userAgent }: Surroundings,
  report: ReleaseReporter,
): ReleaseServices {
  const settings = mergeSettings(typed, environment);
  const url = repositoryUrl(settings);
  const credentials = findCredentials(environment, url);
  const http = httpOnFirstUse({
    credentials: credentials === null ? null : { origin: url.origin, credentials },
    allowHttp: typed.allowHttp,
    userAgent,
  });
  const gnupg = onFirstUse(environment);
  const openSigner = async (): Promise<Signer> => openAuthorsKey(await gnupg(), settings.key);
  return {
    http,
    credentials,
    openSigner,
    findCertificate: typed.keyFile === null ? lookUp(gnupg) : inFile(typed.keyFile),
    report,
  };
}

function repositoryUrl({ repository }: Settings): URL {
  return 'url' in repository ? repository.url : predefinedUploadUrl(repository.predefined);
}

type FindGnupg = () => Promise<Gnupg>;

/** gpg is looked for only by a command that needs it: an unsigned upload works without. */
function onFirstUse(environment: Environment): FindGnupg {
  let found: Promise<Gnupg> | null = null;
  return async () => {
    found ??= import('../openpgp/gpg.ts').then(async ({ findGnupg }) => findGnupg(environment));
    return found;
  };
}

async function openAuthorsKey(gnupg: Gnupg, wanted: string | null): Promise<Signer> {
  const [{ chooseSigningKey }, { openGpgAgentSigner }] = await Promise.all([
    import('../openpgp/choose-key.ts'),
    import('../openpgp/gpg-agent-signer.ts'),
  ]);
  return openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, wanted));
}

/** Forty files by one author ask gpg once. */
function lookUp(gnupg: FindGnupg): ReleaseServices['findCertificate'] {
  const known = new Map<string, Promise<Certificate | null>>();
  return async (issuer) => {
    const asked = known.get(issuer) ?? findInKeyring(gnupg, issuer);
    known.set(issuer, asked);
    return asked;
  };
}

async function findInKeyring(gnupg: FindGnupg, issuer: string): Promise<Certificate | null> {
  const { findCertificate } = await import('../openpgp/keyring.ts');
  return findCertificate(await gnupg(), issuer);
}

/** Only the keys of one file count: gpg is not even looked for. */
function inFile(path: string): ReleaseServices['findCertificate'] {
  let read: Promise<readonly Certificate[]> | null = null;
  return async (issuer) => {
    read ??= readKeyFile(path);
    return (await read).find((certificate) => certificate.partsNamed(issuer).length > 0) ?? null;
  };
}

async function readKeyFile(path: string): Promise<readonly Certificate[]> {
  const { readCertificates } = await import('../openpgp/certificate.ts');
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new PysignError('USAGE', `the key file cannot be read: ${reasonOf(error)}`, { cause: error });
  });
  return readCertificates(bytes);
}
