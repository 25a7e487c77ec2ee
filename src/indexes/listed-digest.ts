import { createHash } from 'node:crypto';
import type { Http } from '../http/http.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { readFailure } from './read-failure.ts';

/**
 * The SHA-256 of a listed file, in lower-case hex: as listed, or where the index gives none (MD5, or nothing at all), of
 * the bytes that it serves.
 * @param maxBytes the most that is read of a file whose digest is not listed
 * @throws PysignError `INDEX_UNREACHABLE` | `INDEX_FAILED` | `CREDENTIALS_REFUSED`
 */
export async function sha256Of(file: ListedFile, maxBytes: number, http: Http): Promise<string> {
  if (file.sha256 !== null) return file.sha256;
  const hash = createHash('sha256');
  const answer = await http.get(file.url, {
    accept: '*/*',
    maxBytes,
    sink: (chunk) => {
      hash.update(chunk);
    },
  });
  if (answer.status !== 200) throw readFailure(answer);
  return hash.digest('hex');
}
