import { PysignError } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import { type KeyAnswer, keyIn, noKeys, unknown } from './key-source.ts';

/** One person's key, with what hundreds of people signed on it. */
export const ONE_KEY_BYTES = 2 << 20;
/** The KEYS file of a foundation's project. */
export const KEYS_FILE_BYTES = 8 << 20;

export interface KeyRequest {
  readonly url: URL;
  readonly maxBytes: number;
  /** Where a key named the host, it must not be one inside the reader's own network. */
  readonly publicOnly: boolean;
}

/**
 * Reads one address.
 * @throws PysignError `INDEX_UNREACHABLE` | `INDEX_FAILED` for whatever is neither keys nor their absence.
 */
export async function fetchedKey(request: KeyRequest, fingerprint: string, http: Http): Promise<KeyAnswer> {
  const { url, maxBytes, publicOnly } = request;
  const answer = await http.get(url, { accept: '*/*', maxBytes, publicOnly });
  const where = `${answer.url.origin}${answer.url.pathname}`;
  if (answer.status === 404 || answer.status === 410) return unknown;
  if (answer.status !== 200) {
    throw new PysignError('INDEX_FAILED', `${where} answers with status ${String(answer.status)}`);
  }
  try {
    return await keyIn(answer.body, fingerprint, where);
  } catch (error) {
    throw noKeys(where, error);
  }
}
