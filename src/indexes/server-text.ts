import { STATUS_CODES } from 'node:http';
import type { Answer } from '../http/http.ts';

const MAX_CHARACTERS = 200;
/** Bounds the work on a page made to be slow to read. */
const MAX_PAGE_BYTES = 8 * 1024;

/**
 * What a server says of its own answer, on one line of at most 200 characters, after the status: the `code` and `message`
 * of JSON, else the reason phrase where it is the server's own, else the text of the page. From the server: print it with care.
 */
export function serverText(answer: Answer): string {
  const said = [fromJson(answer), ownReason(answer), fromPage(answer)].find((text) => text !== null && text !== '');
  const status = String(answer.status);
  if (said === undefined || said === null) return `${status} ${STATUS_CODES[answer.status] ?? ''}`.trim();
  return shortened(said.startsWith(status) ? said : `${status} ${said}`);
}

/** PyPI: `code` is the status line with its message, and `message` the same after a sentence that fits every 400. */
function fromJson({ status, headers, body }: Answer): string | null {
  if (!/\bjson\b/iu.test(headers.get('content-type') ?? '')) return null;
  const document = parsed(Buffer.from(body).toString('utf8'));
  if (typeof document !== 'object' || document === null) return null;
  const { code, message, detail, error } = { code: null, message: null, detail: null, error: null, ...document };
  const bare = `${String(status)} ${STATUS_CODES[status] ?? ''}`;
  const said = [code, message, detail, error].filter((text) => typeof text === 'string');
  return said.map((text) => textOf(text)).find((text) => text !== '' && text !== bare) ?? null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** A reason phrase that only repeats what the status means says nothing. */
function ownReason({ status, reason }: Answer): string | null {
  return reason === (STATUS_CODES[status] ?? '') ? null : reason;
}

/** Bodies that are no text say nothing. Of an error page, what stands in `pre` is what the program itself said. */
function fromPage({ headers, body }: Answer): string | null {
  if (!/^\s*text\//iu.test(headers.get('content-type') ?? 'text/plain')) return null;
  const page = Buffer.from(body.subarray(0, MAX_PAGE_BYTES)).toString('utf8');
  const { said } = /<pre\b[^>]*>(?<said>[^<]+)<\/pre>/iu.exec(page)?.groups ?? {};
  return textOf(said ?? page);
}

/** The words of a page without its mark-up, head, scripts and styles. */
function textOf(page: string): string {
  return page
    .replaceAll(/<(?<element>script|style|head)\b.*?<\/\k<element>\s*>/gisu, ' ')
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/&(?<entity>lt|gt|amp|quot|#0?39|#x27);/gu, (_whole, entity: string) => ENTITIES.get(entity) ?? ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['#39', "'"],
  ['#039', "'"],
  ['#x27', "'"],
]);

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length <= MAX_CHARACTERS ? line : `${line.slice(0, MAX_CHARACTERS - 1)}…`;
}
