import { PysignError } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import type { IndexServer, IndexSoftware } from './index-server.ts';
import { asFolder, jsonUrlBeside, simpleUrlFor } from './index-urls.ts';
import { allSoftware, knownSoftware, publicIndexAt, publicIndexes } from './known-indexes.ts';
import type { Recognition } from './known-software.ts';
import { habitOf } from './server-habits.ts';

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
 * What is known of an index before anything is sent. Some are known by their host; any other is asked for its start page,
 * and an index that cannot be recognised is a valid result.
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
    signatures: habitOf(software),
    needsCredentials: known?.needsCredentials ?? false,
  };
}

/** A host is conclusive; else what the server says of itself, and where it says nothing, the shape of the address. */
async function recognise(uploadUrl: URL, http: Http): Promise<IndexSoftware | null> {
  return atHost(uploadUrl) ?? (await bySelfDescription(uploadUrl, http)) ?? atPath(asFolder(uploadUrl));
}

async function bySelfDescription(uploadUrl: URL, http: Http): Promise<IndexSoftware | null> {
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

function atHost({ hostname }: URL): IndexSoftware | null {
  return firstThat(({ host }) => host?.test(hostname) ?? false);
}

function atPath({ pathname }: URL): IndexSoftware | null {
  return firstThat(({ path }) => path?.test(pathname) ?? false);
}

/** What a server says of itself is enough to choose words and addresses; no fate depends on it. */
function softwareOf({ headers, body, status }: Answer): IndexSoftware | null {
  const text = status === 200 ? Buffer.from(body).toString('utf8') : '';
  return (
    firstThat((marks) => [...headers].some(([name, value]) => marks.headers.get(name)?.test(value) ?? false)) ??
    firstThat(({ page }) => page?.test(text) ?? false)
  );
}

function firstThat(matches: (marks: Recognition) => boolean): IndexSoftware | null {
  return allSoftware.find((software) => matches(knownSoftware[software].recognised)) ?? null;
}
