import type { IncomingMessage } from 'node:http';
import { normalizedProject } from '../simple-api/normalize.ts';
import type { FileRecord } from './file-record.ts';
import { sendFile } from './file-answer.ts';
import { projectJson, releaseJson } from './json-api.ts';
import { type Page, projectListPage, projectPage } from './listings.ts';
import { isName } from './names.ts';
import { type Exchange, notFound, Refusal } from './refusal.ts';
import type { Store } from './store.ts';
import { takeUpload } from './upload.ts';

export interface Site {
  readonly store: Store;
  readonly dropSignatures: boolean;
}

interface Target {
  /** Decoded parts between the slashes; the last is empty where the path ends in a slash. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** One request that the guard has let in. @throws Refusal */
export async function answer(exchange: Exchange, site: Site): Promise<void> {
  const target = targetOf(exchange.request.url ?? '');
  const { method } = exchange.request;
  if (method === 'POST') await post(exchange, target, site);
  else if (method === 'GET' || method === 'HEAD') await get(exchange, target, site);
  else throw new Refusal(405, 'Method Not Allowed', { allow: 'GET, HEAD, POST' });
}

async function post(exchange: Exchange, { parts, query }: Target, { store, dropSignatures }: Site): Promise<void> {
  const path = parts.join('/');
  if (path === 'legacy') throw redirect('/legacy/');
  if (path !== '' && path !== 'legacy/') throw new Refusal(405, 'Method Not Allowed', { allow: 'GET, HEAD' });
  await takeUpload(exchange, { store, dropSignatures, action: query.get(':action') });
}

async function get(exchange: Exchange, { parts }: Target, { store }: Site): Promise<void> {
  const [area = '', first = '', second = ''] = parts;
  const shape = `${area}/${String(parts.length)}`;
  if (shape === 'files/3') return sendFile(exchange, store, knownProject(first), second);
  if (shape === 'legacy/1' || shape === 'simple/1') throw redirect(`/${area}/`);
  if (shape === '/1') return sendPage(exchange, startPage());
  if (shape === 'simple/2' && first === '') {
    return sendPage(exchange, projectListPage(await store.projects(), exchange.request.headers.accept));
  }
  return sendPage(exchange, await pageOfProject(exchange.request, parts, store));
}

/** Everything that is about one project, which PEP 503 wants under its normalised name. */
async function pageOfProject({ headers }: IncomingMessage, parts: readonly string[], store: Store): Promise<Page> {
  const [area = '', name = '', ...rest] = parts;
  const base = new URL(`http://${headers.host ?? ''}`);
  const isSimple = area === 'simple' && rest.length <= 1 && (rest[0] ?? '') === '';
  const isJson = area === 'pypi' && (rest.length === 1 || rest.length === 2) && rest.at(-1) === 'json';
  if (!isSimple && !isJson) throw notFound();
  const project = normalizedProject(checkedProject(name));
  const canonical = isSimple ? ['simple', project, ''] : ['pypi', project, ...rest];
  if (canonical.join('/') !== parts.join('/')) throw redirect(`/${canonical.map(encodeURIComponent).join('/')}`);
  const records = await store.filesOf(project);
  const page = isSimple ? simplePage(records, project, headers.accept, base) : jsonPage(records, rest, base);
  if (page === null) throw notFound();
  return page;
}

function simplePage(
  records: readonly FileRecord[],
  project: string,
  accept: string | undefined,
  base: URL,
): Page | null {
  return records.length === 0 ? null : projectPage(records, project, accept, base);
}

function jsonPage(records: readonly FileRecord[], [version = '', more]: readonly string[], base: URL): Page | null {
  return more === undefined ? projectJson(records, base) : releaseJson(records, version, base);
}

/** It becomes part of a path of the file system. @throws Refusal 404 */
function checkedProject(name: string): string {
  if (isName(name)) return name;
  throw notFound();
}

function knownProject(name: string): string {
  if (normalizedProject(checkedProject(name)) === name) return name;
  throw notFound();
}

/** @throws Refusal 404 for what is no path with proper escapes, such as the absolute URL a proxy is sent. */
function targetOf(url: string): Target {
  const [path = '', ...query] = url.split('?');
  const [root, ...parts] = path.split('/');
  if (root !== '') throw notFound();
  try {
    return { parts: parts.map(decodeURIComponent), query: new URLSearchParams(query.join('?')) };
  } catch {
    throw notFound();
  }
}

/** 308 keeps the method: an upload must not become a GET. */
function redirect(location: string): Refusal {
  return new Refusal(308, 'Permanent Redirect', { location });
}

function startPage(): Page {
  const body = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>pysign index</title></head>
<body><h1>pysign index</h1><p>Upload to /legacy/, install from <a href="/simple/">/simple/</a>.</p></body></html>
`;
  return { type: 'text/html; charset=utf-8', body };
}

function sendPage({ response }: Exchange, { type, body }: Page): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), vary: 'Accept' });
  response.end(body);
}
