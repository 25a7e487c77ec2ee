import { type Content, ContentHasher, type HashName } from '../content.ts';
import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { ListedFile } from '../simple-api/project-page.ts';

/** PyPI's own ceiling for one file; an index that names no size may not send more. */
const MAX_BYTES = 1 << 30;

/**
 * The bytes an index serves for a file, hashed while they come; nothing is kept.
 * @throws PysignError `INDEX_FAILED` | `INDEX_UNREACHABLE`
 */
export async function hashServed(file: ListedFile, hashes: Iterable<HashName>, http: Http): Promise<Content> {
  const hasher = new ContentHasher(hashes);
  const maxBytes = file.size ?? MAX_BYTES;
  const { status } = await http.get(file.url, { accept: '*/*', maxBytes, sink: (chunk) => hasher.update(chunk) });
  if (status !== 200) {
    throw new PysignError('INDEX_FAILED', `the index lists ${file.filename} and answers ${String(status)} for it`);
  }
  return hasher.finish();
}
