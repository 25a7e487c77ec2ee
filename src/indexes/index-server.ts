/** A server that takes uploads and lists files, and what is known of it before anything is sent. */
export interface IndexServer {
  /** `pypi`, `testpypi`, else the host with its port. */
  readonly name: string;
  /** Without user information. */
  readonly uploadUrl: URL;
  /** Ends in a slash: `<simpleUrl><project>/` lists the project. */
  readonly simpleUrl: URL;
  /** Ends in a slash: `<jsonUrl><project>/<version>/json`; null where the software has no such API. */
  readonly jsonUrl: URL | null;
  /** Recognised from the host, a product header or the start page; null is a valid result. */
  readonly software: IndexSoftware | null;
  /** What this software is known to do with a signature. Decides what to promise beforehand, never what is reported. */
  readonly signatures: 'keeps' | 'drops' | 'unknown';
  /** True where an upload without credentials is known to be refused. */
  readonly needsCredentials: boolean;
}

export type IndexSoftware =
  | 'pypi'
  | 'testpypi'
  | 'pypiserver'
  | 'devpi'
  | 'nexus'
  | 'gitea'
  | 'gitlab'
  | 'artifactory'
  | 'codeartifact'
  | 'google'
  | 'azure'
  | 'cloudsmith'
  | 'gemfury'
  | 'pysign';

/**
 * How a signature reaches an index: `field` is the part `gpg_signature` of the file's own upload, as twine sends it;
 * `file` an upload of its own after the file's; `none` not at all.
 */
export type Delivery = 'field' | 'file' | 'none';

/** A server as a person would name it: `PyPI`, `devpi`; null where it was not recognised. */
export type SoftwareTitle = string | null;
