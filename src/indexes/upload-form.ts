import type { CoreMetadata, Distribution, MetadataField } from '../distributions/distribution.ts';

/** Name and value of one text field. */
export type FormField = readonly [name: string, value: string];

/**
 * How the upload form names what metadata holds once: Warehouse `forklift/forms.py` and `forklift/metadata.py`. A name
 * that is not in the form is ignored there without a word, so these must be exact.
 */
const single: ReadonlyMap<string, string> = new Map([
  ['metadata-version', 'metadata_version'],
  ['name', 'name'],
  ['version', 'version'],
  ['summary', 'summary'],
  ['description', 'description'],
  ['description-content-type', 'description_content_type'],
  ['keywords', 'keywords'],
  ['home-page', 'home_page'],
  ['download-url', 'download_url'],
  ['author', 'author'],
  ['author-email', 'author_email'],
  ['maintainer', 'maintainer'],
  ['maintainer-email', 'maintainer_email'],
  ['license', 'license'],
  ['license-expression', 'license_expression'],
  ['requires-python', 'requires_python'],
]);

/** What metadata may hold more than once: the field is repeated. Some names are singular, some plural. */
const repeated: ReadonlyMap<string, string> = new Map([
  ['platform', 'platform'],
  ['supported-platform', 'supported_platform'],
  ['license-file', 'license_file'],
  ['classifier', 'classifiers'],
  ['requires', 'requires'],
  ['provides', 'provides'],
  ['obsoletes', 'obsoletes'],
  ['requires-dist', 'requires_dist'],
  ['provides-dist', 'provides_dist'],
  ['obsoletes-dist', 'obsoletes_dist'],
  ['requires-external', 'requires_external'],
  ['project-url', 'project_urls'],
  ['provides-extra', 'provides_extra'],
  ['dynamic', 'dynamic'],
  ['import-name', 'import_name'],
  ['import-namespace', 'import_namespace'],
]);

const fileTypes = { wheel: 'bdist_wheel', sdist: 'sdist' } as const;

/** All text fields of the upload of one distribution, in the order in which they are sent. */
export function uploadFields(distribution: Distribution, sha256: string): readonly FormField[] {
  return [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['filetype', fileTypes[distribution.kind]],
    ['pyversion', distribution.pyversion],
    ['sha256_digest', sha256],
    ...metadataFields(distribution.metadata),
  ];
}

/** A second value of a field that is sent once would be a 400. */
function metadataFields(metadata: CoreMetadata): readonly FormField[] {
  const wanted = metadata.fields.filter((field) => isSent(field, metadata.metadataVersion));
  const ones = [...single].flatMap(([header, name]): FormField[] => {
    const found = wanted.find((field) => field.name === header);
    return found === undefined ? [] : [[name, found.value]];
  });
  const many = wanted.flatMap((field): FormField[] => {
    const name = repeated.get(field.name);
    return name === undefined ? [] : [[name, field.value]];
  });
  return [...ones, ...many];
}

/** `License-File` came with metadata 2.4; setuptools wrote it before, and indexes refuse it there. */
function isSent({ name, value }: MetadataField, metadataVersion: string): boolean {
  if (value.trim() === '' || value.trim() === 'UNKNOWN') return false;
  return name !== 'license-file' || isAtLeast(metadataVersion, 2, 4);
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ours = 0, theirs = 0] = version.split('.').map(Number);
  return ours > major || (ours === major && theirs >= minor);
}
