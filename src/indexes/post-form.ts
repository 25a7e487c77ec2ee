import { PysignError } from '../errors.ts';
import { isPassing } from '../http/failure.ts';
import type { Answer, Http } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';
import { wantedRest } from './rate-limit.ts';
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
  /** It failed, or broke off: what was sent may have arrived. `passes` says whether the next try may do better. */
  | { readonly reply: 'open'; readonly cause: PysignError; readonly passes: boolean }
  /** It takes nothing now. `rest` is in milliseconds; null where it does not say how long. */
  | { readonly reply: 'later'; readonly cause: PysignError; readonly rest: number | null }
  /** It never got the end of what was sent. */
  | { readonly reply: 'not-sent'; readonly cause: PysignError };

/** JSON first: PyPI then gives its message in a form that HTTP/2 does not lose, as it does the reason phrase. */
const ACCEPT = 'application/json, text/plain;q=0.8, text/html;q=0.7, */*;q=0.1';
const SUCCESS: ReadonlySet<number> = new Set([200, 201, 202]);
/** Failures that are over a moment later. All others of their hundred would be answered in the same way again. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 500, 502, 503, 504]);

/** Sends one form, once. Never throws for what an index or the network does. */
export async function postForm(form: UploadBody, sent: SentFile, server: IndexServer, http: Http): Promise<Reply> {
  try {
    return replyOf(await http.post(server.uploadUrl, { ...form, accept: ACCEPT }), sent, server);
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    if (error.code !== 'INDEX_UNREACHABLE') return { reply: 'not-sent', cause: error };
    return { reply: 'open', cause: brokenOff(error, sent), passes: isPassing(error) };
  }
}

function replyOf(answer: Answer, sent: SentFile, server: IndexServer): Reply {
  if (SUCCESS.has(answer.status)) {
    if (!isLoginPage(answer)) return { reply: 'taken' };
    return { reply: 'refused', cause: loginPageRefusal(sent, server) };
  }
  const passes = PASSING.has(answer.status);
  if (answer.status >= 500 || passes) return { reply: 'open', cause: indexFailure(answer, sent, server), passes };
  const text = `${answer.reason} ${Buffer.from(answer.body).toString('utf8')}`;
  if (saysDuplicate(answer.status, text)) return { reply: 'duplicate', answer };
  const rest = wantedRest(answer, Date.now());
  if (answer.status === 429) return { reply: 'later', cause: tooMany(answer, sent, server, rest), rest };
  return { reply: 'refused', cause: refusal(answer, sent, server) };
}

function indexFailure(answer: Answer, { filename }: SentFile, server: IndexServer): PysignError {
  return new PysignError('INDEX_FAILED', `${server.name} failed to take ${filename}: ${serverText(answer)}`, {
    next: 'run the same command again; it does only what is missing',
  });
}

/** PyPI counts new projects, not files; others count requests. */
function tooMany(answer: Answer, { filename }: SentFile, server: IndexServer, rest: number | null): PysignError {
  const when = rest === null ? 'later' : `in ${String(Math.ceil(rest / 1000))} seconds`;
  return new PysignError('INDEX_REFUSED', `${server.name} takes ${filename} ${when}: ${serverText(answer)}`, {
    next: `run the same command again ${when}`,
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
