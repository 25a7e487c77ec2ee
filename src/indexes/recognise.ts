import { PysignError } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import type { IndexServer, IndexSoftware } from './index-server.ts';
import { asFolder, jsonUrlBeside, simpleUrlFor } from './index-urls.ts';
import { knownSoftware, publicIndexAt, publicIndexes } from './known-indexes.ts';

/** An index as the author named it. */
export interface IndexAddress {
  /** Without user information. */
  readonly uploadUrl: URL;
  /** Null where it follows from the upload URL. */
  readonly simpleUrl: URL | null;
  /** What the author calls it; null for the name that follows from its address. */
  readonly name: string | null;
}

/** A start page is small; of a long one the beginning would do, but no known server has one. */
const MAX_START_PAGE_BYTES = 256 * 1024;

/**
 * What is known of an index before anything is sent. PyPI and TestPyPI are known by their host; any other is asked for
 * its start page, and an index that cannot be recognised is a valid result.
 * @throws PysignError `INDEX_UNREACHABLE`, `USAGE` for plain http
 */
export async function resolveIndex(address: IndexAddress, http: Http): Promise<IndexServer> {
  const wellKnown = publicIndexAt(address.uploadUrl);
  if (wellKnown === null) return describe(address, await recognise(address.uploadUrl, http));
  const { simpleUrl, jsonUrl } = publicIndexes[wellKnown];
  const given = address.simpleUrl === null ? new URL(simpleUrl) : asFolder(address.simpleUrl);
  return {
    ...describe({ ...address, name: address.name ?? wellKnown, simpleUrl: given }, wellKnown),
    jsonUrl: new URL(jsonUrl),
  };
}

function describe(address: IndexAddress, software: IndexSoftware | null): IndexServer {
  const known = software === null ? null : knownSoftware[software];
  const simpleUrl =
    address.simpleUrl === null ? simpleUrlFor(address.uploadUrl, software) : asFolder(address.simpleUrl);
  return {
    name: address.name ?? address.uploadUrl.host,
    uploadUrl: address.uploadUrl,
    simpleUrl,
    jsonUrl: (known?.hasJsonApi ?? true) ? jsonUrlBeside(simpleUrl) : null,
    software,
    signatures: known?.signatures ?? 'unknown',
    needsCredentials: known?.needsCredentials ?? false,
  };
}

async function recognise(uploadUrl: URL, http: Http): Promise<IndexSoftware | null> {
  try {
    const accept = 'text/html, */*;q=0.1';
    return softwareOf(
      await http.get(asFolder(uploadUrl), { accept, maxBytes: MAX_START_PAGE_BYTES, stayOnOrigin: true }),
    );
  } catch (error) {
    if (error instanceof PysignError && error.code === 'INDEX_FAILED') return null;
    throw error;
  }
}

/** What a server says of itself is enough to choose words and addresses; no fate depends on it. */
function softwareOf({ headers, body, status }: Answer): IndexSoftware | null {
  if (headers.has('x-devpi-server-version') || headers.has('x-devpi-api-version')) return 'devpi';
  if (/^pysign-index\b/u.test(headers.get('server') ?? '')) return 'pysign';
  const isStartPage = status === 200 && /\bWelcome to pypiserver\b/u.test(Buffer.from(body).toString('utf8'));
  return isStartPage ? 'pypiserver' : null;
}
