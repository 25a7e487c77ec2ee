import { type SimpleMediaType, simpleMediaType } from '../simple-api/negotiate.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { renderProjectHtml, renderProjectListHtml } from '../simple-api/render-html.ts';
import { renderProjectJson, renderProjectListJson } from '../simple-api/render-json.ts';
import { type FileRecord, projectOf } from './file-record.ts';
import { compareVersions } from './version-order.ts';

/** A page and its media type. */
export interface Page {
  readonly type: string;
  readonly body: string;
}

/** `/simple/` (PEP 503, PEP 691). */
export function projectListPage(projects: readonly string[], accept: string | undefined): Page {
  return written(
    simpleMediaType(accept),
    () => renderProjectListJson(projects),
    () => renderProjectListHtml(projects),
  );
}

/** `/simple/<project>/` (PEP 503, PEP 691, PEP 700). @param base the index as the client addressed it. */
export function projectPage(
  records: readonly FileRecord[],
  project: string,
  accept: string | undefined,
  base: URL,
): Page {
  const page = { project, files: records.map((record) => listedFile(record, base)) };
  const at = new URL(`/simple/${project}/`, base);
  const json = (): string => renderProjectJson(page, versionsOf(records), at);
  return written(simpleMediaType(accept), json, () => renderProjectHtml(page, at));
}

/** Where a file is served; its signature is at the same path with `.asc` behind it. */
export function urlOf(record: FileRecord, base: URL): URL {
  return new URL(`/files/${projectOf(record)}/${encodeURIComponent(record.filename)}`, base);
}

/** Each version once, oldest first. */
export function versionsOf(records: readonly FileRecord[]): readonly string[] {
  return [...new Set(records.map(({ version }) => version))].toSorted(compareVersions);
}

function listedFile(record: FileRecord, base: URL): ListedFile {
  const { filename, sha256, size, uploadTime, requiresPython, signature } = record;
  return { filename, url: urlOf(record, base), sha256, size, uploadTime, requiresPython, gpgSig: signature !== null };
}

function written(type: SimpleMediaType, json: () => string, html: () => string): Page {
  return type.endsWith('json') ? { type, body: json() } : { type: `${type}; charset=utf-8`, body: html() };
}
