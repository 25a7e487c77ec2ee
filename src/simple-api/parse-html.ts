import { Parser } from 'htmlparser2';
import { PysignError } from '../errors.ts';
import { refuseOtherMajor } from './api-version.ts';
import { fileUrl, isPlainFilename, sha256Hex } from './file-url.ts';
import { normalizedProject } from './normalize.ts';
import type { ListedFile, ProjectPage } from './project-page.ts';

type Attributes = Readonly<Record<string, string>>;

/** What a page holds before its links are resolved: the base may stand anywhere in it. */
interface Elements {
  readonly anchors: readonly Attributes[];
  readonly base: string | null;
  readonly apiVersion: string | null;
  readonly asksPassword: boolean;
}

/**
 * The project page of PEP 503. HTML has no wrong fields, only links: one that is no http(s) URL with a file name at its
 * end is not a file, and is left out. The project is what the address says, as the page need not name it.
 * @param from where it was fetched, after redirects: relative URLs are resolved against it, or against `<base href>`.
 * @throws PysignError `INDEX_FAILED` for a page that asks for a password, and for a later major version of the API.
 */
export function parseProjectHtml(html: string, from: URL): ProjectPage {
  const { anchors, base, apiVersion, asksPassword } = elementsOf(html);
  if (asksPassword)
    throw new PysignError('INDEX_FAILED', `${from.href} answered with a login page instead of a list of files`);
  if (apiVersion !== null) refuseOtherMajor(apiVersion, from);
  const start = base === null ? from : (fileUrl(base, from) ?? from);
  const files = anchors.map((anchor) => listedFile(anchor, start)).filter((file) => file !== null);
  return { project: projectOf(from), files };
}

function elementsOf(html: string): Elements {
  const anchors: Attributes[] = [];
  let base: string | null = null;
  let apiVersion: string | null = null;
  let asksPassword = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'a') anchors.push(attributes);
      // HTML: the first one with an href counts.
      else if (name === 'base') base ??= attributes['href'] ?? null;
      else if (name === 'meta' && attributes['name'] === 'pypi:repository-version')
        apiVersion = attributes['content'] ?? '';
      else if (name === 'input' && attributes['type']?.toLowerCase() === 'password') asksPassword = true;
    },
  });
  parser.end(html);
  return { anchors, base, apiVersion, asksPassword };
}

function listedFile(anchor: Attributes, base: URL): ListedFile | null {
  const href = anchor['href']?.trim() ?? '';
  const url = fileUrl(href, base);
  const filename = url === null || href === '' ? '' : lastSegment(url);
  if (url === null || !isPlainFilename(filename)) return null;
  return {
    filename,
    url,
    sha256: fragmentDigest(href),
    size: null,
    uploadTime: null,
    requiresPython: anchor['data-requires-python'] ?? null,
    gpgSig: claim(anchor['data-gpg-sig']),
  };
}

/** PEP 503: the text of the anchor must match it, so the URL alone is believed. */
function lastSegment(url: URL): string {
  const segment = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

function fragmentDigest(href: string): string | null {
  const [, digest = ''] = /#(?:[^#]*&)?sha256=([^#&]*)/u.exec(href) ?? [];
  return sha256Hex(digest);
}

/** Other values than these two say nothing. */
function claim(attribute: string | undefined): boolean | null {
  const value = attribute?.toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : null;
}

function projectOf(from: URL): string {
  const segment = from.pathname.split('/').findLast((part) => part !== '') ?? '';
  return normalizedProject(segment);
}
