import { sendFile } from './file-answer.ts';
import { type Page, projectListPage } from './listings.ts';
import { baseOf, canonicalProject, projectPageFor } from './project-routes.ts';
import { type Exchange, notFound, redirect, Refusal } from './refusal.ts';
import type { Store } from './store.ts';
import { takeUpload } from './upload.ts';
import { startPage } from './web-listing.ts';

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
  if (shape === '/1') return sendPage(exchange, startPage(await store.projects(), baseOf(exchange.request)));
  if (shape === 'simple/2' && first === '') {
    return sendPage(exchange, projectListPage(await store.projects(), exchange.request.headers.accept));
  }
  return sendPage(exchange, await projectPageFor(exchange.request, parts, store));
}

function knownProject(name: string): string {
  if (canonicalProject(name) === name) return name;
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

function sendPage({ response }: Exchange, { type, body }: Page): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), vary: 'Accept' });
  response.end(body);
}
