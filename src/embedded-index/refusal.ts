import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { preferredType } from '../simple-api/negotiate.ts';
import { escapeHtml } from '../simple-api/render-html.ts';
import { webPage } from './web-page.ts';

/** Longer reason phrases are cut by servers and clients on the way. */
const MAX_REASON = 400;

/** A request that is not done, and what the client is told; never thrown out of this room. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** 308 keeps the method: an upload must not become a GET. */
export function redirect(location: string): Refusal {
  return new Refusal(308, 'Permanent Redirect', { location });
}

/** As PyPI does: the message stands in the reason phrase and in the body, whose form follows Accept. */
export function sendRefusal({ status, message, headers }: Refusal, { request, response }: Exchange): void {
  const { type, body } = bodyFor(request.headers.accept, status, message);
  response.statusMessage = reasonPhrase(message);
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function bodyFor(accept: string | undefined, status: number, message: string): { type: string; body: string } {
  const title = STATUS_CODES[status] ?? '';
  switch (preferredType(accept, ['text/html', 'application/json'])) {
    case 'application/json':
      return { type: 'application/json', body: JSON.stringify({ message, code: `${status} ${message}`, title }) };
    case 'text/html':
      return { type: 'text/html; charset=utf-8', body: htmlBody(`${status} ${title}`, message) };
    case null:
      return { type: 'text/plain; charset=utf-8', body: `${status} ${title}\n\n${message}\n` };
  }
}

function htmlBody(title: string, message: string): string {
  return webPage(title, `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(message)}</p>`);
}

/** Messages may quote the client, and a line break here would be a header of the client's choice. */
function reasonPhrase(message: string): string {
  return message.replaceAll(/[^\u0020-\u007E]/gu, '?').slice(0, MAX_REASON);
}
