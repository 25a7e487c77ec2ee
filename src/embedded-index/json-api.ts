import { sameVersion } from '../distributions/version.ts';
import type { FileRecord } from './file-record.ts';
import { type Page, urlOf, versionsOf } from './listings.ts';
import { isPrerelease } from './version-order.ts';

/**
 * `/pypi/<project>/json`, in the shape that PyPI's JSON API had while it kept signatures.
 * @param records all files of the project, at least one.
 */
export function projectJson(records: readonly FileRecord[], base: URL): Page | null {
  const versions = versionsOf(records);
  const releases = Object.fromEntries(versions.map((version) => [version, itemsOf(records, version, base)]));
  return releaseDocument(records, latestOf(versions), base, { releases });
}

/** `/pypi/<project>/<version>/json`; null where there is no such version. */
export function releaseJson(records: readonly FileRecord[], version: string, base: URL): Page | null {
  return releaseDocument(records, version, base, {});
}

function releaseDocument(records: readonly FileRecord[], version: string, base: URL, more: object): Page | null {
  const [first] = ofVersion(records, version);
  if (first === undefined) return null;
  const info = { name: first.name, version: first.version, requires_python: first.requiresPython, yanked: false };
  const document = { info, ...more, urls: itemsOf(records, version, base), vulnerabilities: [] };
  return { type: 'application/json', body: JSON.stringify(document) };
}

/** The newest final release; the newest of all where there is none. */
function latestOf(versions: readonly string[]): string {
  return versions.findLast((version) => !isPrerelease(version)) ?? versions.at(-1) ?? '';
}

function ofVersion(records: readonly FileRecord[], version: string): readonly FileRecord[] {
  return records.filter((record) => sameVersion(record.version, version));
}

function itemsOf(records: readonly FileRecord[], version: string, base: URL): readonly object[] {
  return ofVersion(records, version).map((record) => ({
    filename: record.filename,
    packagetype: record.packageType,
    python_version: record.pythonVersion,
    has_sig: record.signature !== null,
    comment_text: '',
    md5_digest: record.md5,
    digests: digestsOf(record),
    size: record.size,
    downloads: -1,
    upload_time: record.uploadTime.slice(0, 'yyyy-mm-ddThh:mm:ss'.length),
    upload_time_iso_8601: record.uploadTime,
    url: urlOf(record, base).href,
    requires_python: record.requiresPython,
    yanked: false,
    yanked_reason: null,
  }));
}

/** Only what was computed: the client chose which. */
function digestsOf({ sha256, md5, blake2b256 }: FileRecord): object {
  return { sha256, ...(md5 !== null && { md5 }), ...(blake2b256 !== null && { blake2b_256: blake2b256 }) };
}
