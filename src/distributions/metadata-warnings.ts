import type { CoreMetadata } from './distribution.ts';
import { quoted } from './invalid-distribution.ts';
import { METADATA_FIELDS, METADATA_VERSIONS } from './metadata-fields.ts';

/** So many names of an archive's own invention are said; the rest is a number. */
const NAMES_SAID = 5;

/** What indexes will pass over or refuse in metadata that can be read, a part of a sentence each. */
export function metadataWarnings(metadata: CoreMetadata): readonly string[] {
  return [...versionWarning(metadata.metadataVersion), ...oddFields(metadata), ...tooNewFields(metadata)];
}

/** Fields that an index passes over. */
export function oddFields(metadata: CoreMetadata): readonly string[] {
  const counts = fieldCounts(metadata);
  const names = [...counts.keys()];
  return [
    ...warnAbout(names.filter(isUnknown), 'core metadata has no such field, and no index will keep it'),
    ...warnAbout(
      names.filter((name) => (counts.get(name) ?? 0) > 1 && METADATA_FIELDS.get(name)?.repeats === false),
      'in its metadata more than once; the first is sent',
    ),
  ];
}

/** Fields that the metadata version it claims does not have. */
export function tooNewFields(metadata: CoreMetadata): readonly string[] {
  const names = [...fieldCounts(metadata).keys()];
  return warnAbout(
    names.filter((name) => isTooNew(name, metadata.metadataVersion)),
    `newer than its Metadata-Version ${metadata.metadataVersion}; PyPI refuses that`,
  );
}

function fieldCounts({ fields }: CoreMetadata): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of fields) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function versionWarning(version: string): string[] {
  if (orderOf(version) >= 0) return [];
  return [`PyPI knows no Metadata-Version ${quoted(version)}; it takes ${METADATA_VERSIONS.join(', ')}`];
}

function warnAbout(names: readonly string[], what: string): string[] {
  if (names.length === 0) return [];
  const said = names.slice(0, NAMES_SAID).map(quoted);
  const more = names.length > NAMES_SAID ? ` and ${names.length - NAMES_SAID} more` : '';
  return [`${said.join(', ')}${more}: ${what}`];
}

function isUnknown(name: string): boolean {
  return !METADATA_FIELDS.has(name);
}

/** License-File is not counted: setuptools wrote it years before it was specified, and it is left out of the form then. */
function isTooNew(name: string, version: string): boolean {
  const since = METADATA_FIELDS.get(name)?.since;
  if (since === undefined || name === 'license-file' || orderOf(version) < 0) return false;
  return orderOf(since) > orderOf(version);
}

function orderOf(version: string): number {
  return METADATA_VERSIONS.findIndex((known) => known === version);
}
