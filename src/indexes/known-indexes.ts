import type { IndexServer, IndexSoftware, SoftwareTitle } from './index-server.ts';

/** What is known of one kind of server; sources: the server's code or tests against it, in the version named. */
export interface KnownSoftware {
  /** As a person names it. */
  readonly title: string;
  readonly signatures: IndexServer['signatures'];
  readonly needsCredentials: boolean;
  readonly hasJsonApi: boolean;
}

/** An index that is recognised by its host, without a request. */
export interface PublicIndex {
  readonly hosts: readonly string[];
  readonly uploadUrl: string;
  readonly simpleUrl: string;
  readonly jsonUrl: string;
}

export const publicIndexes: Readonly<Record<'pypi' | 'testpypi', PublicIndex>> = {
  pypi: {
    hosts: ['upload.pypi.org', 'pypi.org'],
    uploadUrl: 'https://upload.pypi.org/legacy/',
    simpleUrl: 'https://pypi.org/simple/',
    jsonUrl: 'https://pypi.org/pypi/',
  },
  testpypi: {
    hosts: ['test.pypi.org'],
    uploadUrl: 'https://test.pypi.org/legacy/',
    simpleUrl: 'https://test.pypi.org/simple/',
    jsonUrl: 'https://test.pypi.org/pypi/',
  },
};

export const knownSoftware: Readonly<Record<IndexSoftware, KnownSoftware>> = {
  // Warehouse ignores `gpg_signature` since commit 103420c53 of 2023-05-23, and without a word since 2024-05-01.
  pypi: { title: 'PyPI', signatures: 'drops', needsCredentials: true, hasJsonApi: true },
  testpypi: { title: 'TestPyPI', signatures: 'drops', needsCredentials: true, hasJsonApi: true },
  // pypiserver 2.4.2: stored and served as <file>.asc; its JSON knows no has_sig. Whether it wants a password is its owner's choice.
  pypiserver: { title: 'pypiserver', signatures: 'keeps', needsCredentials: false, hasJsonApi: false },
  // devpi-server 6.20.3: 200, and nothing in its code knows of signatures. An index may be open to anonymous uploads.
  devpi: { title: 'devpi', signatures: 'drops', needsCredentials: false, hasJsonApi: false },
  // Our own, in src/embedded-index; `--drop-signatures` makes it drop them, so what it says of itself is not a promise.
  pysign: { title: 'pysign index', signatures: 'keeps', needsCredentials: false, hasJsonApi: true },
};

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
  if (publicIndexes.pypi.hosts.includes(hostname)) return 'pypi';
  return publicIndexes.testpypi.hosts.includes(hostname) ? 'testpypi' : null;
}
