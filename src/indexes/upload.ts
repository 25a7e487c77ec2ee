import { PysignError } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';
import { findListedCopy } from './listed-copy.ts';
import { isLoginPage } from './read-failure.ts';
import { loginPageRefusal, refusal } from './refusal.ts';
import { serverText } from './server-text.ts';
import { type Upload, uploadBody } from './upload-body.ts';

export type { Upload } from './upload-body.ts';

/** What became of one upload. */
export type UploadOutcome =
  /** The index said so, or lists the file with our digest after an answer that left it open. */
  | { readonly outcome: 'uploaded' }
  /** The index had the same bytes before. */
  | { readonly outcome: 'already-there' }
  /** The index does not want it: the same request would be refused again. */
  | { readonly outcome: 'refused'; readonly cause: PysignError }
  /** The index does not have it. */
  | { readonly outcome: 'failed'; readonly cause: PysignError }
  /** It may have arrived, and the index would not say. */
  | { readonly outcome: 'unknown'; readonly cause: PysignError }
  | { readonly outcome: 'not-started' };

/** JSON first: PyPI then gives its message in a form that HTTP/2 does not lose, as it does the reason phrase. */
const ACCEPT = 'application/json, text/plain;q=0.8, text/html;q=0.7, */*;q=0.1';
const SUCCESS: ReadonlySet<number> = new Set([200, 201, 202]);

/**
 * Sends one file with its signature, once. Whatever the answer leaves open is settled by the listing, which is asked for
 * the digest. Never throws for what an index or the network does.
 */
export async function uploadFile(upload: Upload, server: IndexServer, http: Http): Promise<UploadOutcome> {
  let answer: Answer;
  try {
    answer = await http.post(server.uploadUrl, { ...uploadBody(upload), accept: ACCEPT });
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    if (error.code !== 'INDEX_UNREACHABLE') return { outcome: 'failed', cause: error };
    return settle(brokenOff(error, upload), upload, server, http);
  }
  return outcomeOf(answer, upload, server, http);
}

async function outcomeOf(answer: Answer, upload: Upload, server: IndexServer, http: Http): Promise<UploadOutcome> {
  if (SUCCESS.has(answer.status)) {
    if (!isLoginPage(answer)) return { outcome: 'uploaded' };
    return { outcome: 'refused', cause: loginPageRefusal(upload, server) };
  }
  if (answer.status >= 500) return settle(indexFailure(answer, upload, server), upload, server, http);
  if (saysAlreadyThere(answer)) return compare(answer, upload, server, http);
  return { outcome: 'refused', cause: refusal(answer, upload, server) };
}

/** After an answer that says nothing about the file: it may have been stored before the server failed. */
async function settle(cause: PysignError, upload: Upload, server: IndexServer, http: Http): Promise<UploadOutcome> {
  const copy = await findListedCopy(upload, server, http);
  switch (copy.listed) {
    case 'same':
      return { outcome: 'uploaded' };
    case 'nothing':
      return { outcome: 'failed', cause };
    case 'other':
      return { outcome: 'refused', cause: differentBytes(upload.distribution.filename, upload.sha256, copy.sha256) };
    case 'unknown':
      return { outcome: 'unknown', cause };
  }
}

/** After an answer that says that the file is there: pypiserver says so even when it has just stored it. */
async function compare(answer: Answer, upload: Upload, server: IndexServer, http: Http): Promise<UploadOutcome> {
  const { filename } = upload.distribution;
  const copy = await findListedCopy(upload, server, http);
  switch (copy.listed) {
    case 'same':
      return { outcome: 'already-there' };
    case 'other':
      return { outcome: 'refused', cause: differentBytes(filename, upload.sha256, copy.sha256) };
    // PyPI says it also of the same bytes under another name, and of names that were deleted.
    case 'nothing':
      return { outcome: 'refused', cause: refusal(answer, upload, server) };
    case 'unknown':
      return { outcome: 'refused', cause: unreadableCopy(answer, upload, server, copy.cause) };
  }
}

/** Twine's rule: 409, or 400 with these words in the reason phrase or the body. PyPI, pypiserver, devpi, Google say them. */
function saysAlreadyThere({ status, reason, body }: Answer): boolean {
  if (status !== 400) return status === 409;
  return /already exist/iu.test(reason) || /already exist/iu.test(Buffer.from(body).toString('utf8'));
}

/** The name is taken. */
export function differentBytes(filename: string, ours: string, theirs: string): PysignError {
  return new PysignError('FILE_EXISTS', `the index already has ${filename} with other bytes`, {
    details: [`ours   sha256 ${ours}`, `theirs sha256 ${theirs}`],
    next: 'raise the version; a file name can be used once',
  });
}

function unreadableCopy(answer: Answer, upload: Upload, server: IndexServer, cause: PysignError): PysignError {
  const { filename } = upload.distribution;
  return new PysignError('FILE_EXISTS', `${server.name} says that it has ${filename} already: ${serverText(answer)}`, {
    details: [`ours   sha256 ${upload.sha256}`, `theirs could not be read: ${cause.message}`],
    next: 'compare the digests; raise the version if they differ',
    cause,
  });
}

function indexFailure(answer: Answer, upload: Upload, server: IndexServer): PysignError {
  const { filename } = upload.distribution;
  return new PysignError('INDEX_FAILED', `${server.name} failed to take ${filename}: ${serverText(answer)}`, {
    next: 'run the same command again; it does only what is missing',
  });
}

/** Some servers refuse in the middle of an upload and close before their answer can be read. */
function brokenOff({ code, message, next, cause }: PysignError, { distribution, size }: Upload): PysignError {
  const details = [
    `while ${distribution.filename} (${String(size)} bytes) was being sent`,
    'servers do so with files that are too large for them, and with wrong credentials',
  ];
  return new PysignError(code, message, { details, cause, ...(next === null ? {} : { next }) });
}
