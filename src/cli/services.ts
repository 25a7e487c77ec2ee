import type { Environment } from '../config/environment.ts';
import { mergeSettings, type Settings, wantedKeys } from '../config/settings.ts';
import { readSettingsFiles } from '../config/settings-files.ts';
import { type Credentials, findCredentials, withoutUserInformation } from '../credentials.ts';
import { defaultPaths } from '../distributions/collect.ts';
import { PysignError } from '../errors.ts';
import { predefinedUploadUrl } from '../indexes/known-indexes.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import type { ReleaseReporter } from '../release/reporter.ts';
import type { ReleaseRequest } from '../release/request.ts';
import type { ReleaseServices } from '../release/services.ts';
import { authorsKey, readKeyFile } from './authors-key.ts';
import { httpOnFirstUse } from './lazy-http.ts';
import { rendererOnFirstUse } from './python.ts';
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
  const settings = merged(typed, environment);
  const { signatures, confirmTimeoutSeconds, simpleUrl, delivery } = settings;
  const uploadUrl = withoutUserInformation(repositoryUrl(settings));
  const index = {
    uploadUrl,
    simpleUrl: simpleUrl === null ? null : withoutUserInformation(simpleUrl),
    name: indexName ?? settings.repository.name,
    delivery,
  };
  const { dryRun, strict, allProjects } = typed;
  return { paths: await filesOf(typed), index, signatures, confirmTimeoutSeconds, dryRun, strict, allProjects };
}

export function buildServices(
  typed: Typed,
  { environment, userAgent }: Surroundings,
  report: ReleaseReporter,
): ReleaseServices {
  const settings = merged(typed, environment);
  const url = repositoryUrl(settings);
  const credentials = meantCredentials(settings, environment);
  const http = httpOnFirstUse({
    credentials: credentials === null ? null : { origin: url.origin, credentials },
    allowHttp: typed.allowHttp,
    userAgent,
  });
  return {
    http,
    credentials,
    ...buildKeys(typed, environment),
    renderReStructuredText: rendererOnFirstUse(environment),
    report,
  };
}

/** All that signing needs: a file of settings that is wrong about an index is no reason not to sign. */
export function buildKeys(
  typed: Typed,
  environment: Environment,
): Pick<ReleaseServices, 'openSigner' | 'findCertificate'> {
  const gnupg = onFirstUse(environment);
  const key = authorsKey(typed, environment);
  const others = typed.keyFile === null ? lookUp(gnupg) : inFile(typed.keyFile);
  let own: Certificate | null = null;
  return {
    openSigner: async () => {
      // What a file remembers of other keys does not count for one that was given whole.
      const files = key.isGiven ? { project: null, user: null } : readSettingsFiles(environment, process.cwd());
      const signer = await key.open(gnupg, wantedKeys(typed.key, environment, files));
      own = signer.certificate;
      return signer;
    },
    findCertificate: async (issuer) => {
      if (own !== null && own.partsNamed(issuer).length > 0) return own;
      return own !== null && key.isGiven ? null : others(issuer);
    },
  };
}

function merged(typed: Typed, environment: Environment): Settings {
  return mergeSettings(typed, environment, readSettingsFiles(environment, process.cwd()));
}

function repositoryUrl({ repository: { address } }: Settings): URL {
  return 'url' in address ? address.url : predefinedUploadUrl(address.predefined);
}

/**
 * A file that came with a clone could lead the secrets of the environment to any server.
 * @throws PysignError `CREDENTIALS_MISSING` where nobody but such a file says where they would go
 */
function meantCredentials(settings: Settings, environment: Environment): Credentials | null {
  const { name, credentials: stored, onlyProjectKnows } = settings.repository;
  const url = repositoryUrl(settings);
  const found = findCredentials(environment, url, stored);
  if (found === null || !onlyProjectKnows) return found;
  throw new PysignError(
    'CREDENTIALS_MISSING',
    `${found.source} was not given for ${url.origin}, which only this project's settings name`,
    { next: `if you mean that server: --repository ${name ?? ''}` },
  );
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
    read ??= certificatesIn(path);
    return (await read).find((certificate) => certificate.partsNamed(issuer).length > 0) ?? null;
  };
}

async function certificatesIn(path: string): Promise<readonly Certificate[]> {
  const { readCertificates } = await import('../openpgp/certificate.ts');
  return readCertificates(await readKeyFile(path));
}
