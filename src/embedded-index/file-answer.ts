import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PysignError } from '../errors.ts';
import { isFilename } from './names.ts';
import { type Exchange, notFound } from './refusal.ts';
import type { Store } from './store.ts';

const SIGNATURE_ENDING = '.asc';

/** What is to be sent: a stored file, whose bytes never change. */
interface Served {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly type: string;
}

/** `/files/<project>/<filename>` and its `.asc` sibling (PEP 503). @throws Refusal 404 */
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

async function send({ request, response }: Exchange, { path, size, sha256, type }: Served): Promise<void> {
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size !== size)
      throw new PysignError('INDEX_FAILED', 'a stored file is not what its record says');
    response.writeHead(200, { 'content-type': type, 'content-length': size, etag: `"${sha256}"` });
    if (request.method === 'HEAD') response.end();
    else await pipeline(file.createReadStream({ autoClose: false }), response);
  } finally {
    await file.close();
  }
}
