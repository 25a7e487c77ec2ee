import { PysignError } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';
import { isLoginPage } from './read-failure.ts';
import { loginPageRefusal, refusal, type SentFile } from './refusal.ts';
import { saysDuplicate } from './server-habits.ts';
import { serverText } from './server-text.ts';
import type { UploadBody } from './upload-body.ts';

/** What an index said to one upload, before its listing was asked. */
export type Reply =
  | { readonly reply: 'taken' }
  /** The name is taken; by which bytes it does not say. */
  | { readonly reply: 'duplicate'; readonly answer: Answer }
  | { readonly reply: 'refused'; readonly cause: PysignError }
  /** It failed, or broke off: what was sent may have arrived. */
  | { readonly reply: 'open'; readonly cause: PysignError }
  /** It never got the end of what was sent. */
  | { readonly reply: 'not-sent'; readonly cause: PysignError };

/** JSON first: PyPI then gives its message in a form that HTTP/2 does not lose, as it does the reason phrase. */
const ACCEPT = 'application/json, text/plain;q=0.8, text/html;q=0.7, */*;q=0.1';
const SUCCESS: ReadonlySet<number> = new Set([200, 201, 202]);

/** Sends one form, once. Never throws for what an index or the network does. */
export async function postForm(form: UploadBody, sent: SentFile, server: IndexServer, http: Http): Promise<Reply> {
  try {
    return replyOf(await http.post(server.uploadUrl, { ...form, accept: ACCEPT }), sent, server);
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    if (error.code !== 'INDEX_UNREACHABLE') return { reply: 'not-sent', cause: error };
    return { reply: 'open', cause: brokenOff(error, sent) };
  }
}

function replyOf(answer: Answer, sent: SentFile, server: IndexServer): Reply {
  if (SUCCESS.has(answer.status)) {
    if (!isLoginPage(answer)) return { reply: 'taken' };
    return { reply: 'refused', cause: loginPageRefusal(sent, server) };
  }
  if (answer.status >= 500) return { reply: 'open', cause: indexFailure(answer, sent, server) };
  const text = `${answer.reason} ${Buffer.from(answer.body).toString('utf8')}`;
  if (saysDuplicate(answer.status, text)) return { reply: 'duplicate', answer };
  return { reply: 'refused', cause: refusal(answer, sent, server) };
}

function indexFailure(answer: Answer, { filename }: SentFile, server: IndexServer): PysignError {
  return new PysignError('INDEX_FAILED', `${server.name} failed to take ${filename}: ${serverText(answer)}`, {
    next: 'run the same command again; it does only what is missing',
  });
}

/** Some servers refuse in the middle of an upload and close before their answer can be read. */
function brokenOff({ code, message, next, cause }: PysignError, { filename, size }: SentFile): PysignError {
  const details = [
    `while ${filename} (${String(size)} bytes) was being sent`,
    'servers do so with files that are too large for them, and with wrong credentials',
  ];
  return new PysignError(code, message, { details, cause, ...(next === null ? {} : { next }) });
}
