import { Faults, type Path, refuseUnknownKeys, tableAt } from './faults.ts';
import type { Table, TomlDocument } from './toml-document.ts';
import {
  type Delivery,
  deliveries,
  fullFingerprint,
  keyToRemember,
  type SignaturesMode,
  signaturesModes,
  webAddress,
} from './values.ts';

/** One `[repositories.NAME]`. */
export interface RepositoryTable {
  /** Without user information. */
  readonly uploadUrl: URL;
  /** Null where it follows from the upload address. */
  readonly simpleUrl: URL | null;
  /** Null for what the index is known to take. */
  readonly delivery: Delivery | null;
  /** Uploads at a time; null where nothing was said. */
  readonly jobs: number | null;
}

/** A file of settings in TOML: the project's `pysign.toml` or the user's `config.toml`. */
export interface SettingsTables {
  /** How errors call the file. */
  readonly name: string;
  /** The remembered key: a full fingerprint, with `!` that of a subkey; only the user's file may hold it. */
  readonly key: string | null;
  /** Full primary fingerprints; the one whose secret half is here signs. */
  readonly signingKeys: readonly string[];
  readonly repository: string | null;
  readonly signatures: SignaturesMode | null;
  readonly repositories: ReadonlyMap<string, RepositoryTable>;
}

const MAX_JOBS = 64;
const inProjects = ['signing-keys', 'repository', 'signatures'];
const repositoryKeys = ['upload-url', 'simple-url', 'delivery', 'jobs'];

/**
 * The one door for what such a file says.
 * @param owner a project's file came with a clone: it holds no key of the user's and redefines no index that all know.
 * @throws PysignError `USAGE` with every fault, its file and its line
 */
export function parseSettingsTables(document: TomlDocument, owner: 'project' | 'user'): SettingsTables {
  const faults = new Faults(document);
  refuseUnknownKeys(document.table, [], ['release', 'repositories'], faults);
  const release = tableAt(document.table['release'], ['release'], faults);
  refuseUnknownKeys(release, ['release'], owner === 'user' ? ['key', ...inProjects] : inProjects, faults);
  const at = (key: string): Place => ({ value: release[key], path: ['release', key], faults });
  const tables = {
    name: document.name,
    key: owner === 'user' ? fingerprintAt(at('key')) : null,
    signingKeys: fingerprintsAt(at('signing-keys')),
    repository: textAt(at('repository')),
    signatures: oneOf(signaturesModes, at('signatures')),
    repositories: repositoriesOf(document.table, owner, faults),
  };
  faults.throwIfAny();
  return tables;
}

interface Place {
  readonly value: unknown;
  readonly path: Path;
  readonly faults: Faults;
}

function repositoriesOf(root: Table, owner: 'project' | 'user', faults: Faults): SettingsTables['repositories'] {
  const all = tableAt(root['repositories'], ['repositories'], faults);
  const found = new Map<string, RepositoryTable>();
  for (const name of Object.keys(all)) {
    const path = ['repositories', name];
    const known = name.toLowerCase();
    if (!/^[a-z0-9][\w.-]*$/iu.test(name)) faults.add(path, 'the name of a repository is letters, digits, ".-_"');
    if (owner === 'project' && (known === 'pypi' || known === 'testpypi'))
      faults.add(path, `a project may not say where ${known} is`);
    const repository = repositoryOf(tableAt(all[name], path, faults), path, faults);
    if (repository !== null) found.set(name, repository);
  }
  return found;
}

function repositoryOf(table: Table, path: Path, faults: Faults): RepositoryTable | null {
  refuseUnknownKeys(table, path, repositoryKeys, faults);
  const at = (key: string): Place => ({ value: table[key], path: [...path, key], faults });
  const uploadUrl = addressAt(at('upload-url'));
  if (table['upload-url'] === undefined) faults.add(path, `[${path.join('.')}] has no upload-url`);
  const simpleUrl = addressAt(at('simple-url'));
  const delivery = oneOf(deliveries, at('delivery'));
  const jobs = jobsAt(at('jobs'));
  return uploadUrl === null ? null : { uploadUrl, simpleUrl, delivery, jobs };
}

function textAt({ value, path, faults }: Place): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && value !== '') return value;
  faults.add(path, `${path.join('.')} is not a text`);
  return null;
}

function oneOf<T extends string>(known: readonly T[], { value, path, faults }: Place): T | null {
  if (value === undefined) return null;
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  faults.add(path, `${path.join('.')} is none of ${known.join(', ')}`);
  return null;
}

function jobsAt({ value, path, faults }: Place): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_JOBS) return value;
  faults.add(path, `${path.join('.')} is not a whole number from 1 to ${String(MAX_JOBS)}`);
  return null;
}

function addressAt(place: Place): URL | null {
  const text = textAt(place);
  if (text === null) return null;
  const { path, faults } = place;
  const url = webAddress(text);
  if (url === null) faults.add(path, `${path.join('.')} is not an http or https address`);
  else if (url.username !== '' || url.password !== '')
    faults.add(path, `${path.join('.')} holds a user name or password; credentials are never kept here`);
  return url;
}

function fingerprintAt(place: Place): string | null {
  const text = textAt(place);
  if (text === null) return null;
  const fingerprint = keyToRemember(text);
  if (fingerprint === null) place.faults.add(place.path, `${place.path.join('.')} is not a full fingerprint`);
  return fingerprint;
}

function fingerprintsAt({ value, path, faults }: Place): readonly string[] {
  if (value === undefined) return [];
  const found = Array.isArray(value)
    ? value.map((each) => (typeof each === 'string' ? fullFingerprint(each) : null))
    : [];
  const fingerprints = found.filter((each) => each !== null);
  if (found.length === 0 || fingerprints.length < found.length)
    faults.add(path, `${path.join('.')} is not a list of full fingerprints`);
  return fingerprints;
}
