import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import { isLoginPage, loginPage, readFailure } from './read-failure.ts';
import { signatureUrl } from './signature-url.ts';

/** What lies beside a file on an index. */
export type FetchedSignature =
  /** Bytes came back; whether they are a signature is for whoever reads them. `url` is after redirects. */
  | { readonly fetched: 'found'; readonly bytes: Uint8Array; readonly url: URL }
  /** 404 or 410. */
  | { readonly fetched: 'absent' }
  | { readonly fetched: 'unavailable'; readonly cause: PysignError };

/** PyPI took 8 KiB at most; an armoured signature with long notations stays far below this. */
const MAX_SIGNATURE_BYTES = 64 * 1024;

/** @param file the file's own URL, as listed */
export async function fetchSignature(file: URL, http: Http): Promise<FetchedSignature> {
  try {
    const answer = await http.get(signatureUrl(file), { accept: '*/*', maxBytes: MAX_SIGNATURE_BYTES });
    if (answer.status === 404 || answer.status === 410) return { fetched: 'absent' };
    if (answer.status !== 200) return { fetched: 'unavailable', cause: readFailure(answer) };
    if (isLoginPage(answer)) return { fetched: 'unavailable', cause: loginPage(answer) };
    return { fetched: 'found', bytes: answer.body, url: answer.url };
  } catch (error) {
    if (error instanceof PysignError) return { fetched: 'unavailable', cause: error };
    throw error;
  }
}
