/** What the core metadata specification says of one field. */
export interface MetadataRule {
  /** The metadata version that brought it. */
  readonly since: MetadataVersion;
  /** True for a field that may be there more than once. */
  readonly repeats: boolean;
}

/** In their order. There was a draft 2.0, which no index takes. */
export const METADATA_VERSIONS = ['1.0', '1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5'] as const;

type MetadataVersion = (typeof METADATA_VERSIONS)[number];

const ONCE: Readonly<Record<string, MetadataVersion>> = {
  'metadata-version': '1.0',
  name: '1.0',
  version: '1.0',
  summary: '1.0',
  description: '1.0',
  keywords: '1.0',
  'home-page': '1.0',
  author: '1.0',
  'author-email': '1.0',
  license: '1.0',
  'download-url': '1.1',
  maintainer: '1.2',
  'maintainer-email': '1.2',
  'requires-python': '1.2',
  'description-content-type': '2.1',
  'license-expression': '2.4',
};

const REPEATED: Readonly<Record<string, MetadataVersion>> = {
  platform: '1.0',
  'supported-platform': '1.1',
  classifier: '1.1',
  requires: '1.1',
  provides: '1.1',
  obsoletes: '1.1',
  'requires-dist': '1.2',
  'provides-dist': '1.2',
  'obsoletes-dist': '1.2',
  'requires-external': '1.2',
  'project-url': '1.2',
  'provides-extra': '2.1',
  dynamic: '2.2',
  'license-file': '2.4',
  'import-name': '2.5',
  'import-namespace': '2.5',
};

/** Every field of core metadata up to 2.5, by its lower-case header name. */
export const METADATA_FIELDS: ReadonlyMap<string, MetadataRule> = new Map([
  ...rules(ONCE, false),
  ...rules(REPEATED, true),
]);

function rules(fields: Readonly<Record<string, MetadataVersion>>, repeats: boolean): [string, MetadataRule][] {
  return Object.entries(fields).map(([name, since]) => [name, { since, repeats }]);
}
