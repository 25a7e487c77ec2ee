import { PysignError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { Pypirc, PypircRepository } from './pypirc.ts';
import type { SettingsFiles } from './settings-files.ts';
import type { RepositoryTable, SettingsTables } from './settings-tables.ts';
import { type Delivery, parseUrl } from './values.ts';

type Predefined = 'pypi' | 'testpypi';
type RepositoryAddress = { readonly url: URL } | { readonly predefined: Predefined };

/** Credentials that were stored for one repository, and go to its origin only. */
interface StoredCredentials {
  readonly username: string | null;
  readonly password: Secret | null;
  readonly source: string;
}

export interface Repository {
  /** What the user calls it; null for one given by its address. */
  readonly name: string | null;
  /** As given, user information included: take it out before anything is shown. */
  readonly address: RepositoryAddress;
  readonly simpleUrl: URL | null;
  readonly delivery: Delivery | null;
  readonly jobs: number | null;
  readonly credentials: StoredCredentials | null;
  /** Path of a file with the authorities to trust for it, from `.pypirc`. */
  readonly caCert: string | null;
  /** Path of a file with a certificate and its key, from `.pypirc`. */
  readonly clientCert: string | null;
  readonly definedBy: 'project' | 'user';
  /** True when nothing but a project's file says where it is: a secret of the user's was not meant for it. */
  readonly onlyProjectKnows: boolean;
}

const silent = {
  simpleUrl: null,
  delivery: null,
  jobs: null,
  credentials: null,
  caCert: null,
  clientCert: null,
} as const;

/** The repository at an address that somebody gave whole: the files say nothing about it. */
export function repositoryAt(url: URL): Repository {
  return { ...silent, name: null, address: { url }, definedBy: 'user', onlyProjectKnows: false };
}

/**
 * What a name stands for: in the project's file, else the user's, else `.pypirc`, else PyPI or TestPyPI.
 * @throws PysignError `USAGE` for an unknown name, with the known ones; for an address that is none; for a project
 *   that means another server than the user by the same name
 */
export function resolveRepository(name: string, { project, user, pypirc }: SettingsFiles): Repository {
  const stored = pypirc().repositories.get(name) ?? null;
  const ofPypirc = stored === null ? null : addressIn(stored, name, pypirc());
  const table = project?.repositories.get(name) ?? null;
  const ofUser = user?.repositories.get(name) ?? null;
  const usersAddress = ofUser === null ? ofPypirc : { url: ofUser.uploadUrl };
  if (project !== null && table !== null && usersAddress !== null) refuseOther(name, table, usersAddress, project);
  const address = addressOf(table ?? ofUser) ?? ofPypirc ?? predefined(name);
  if (address === null) throw unknown(name, { project, user, pypirc });
  const ofIndex = stored !== null && sameOrigin(address, ofPypirc) ? stored : null;
  const credentials = ofIndex === null ? null : storedIn(ofIndex, name, pypirc());
  const { simpleUrl, delivery, jobs } = table ?? ofUser ?? silent;
  return {
    name,
    address,
    simpleUrl,
    delivery,
    jobs,
    credentials,
    caCert: ofIndex?.caCert ?? null,
    clientCert: ofIndex?.clientCert ?? null,
    definedBy: table === null ? 'user' : 'project',
    onlyProjectKnows: table !== null && usersAddress === null,
  };
}

function addressOf(table: RepositoryTable | null): RepositoryAddress | null {
  return table === null ? null : { url: table.uploadUrl };
}

function addressIn({ repository }: PypircRepository, name: string, pypirc: Pypirc): RepositoryAddress {
  if (repository !== null) return { url: parseUrl(repository.reveal(), `repository of [${name}] in ${pypirc.name}`) };
  const known = predefined(name);
  if (known !== null) return known;
  throw new PysignError('USAGE', `[${name}] in ${pypirc.name} has no repository`, {
    next: `write its address there: repository = https://packages.example.org/legacy/`,
  });
}

function predefined(name: string): RepositoryAddress | null {
  return name === 'pypi' || name === 'testpypi' ? { predefined: name } : null;
}

/** A clone must not lead a name that the user knows to a server that the user does not. */
function refuseOther(
  name: string,
  { uploadUrl }: RepositoryTable,
  users: RepositoryAddress,
  file: SettingsTables,
): void {
  if (sameOrigin({ url: uploadUrl }, users)) return;
  const whose = 'url' in users ? users.url.origin : users.predefined;
  throw new PysignError('USAGE', `${file.name} means ${uploadUrl.origin} by ${name}, and your own settings ${whose}`, {
    next: `say which: --repository-url ${uploadUrl.href}`,
  });
}

function sameOrigin(one: RepositoryAddress, other: RepositoryAddress | null): boolean {
  if (other === null) return false;
  if ('url' in one) return 'url' in other && one.url.origin === other.url.origin;
  return 'predefined' in other && one.predefined === other.predefined;
}

/** PyPI and TestPyPI take tokens only, so a user name beside one is not sent; twine 7.0 does the same. */
function storedIn(stored: PypircRepository, name: string, { name: file }: Pypirc): StoredCredentials | null {
  const password = stored.password?.reveal() === '' ? null : stored.password;
  const source = `[${name}] in ${file}`;
  if (predefined(name) !== null && stored.repository === null)
    return password === null ? null : { username: '__token__', password, source };
  const username = stored.username === '' ? null : stored.username;
  return username === null && password === null ? null : { username, password, source };
}

function unknown(name: string, { project, user, pypirc }: SettingsFiles): PysignError {
  const files = [project?.repositories, user?.repositories, pypirc().repositories];
  const known = new Set([...files.flatMap((each) => [...(each?.keys() ?? [])]), 'pypi', 'testpypi']);
  return new PysignError('USAGE', `there is no repository called ${name}`, {
    details: [`known are ${[...known].join(', ')}`],
    next: 'name one of them, or give its address: --repository-url URL',
  });
}
