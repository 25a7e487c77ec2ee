import type { IndexSoftware } from './index-server.ts';
import { knownSoftware } from './known-indexes.ts';

/**
 * Where an index lists files, when nobody said: where its software is known to, beside `/legacy/`, else below the upload
 * URL.
 */
export function simpleUrlFor(uploadUrl: URL, software: IndexSoftware | null): URL {
  const base = asFolder(uploadUrl);
  const known = software === null ? null : knownSoftware[software].simple;
  const isInFolder = /\/(?:legacy|upload)\/$/u.test(base.pathname);
  // Whoever leaves the folder for uploads out still means the index that it belongs to.
  if (known !== null && (isInFolder || !known.startsWith('../'))) return new URL(known, base);
  return base.pathname.endsWith('/legacy/') ? new URL('../simple/', base) : new URL('simple/', base);
}

/** The JSON API beside a simple API; null where the simple API is not where the convention has it. */
export function jsonUrlBeside(simpleUrl: URL): URL | null {
  return simpleUrl.pathname.endsWith('/simple/') ? new URL('../pypi/', simpleUrl) : null;
}

/**
 * Where uploads probably go, after this URL took none: whoever gives the simple URL means the upload URL beside it,
 * whoever leaves the path out means `/legacy/`, and pypiserver takes uploads at its root only.
 */
export function likelyUploadUrl(uploadUrl: URL): URL {
  const base = asFolder(uploadUrl);
  if (base.pathname.endsWith('/+simple/')) return new URL('../', base);
  if (base.pathname.endsWith('/simple/')) return new URL('../legacy/', base);
  return base.pathname.endsWith('/legacy/') ? new URL('../', base) : new URL('legacy/', base);
}

/** Without query and fragment, ending in a slash, so that relative URLs go below it. */
export function asFolder(url: URL): URL {
  const folder = new URL(url);
  folder.search = '';
  folder.hash = '';
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder;
}
