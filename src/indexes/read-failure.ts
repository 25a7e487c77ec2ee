import { PysignError } from '../errors.ts';
import type { Answer } from '../http/http.ts';
import { serverText } from './server-text.ts';

/** What an answer that is not what was asked for means. Its URL has no user information; its query may be a secret. */
export function readFailure(answer: Answer): PysignError {
  const { status, url } = answer;
  const what = `${url.host}${url.pathname}`;
  if (status === 401 || status === 403) {
    return new PysignError('CREDENTIALS_REFUSED', `${what} may not be read: ${serverText(answer)}`, {
      next: 'check TWINE_USERNAME and TWINE_PASSWORD; they are sent to the origin of the upload URL only',
    });
  }
  const next = status >= 500 ? 'run the same command again later' : 'check the address, or give --simple-url';
  return new PysignError('INDEX_FAILED', `${what} cannot be read: ${serverText(answer)}`, { next });
}

/** A proxy in front of an index asks people to log in, with status 200. */
export function loginPage({ url }: Answer): PysignError {
  return new PysignError('INDEX_FAILED', `${url.host} answers with a login page where ${url.pathname} should be`, {
    next: 'name an address of the index that programs may use, or the credentials that it wants',
  });
}

/** A page of a project can be very long, and is not searched to its end. */
const MAX_LOGIN_PAGE_BYTES = 256 * 1024;

/** True for HTML in which a password can be typed; no list of files and no signature is that. */
export function isLoginPage({ headers, body }: Answer): boolean {
  const isHtml = /^\s*(?:text\/html|application\/xhtml\+xml)\b/iu.test(headers.get('content-type') ?? '');
  return (
    isHtml &&
    /<input\b[^>]{0,500}\btype\s*=\s*["']?password\b/iu.test(
      Buffer.from(body.subarray(0, MAX_LOGIN_PAGE_BYTES)).toString('utf8'),
    )
  );
}
