import type { IndexServer, IndexSoftware, SoftwareTitle } from './index-server.ts';
import type { DuplicateAnswer, KnownSoftware, Recognition } from './known-software.ts';

/** An index that everyone knows by name. */
interface PublicIndex {
  readonly uploadUrl: string;
  readonly simpleUrl: string;
  readonly jsonUrl: string;
  readonly tokenLocation: string;
}

export const publicIndexes: Readonly<Record<'pypi' | 'testpypi', PublicIndex>> = {
  pypi: {
    uploadUrl: 'https://upload.pypi.org/legacy/',
    simpleUrl: 'https://pypi.org/simple/',
    jsonUrl: 'https://pypi.org/pypi/',
    tokenLocation: 'pypi.org',
  },
  testpypi: {
    uploadUrl: 'https://test.pypi.org/legacy/',
    simpleUrl: 'https://test.pypi.org/simple/',
    jsonUrl: 'https://test.pypi.org/pypi/',
    tokenLocation: 'test.pypi.org',
  },
};

const byNothing: Recognition = { host: null, path: null, headers: new Map(), page: null };

function taken(status: number | null, words: string, says: RegExp | null = null): DuplicateAnswer {
  return { status, says, words };
}

const warehouse = {
  simple: '../simple/',
  hasJsonApi: true,
  success: [200],
  duplicates: taken(400, '400, the same bytes 200', /file already exists/iu),
  signatures: { field: 'drops', file: 'refuses' },
  deliveries: ['none'],
  needsCredentials: true,
  takesAttestations: true,
  source: 'Warehouse 6b6215712 (2026-08-21): the field is ignored since 103420c53 (2023-05-23)',
} as const;

/** A service whose code nobody outside can read, and which nobody tested. */
const closed = {
  simple: 'simple/',
  hasJsonApi: false,
  success: [],
  duplicates: taken(null, 'not established'),
  signatures: { field: 'unknown', file: 'unknown' },
  deliveries: [],
  needsCredentials: true,
  takesAttestations: false,
  source: "looked for in the vendor's documentation, and nothing found",
} as const;

export const knownSoftware: Readonly<Record<IndexSoftware, KnownSoftware>> = {
  pypi: { ...warehouse, title: 'PyPI', recognised: { ...byNothing, host: /^(?:upload\.)?pypi\.org$/u } },
  testpypi: { ...warehouse, title: 'TestPyPI', recognised: { ...byNothing, host: /^test\.pypi\.org$/u } },
  pypiserver: {
    title: 'pypiserver',
    recognised: { ...byNothing, page: /\bWelcome to pypiserver\b/u },
    simple: 'simple/',
    hasJsonApi: false,
    success: [200],
    // It stores `content` before it looks at `gpg_signature`: with an .asc already there, a new file is stored and answered 409.
    duplicates: taken(409, '409 (400 to twine), the same bytes too'),
    signatures: { field: 'keeps', file: 'keeps' },
    deliveries: ['field', 'file'],
    needsCredentials: false,
    takesAttestations: false,
    source: 'tested with pypiserver 2.4.2: stored and served as FILE.asc',
  },
  devpi: {
    title: 'devpi',
    recognised: { ...byNothing, headers: new Map(['server', 'api'].map((what) => [`x-devpi-${what}-version`, /^/u])) },
    simple: '+simple/',
    hasJsonApi: false,
    success: [200],
    duplicates: taken(409, '409, the same bytes 200; a volatile index overwrites'),
    signatures: { field: 'drops', file: 'refuses' },
    deliveries: ['none'],
    needsCredentials: false,
    takesAttestations: false,
    source: 'tested with devpi-server 6.20.3: 200, and no signature is stored; .asc is no archive name',
  },
  nexus: {
    ...closed,
    title: 'Nexus',
    recognised: { ...byNothing, path: /\/repository\/[^/]+\/$/u, headers: new Map([['server', /^Nexus\//u]]) },
    duplicates: taken(400, '400 where redeploying is off', /updating asset/iu),
    needsCredentials: false,
    source: 'the last public source kept the field as FILE.asc; closed by release 3.77 (2025-02), today unverified',
  },
  gitea: {
    title: 'Gitea or Forgejo',
    recognised: { ...byNothing, path: /\/api\/packages\/[^/]+\/pypi\/$/u },
    simple: 'simple/',
    hasJsonApi: false,
    success: [201],
    duplicates: taken(400, '400', /already exist/iu),
    signatures: { field: 'drops', file: 'keeps' },
    deliveries: ['file'],
    needsCredentials: true,
    takesAttestations: false,
    source:
      'read in routers/api/packages/pypi/pypi.go, revision not noted: the field is ignored, a file may have any name',
  },
  gitlab: {
    ...closed,
    title: 'GitLab',
    recognised: {
      ...byNothing,
      path: /\/api\/v4\/projects\/[^/]+\/packages\/pypi\/$/u,
      headers: new Map([['x-gitlab-meta', /^/u]]),
    },
    success: [201],
    duplicates: taken(400, '400', /already been taken/iu),
    signatures: { field: 'drops', file: 'unknown' },
    deliveries: ['none'],
    source: 'read in lib/api/pypi_packages.rb, revision not noted: the field is dropped, files lie at their own sha256',
  },
  artifactory: {
    ...closed,
    title: 'Artifactory',
    recognised: {
      ...byNothing,
      path: /\/artifactory\/api\/pypi\/[^/]+\/$/u,
      headers: new Map(['x-jfrog-version', 'x-artifactory-id'].map((name) => [name, /^/u])),
    },
    duplicates: taken(403, '403 where overwriting is not allowed', /overwrite artifact/iu),
    needsCredentials: false,
  },
  codeartifact: {
    ...closed,
    title: 'AWS CodeArtifact',
    recognised: { ...byNothing, host: /\.codeartifact\.[\w-]+\.amazonaws\.com$/u },
    source: 'documentation only; it lists data-gpg-sig="false" for every file (astral-sh/uv#1388)',
  },
  google: {
    ...closed,
    title: 'Google Artifact Registry',
    recognised: { ...byNothing, host: /-python\.pkg\.dev$/u },
    duplicates: taken(400, '400', /already exist/iu),
  },
  azure: {
    ...closed,
    title: 'Azure Artifacts',
    recognised: {
      ...byNothing,
      host: /^pkgs\.dev\.azure\.com$|\.pkgs\.visualstudio\.com$/u,
      path: /\/_packaging\/[^/]+\/pypi\/upload\/$/u,
    },
    simple: '../simple/',
  },
  cloudsmith: {
    ...closed,
    title: 'Cloudsmith',
    recognised: { ...byNothing, host: /\.cloudsmith\.io$/u },
    simple: null,
    source: "documentation only: it signs files with the repository's own key, which says nothing of the author",
  },
  gemfury: { ...closed, title: 'Gemfury', recognised: { ...byNothing, host: /\.fury\.io$/u }, simple: null },
  pysign: {
    ...warehouse,
    title: 'pysign index',
    recognised: { ...byNothing, headers: new Map([['server', /^pysign-index\b/u]]) },
    signatures: { field: 'keeps', file: 'refuses' },
    deliveries: ['field'],
    needsCredentials: false,
    takesAttestations: false,
    // `--drop-signatures` makes it drop them, so what it says of itself is not a promise.
    source: 'tested with the index of this program: stored and served as FILE.asc, unless told to drop them',
  },
};

/** In the order in which they are listed and tried. */
export const allSoftware: readonly IndexSoftware[] = [
  'pypi',
  'testpypi',
  'pypiserver',
  'devpi',
  'pysign',
  'nexus',
  'gitea',
  'gitlab',
  'artifactory',
  'codeartifact',
  'google',
  'azure',
  'cloudsmith',
  'gemfury',
];

/** Null where the server was not recognised. */
export function titleOf({ software }: Pick<IndexServer, 'software'>): SoftwareTitle {
  return software === null ? null : knownSoftware[software].title;
}

/** Where the indexes that everyone knows by name take uploads. */
export function predefinedUploadUrl(name: 'pypi' | 'testpypi'): URL {
  return new URL(publicIndexes[name].uploadUrl);
}

/** Which public index a host belongs to; null for every other. */
export function publicIndexAt({ hostname }: URL): 'pypi' | 'testpypi' | null {
  const names = ['pypi', 'testpypi'] as const;
  return names.find((name) => knownSoftware[name].recognised.host?.test(hostname) === true) ?? null;
}
