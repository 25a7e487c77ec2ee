import type { Environment } from '../config/environment.ts';
import { mergeSettings, type Settings, wantedKeys } from '../config/settings.ts';
import { namedTlsFiles } from '../config/tls-files.ts';
import { readSettingsFiles } from '../config/settings-files.ts';
import { type Credentials, withoutUserInformation } from '../credentials/credentials.ts';
import { defaultPaths } from '../distributions/collect.ts';
import { usualPatience } from '../indexes/patience.ts';
import { predefinedUploadUrl } from '../indexes/known-indexes.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import type { ReleaseReporter } from '../release/reporter.ts';
import type { ReleaseRequest } from '../release/request.ts';
import type { ReleaseServices } from '../release/services.ts';
import { authorsKey, readKeyFile } from './authors-key.ts';
import { type CredentialTarget, projectOfNames } from './index-credentials.ts';
import { httpOnFirstUse } from './lazy-http.ts';
import { rendererOnFirstUse } from './python.ts';
import type { Typed } from './typed.ts';
import { verboseFor } from './verbose.ts';
import { withhold } from './withheld.ts';

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
  const { dryRun, strict, allProjects, comment } = typed;
  const { jobs } = settings;
  const paths = await filesOf(typed);
  return { paths, index, signatures, confirmTimeoutSeconds, jobs, dryRun, strict, allProjects, comment };
}

/** The index that flags, environment and files name. */
export function namedIndex(typed: Typed, environment: Environment): Omit<CredentialTarget, 'project'> {
  const settings = merged(typed, environment);
  return { repository: settings.repository, url: repositoryUrl(settings) };
}

/** Where the credentials go. */
export async function credentialTarget(typed: Typed, environment: Environment): Promise<CredentialTarget> {
  return { ...namedIndex(typed, environment), project: projectOfNames(await filesOf(typed)) };
}

export function buildServices(
  typed: Typed,
  { environment, userAgent }: Surroundings,
  credentials: Credentials | null,
  report: ReleaseReporter,
  stopping: AbortSignal,
): ReleaseServices {
  const settings = merged(typed, environment);
  const url = repositoryUrl(settings);
  if (credentials !== null) withhold(credentials);
  const http = httpOnFirstUse({
    credentials: credentials === null ? null : { origin: url.origin, credentials },
    allowHttp: typed.allowHttp,
    tls: namedTlsFiles(typed, environment, settings.repository),
    indexOrigin: url.origin,
    onExchange: verboseFor(typed).exchanged,
    environment,
    userAgent,
    idleSeconds: settings.idleSeconds,
  });
  return {
    http,
    credentials,
    ...buildKeys(typed, environment),
    renderReStructuredText: rendererOnFirstUse(environment),
    patience: usualPatience,
    stopping,
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
    openSigner: async (ready) => {
      // What a file remembers of other keys does not count for one that was given whole.
      const files = key.isGiven ? { project: null, user: null } : readSettingsFiles(environment, process.cwd());
      const signer = await key.open(gnupg, wantedKeys(typed.key, environment, files), ready);
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
  return mergeSettings(typed, environment, readSettingsFiles(environment, process.cwd(), typed.configFile));
}

function repositoryUrl({ repository: { address } }: Settings): URL {
  return 'url' in address ? address.url : predefinedUploadUrl(address.predefined);
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
