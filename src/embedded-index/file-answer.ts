import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PysignError } from '../errors.ts';
import { isKnown, isStillSame, wantedBytes, type WantedBytes } from './byte-range.ts';
import { isFilename } from './names.ts';
import { type Exchange, notFound, Refusal } from './refusal.ts';
import type { Store } from './store.ts';

const SIGNATURE_ENDING = '.asc';

/** What is to be sent: a stored file, whose bytes never change. */
interface Served {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly type: string;
}

/** `/files/<project>/<filename>` and its `.asc` sibling (PEP 503), or a range of one. @throws Refusal 404 | 416 */
export async function sendFile(exchange: Exchange, store: Store, project: string, name: string): Promise<void> {
  const served = await find(store, project, name);
  if (served === null) throw notFound();
  await send(exchange, served);
}

async function find(store: Store, project: string, name: string): Promise<Served | null> {
  const wantsSignature = name.endsWith(SIGNATURE_ENDING);
  const filename = wantsSignature ? name.slice(0, -SIGNATURE_ENDING.length) : name;
  const record = isFilename(filename) ? await store.find(project, filename) : null;
  if (record === null) return null;
  // Never with a Content-Encoding: a .tar.gz must arrive as it was signed.
  if (!wantsSignature) return { ...record, path: store.contentPath(record), type: 'application/octet-stream' };
  const { signature } = record;
  if (signature === null) return null;
  return { ...signature, path: store.signaturePath(signature, filename), type: 'application/pgp-signature' };
}

/** RFC 9110: conditions first, then the range, which only a GET can have. */
async function send({ request: { method, headers }, response }: Exchange, served: Served): Promise<void> {
  const { path, size, sha256, type } = served;
  const etag = `"${sha256}"`;
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size !== size)
      throw new PysignError('INDEX_FAILED', 'a stored file is not what its record says');
    response.setHeader('etag', etag).setHeader('accept-ranges', 'bytes');
    if (isKnown(headers['if-none-match'], etag)) {
      response.writeHead(304).end();
      return;
    }
    const mayBePart = method === 'GET' && isStillSame(headers['if-range']?.toString(), etag);
    const { status, first, length, range } = partOf(wantedBytes(mayBePart ? headers.range : undefined, size), size);
    response.writeHead(status, { 'content-type': type, 'content-length': length, ...range });
    if (method === 'HEAD' || length === 0) response.end();
    else await pipeline(file.createReadStream({ autoClose: false, start: first, end: first + length - 1 }), response);
  } finally {
    await file.close();
  }
}

interface Part {
  readonly status: 200 | 206;
  readonly first: number;
  /** Bytes. */
  readonly length: number;
  /** What the answer says of it. */
  readonly range: Readonly<Record<string, string>>;
}

/** @throws Refusal 416 */
function partOf(bytes: WantedBytes, size: number): Part {
  switch (bytes.wanted) {
    case 'whole':
      return { status: 200, first: 0, length: size, range: {} };
    case 'part': {
      const { first, last } = bytes;
      const contentRange = `bytes ${String(first)}-${String(last)}/${String(size)}`;
      return { status: 206, first, length: last - first + 1, range: { 'content-range': contentRange } };
    }
    case 'nothing-there':
      throw new Refusal(416, 'The file is shorter than that.', { 'content-range': `bytes */${String(size)}` });
  }
}
