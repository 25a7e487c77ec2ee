import type { IncomingMessage } from 'node:http';
import { normalizedProject } from '../simple-api/normalize.ts';
import type { FileRecord } from './file-record.ts';
import { projectJson, releaseJson } from './json-api.ts';
import { type Page, projectPage } from './listings.ts';
import { isName } from './names.ts';
import { notFound, redirect } from './refusal.ts';
import { issuerFingerprint } from './signature-issuer.ts';
import type { Store } from './store.ts';
import { projectWebPage, type ShownFile } from './web-listing.ts';

/** `/simple/<project>/`, `/project/<project>/`, `/pypi/<project>/json` and `/pypi/<project>/<version>/json`. */
type View = 'simple' | 'web' | 'json';

/**
 * Everything that is about one project, which PEP 503 wants under its normalised name.
 * @param parts of the path, decoded. @throws Refusal 308 | 404
 */
export async function projectPageFor(request: IncomingMessage, parts: readonly string[], store: Store): Promise<Page> {
  const [area = '', name = '', ...rest] = parts;
  const view = viewOf(area, rest);
  if (view === null) throw notFound();
  const project = canonicalProject(name);
  const canonical = [area, project, ...(view === 'json' ? rest : [''])];
  if (canonical.join('/') !== parts.join('/')) throw redirect(`/${canonical.map(encodeURIComponent).join('/')}`);
  const records = await store.filesOf(project);
  const page = records.length === 0 ? null : await pageOf(view, { records, project, request, store, rest });
  if (page === null) throw notFound();
  return page;
}

/** The index as the client addressed it; the guard has checked the header. */
export function baseOf({ headers }: IncomingMessage): URL {
  return new URL(`http://${headers.host ?? ''}`);
}

/** It becomes part of a path of the file system. @throws Refusal 404 for what can be no project. */
export function canonicalProject(name: string): string {
  if (isName(name)) return normalizedProject(name);
  throw notFound();
}

function viewOf(area: string, rest: readonly string[]): View | null {
  const isFolder = rest.length <= 1 && (rest[0] ?? '') === '';
  if (area === 'simple' && isFolder) return 'simple';
  if (area === 'project' && isFolder) return 'web';
  const isJson = area === 'pypi' && (rest.length === 1 || rest.length === 2) && rest.at(-1) === 'json';
  return isJson ? 'json' : null;
}

interface Asked {
  /** At least one. */
  readonly records: readonly FileRecord[];
  readonly project: string;
  readonly request: IncomingMessage;
  readonly store: Store;
  /** What follows the project in the path. */
  readonly rest: readonly string[];
}

async function pageOf(view: View, { records, project, request, store, rest }: Asked): Promise<Page | null> {
  const base = baseOf(request);
  switch (view) {
    case 'simple':
      return projectPage(records, project, request.headers.accept, base);
    case 'web':
      return projectWebPage(await shown(records, store), project, base);
    case 'json': {
      const [version = '', more] = rest;
      return more === undefined ? projectJson(records, base) : releaseJson(records, version, base);
    }
  }
}

/** One signature after the other, so that a long page does not open a thousand files. */
async function shown(records: readonly FileRecord[], store: Store): Promise<readonly ShownFile[]> {
  const files: ShownFile[] = [];
  for (const record of records) {
    const asc = await store.readSignature(record);
    files.push({ record, issuer: asc === null ? null : issuerFingerprint(asc) });
  }
  return files;
}
