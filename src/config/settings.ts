import { PysignError } from '../errors.ts';
import { type Environment, given } from './environment.ts';
import { type Repository, repositoryAt, resolveRepository } from './repositories.ts';
import type { SettingsFiles } from './settings-files.ts';
import { type Delivery, parseUrl, type SignaturesMode, signaturesModes, strongerOf } from './values.ts';

/** What a person typed; null where they did not. */
export interface GivenFlags {
  readonly repository: string | null;
  readonly repositoryUrl: string | null;
  readonly simpleUrl: string | null;
  readonly key: string | null;
  readonly signatures: string | null;
  readonly confirmTimeout: number | null;
  readonly timeout: number | null;
  readonly jobs: number | null;
}

/** Everything a release is told from outside, merged. The order is that of `docs/settings.md`. */
export interface Settings {
  readonly repository: Repository;
  readonly simpleUrl: URL | null;
  /** Null for what the index is known to take. */
  readonly delivery: Delivery | null;
  /** Null where nobody named a key. */
  readonly key: WantedKeys | null;
  readonly signatures: SignaturesMode;
  readonly confirmTimeoutSeconds: number;
  /** How long nothing may move on a connection; null for the usual limit. */
  readonly idleSeconds: number | null;
  /** Uploads at a time. */
  readonly jobs: number;
}

/** The keys that may sign, the first that is here and can; and in words who named them. */
export interface WantedKeys {
  /** Never empty. From a flag or a variable whatever gpg takes for a name, from a file full fingerprints. */
  readonly names: readonly string[];
  readonly because: string;
}

const CONFIRM_TIMEOUT_SECONDS = 60;

/** @throws PysignError `USAGE` naming the setting that is wrong. */
export function mergeSettings(flags: GivenFlags, environment: Environment, files: SettingsFiles): Settings {
  const repository = wantedRepository(flags, environment, files);
  const simpleUrl = flags.simpleUrl ?? given(environment, 'PYSIGN_SIMPLE_URL');
  const signatures = wantedSignatures(flags, environment, files);
  return {
    repository,
    simpleUrl: simpleUrl === null ? repository.simpleUrl : parseUrl(simpleUrl, 'simple API URL'),
    delivery: wantedDelivery(repository, signatures),
    key: wantedKeys(flags.key, environment, files),
    signatures: signatures.merged,
    confirmTimeoutSeconds:
      flags.confirmTimeout ?? secondsFrom(environment, 'PYSIGN_CONFIRM_TIMEOUT') ?? CONFIRM_TIMEOUT_SECONDS,
    idleSeconds: flags.timeout ?? secondsFrom(environment, 'PYSIGN_TIMEOUT'),
    jobs: flags.jobs ?? repository.jobs ?? 1,
  };
}

/** Null where nobody named a key: a person is asked, or gpg's own settings decide. */
export function wantedKeys(
  flag: string | null,
  environment: Environment,
  { project, user }: Pick<SettingsFiles, 'project' | 'user'>,
): WantedKeys | null {
  const variable = given(environment, 'PYSIGN_KEY');
  if (flag !== null) return { names: [flag], because: 'named by --key' };
  if (variable !== null) return { names: [variable], because: 'named by PYSIGN_KEY' };
  if (project !== null && project.signingKeys.length > 0)
    return { names: project.signingKeys, because: `named by ${project.name}` };
  if (user === null) return null;
  if (user.key !== null) return { names: [user.key], because: `remembered in ${user.name}` };
  return user.signingKeys.length > 0 ? { names: user.signingKeys, because: `named by ${user.name}` } : null;
}

function wantedRepository(flags: GivenFlags, environment: Environment, files: SettingsFiles): Repository {
  const choices = [
    { url: flags.repositoryUrl, name: flags.repository },
    { url: given(environment, 'PYSIGN_REPOSITORY_URL'), name: given(environment, 'PYSIGN_REPOSITORY') },
    { url: given(environment, 'TWINE_REPOSITORY_URL'), name: given(environment, 'TWINE_REPOSITORY') },
  ];
  for (const { url, name } of choices) {
    if (url !== null) return repositoryAt(parseUrl(url, 'repository URL'));
    // Whoever typed the name means the server that this project has under it.
    if (name !== null) return { ...resolveRepository(name, files), onlyProjectKnows: false };
  }
  return resolveRepository(files.project?.repository ?? files.user?.repository ?? 'pypi', files);
}

/** A project may ask for more than its user, never for less. */
function wantedSignatures(
  flags: GivenFlags,
  environment: Environment,
  { project, user }: SettingsFiles,
): { readonly ofUser: SignaturesMode | null; readonly merged: SignaturesMode } {
  const typed = flags.signatures ?? given(environment, 'PYSIGN_SIGNATURES');
  if (typed !== null) return { ofUser: parseSignatures(typed), merged: parseSignatures(typed) };
  const ofUser = user?.signatures ?? null;
  const ofProject = project?.signatures ?? null;
  if (ofUser === null || ofProject === null) return { ofUser, merged: ofUser ?? ofProject ?? 'prefer' };
  return { ofUser, merged: strongerOf(ofUser, ofProject) };
}

/** Signatures that must be kept cannot be kept back; nor does a project keep back those that its user wants sent. */
function wantedDelivery(
  { name, delivery, definedBy }: Repository,
  { ofUser, merged }: ReturnType<typeof wantedSignatures>,
): Delivery | null {
  const against = merged === 'require' || (definedBy === 'project' && ofUser === 'prefer');
  if (delivery !== 'none' || !against) return delivery;
  throw new PysignError('USAGE', `signatures are to be sent, and the delivery of ${name ?? 'the index'} is none`, {
    next: 'change delivery, or release without: --signatures off',
  });
}

function parseSignatures(value: string): SignaturesMode {
  const mode = signaturesModes.find((each) => each === value);
  if (mode !== undefined) return mode;
  throw new PysignError('USAGE', 'signatures is neither prefer, require nor off', { next: '--signatures prefer' });
}

function secondsFrom(environment: Environment, name: string): number | null {
  const value = given(environment, name);
  if (value === null) return null;
  if (/^\d{1,5}$/u.test(value)) return Number(value);
  throw new PysignError('USAGE', `${name} is not a whole number of seconds`, { next: `${name}=60` });
}
