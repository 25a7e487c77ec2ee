import { rcompare } from '@renovatebot/pep440';
import { nameOfFile } from '../distributions/file-of-release.ts';
import { normaliseProject } from '../distributions/project-name.ts';
import type { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import { fetchSignature } from '../indexes/fetch-signature.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { readProject } from '../indexes/listing.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { parsed } from './signatures-read.ts';

/** Who the signatures of a project's releases name. The index chose what to serve: nothing of it is proven. */
export type SigningHistory =
  | { readonly history: 'read'; readonly releases: readonly SignedRelease[]; readonly listed: number }
  | { readonly history: 'unreachable'; readonly cause: PysignError };

/** One file stands for its release. */
export interface SignedRelease {
  readonly version: string;
  readonly file: ListedFile;
  /** Fingerprints or key ids, upper-case hex; empty where it is not signed; null where that could not be found out. */
  readonly issuers: readonly string[] | null;
}

/** Releases that are looked at: the newest, and of a long row the oldest too, for how long a key has been in use. */
const NEWEST = 20;
const OLDEST = 10;
const AT_ONCE = 4;

/** Newest release first. */
export async function readHistory(project: string, server: IndexServer, http: Http): Promise<SigningHistory> {
  const listing = await readProject(server, project, http);
  if (listing.listing === 'unavailable') return { history: 'unreachable', cause: listing.cause };
  const all = listing.listing === 'found' ? releasesIn(listing.page.files, project) : [];
  const wanted = all.length <= NEWEST + OLDEST ? all : [...all.slice(0, NEWEST), ...all.slice(-OLDEST)];
  const releases: SignedRelease[] = [];
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const some = wanted.slice(start, start + AT_ONCE);
    releases.push(
      ...(await Promise.all(some.map(async (each) => ({ ...each, issuers: await issuersOf(each.file, http) })))),
    );
  }
  return { history: 'read', releases, listed: all.length };
}

/** The smallest file of each version. */
function releasesIn(files: readonly ListedFile[], project: string): readonly Omit<SignedRelease, 'issuers'>[] {
  const smallest = new Map<string, ListedFile>();
  for (const file of files) {
    const name = nameOfFile(file.filename);
    if (name === null || normaliseProject(name.project) !== project) continue;
    const known = smallest.get(name.version);
    if (known === undefined || (file.size ?? 0) < (known.size ?? 0)) smallest.set(name.version, file);
  }
  return [...smallest]
    .map(([version, file]) => ({ version, file }))
    .toSorted((one, other) => rcompare(one.version, other.version));
}

async function issuersOf({ url, filename }: ListedFile, http: Http): Promise<readonly string[] | null> {
  const fetched = await fetchSignature(url, http);
  if (fetched.fetched !== 'found') return fetched.fetched === 'absent' ? [] : null;
  const read = parsed(fetched.bytes, filename);
  if (read.found !== 'some') return [];
  return [...new Set(read.each.flatMap((each) => (each.readable ? [each.signature.issuer] : [])))];
}
