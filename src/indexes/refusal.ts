import { PysignError } from '../errors.ts';
import type { Answer } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';
import { asFolder, likelyUploadUrl } from './index-urls.ts';
import { predefinedUploadUrl, publicIndexAt } from './known-indexes.ts';
import { serverText } from './server-text.ts';

/** What was sent: a distribution or a signature. */
export interface SentFile {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
}

/** Why an index did not take a file, from an answer below 500 that is not a success. */
export function refusal(answer: Answer, { filename, size }: SentFile, server: IndexServer): PysignError {
  const { status } = answer;
  const text = serverText(answer);
  if (status >= 300 && status < 400) return sentElsewhere(answer, server);
  if (status === 401 || status === 403) {
    return new PysignError('CREDENTIALS_REFUSED', `${server.name} refuses the upload of ${filename}: ${text}`, {
      next: 'check PYSIGN_TOKEN, or TWINE_USERNAME and TWINE_PASSWORD, and what they may upload',
    });
  }
  if (status === 404 || status === 405) return wrongPath(text, server);
  if (status === 413) {
    return new PysignError('INDEX_REFUSED', `${server.name} takes no file as large as ${filename}: ${text}`, {
      details: [`it is ${String(size)} bytes`],
      next: 'build a smaller file, or ask the people who run the index for a higher limit',
    });
  }
  return new PysignError('INDEX_REFUSED', `${server.name} refuses ${filename}: ${text}`, {
    next: 'mend what the index names, then run the same command again',
  });
}

/** A page in which a password can be typed, with status 200, is no success. */
export function loginPageRefusal({ filename }: SentFile, server: IndexServer): PysignError {
  return new PysignError('INDEX_REFUSED', `${server.name} answers the upload of ${filename} with a login page`, {
    next: 'name an address of the index that programs may use, with --repository-url',
  });
}

/** A redirected upload would be sent with credentials to wherever the answer says, so a person decides. */
function sentElsewhere({ headers }: Answer, { uploadUrl }: IndexServer): PysignError {
  const location = headers.get('location') ?? null;
  const target = location === null ? null : URL.parse(location, uploadUrl.href);
  const from = `${uploadUrl.host}${uploadUrl.pathname}`;
  if (target === null) {
    return new PysignError('INDEX_REFUSED', `${from} sends uploads elsewhere, and does not say where`, {
      next: 'check the address of the index',
    });
  }
  // Its path comes from the server; user information, query and fragment could hold anything, secrets too.
  const corrected = `--repository-url ${target.origin}${target.pathname}`;
  return new PysignError('INDEX_REFUSED', `${from} sends uploads on to another address`, {
    next: target.origin === uploadUrl.origin ? corrected : `make sure that this is your index, then ${corrected}`,
  });
}

function wrongPath(text: string, { uploadUrl }: IndexServer): PysignError {
  const known = publicIndexAt(uploadUrl);
  const likely = known === null ? likelyUploadUrl(uploadUrl) : predefinedUploadUrl(known);
  const hint = asFolder(uploadUrl).pathname.endsWith('/simple/')
    ? 'this is the address that installers use'
    : 'the address may lack its path, or have a wrong one';
  return new PysignError('INDEX_REFUSED', `${uploadUrl.host}${uploadUrl.pathname} takes no uploads: ${text}`, {
    details: [hint],
    next: `--repository-url ${likely.href}`,
  });
}
