import { setTimeout as sleep } from 'node:timers/promises';
import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { sha256Of } from '../indexes/listed-digest.ts';
import { readProject } from '../indexes/listing.ts';
import type { ListedFile } from '../simple-api/project-page.ts';

export interface WantedFile {
  readonly filename: string;
  readonly sha256: string;
  readonly size: number;
}

export type Sighting =
  | { readonly listed: 'same'; readonly file: ListedFile }
  | { readonly listed: 'other-bytes'; readonly sha256: string }
  | { readonly listed: 'never'; readonly waitedSeconds: number }
  | { readonly listed: 'unknown'; readonly cause: PysignError };

export interface ListingWatch {
  readonly server: IndexServer;
  readonly project: string;
  readonly http: Http;
  readonly timeoutSeconds: number;
  /** Called before each wait with the files that are still missing. */
  readonly onWait: (missing: readonly string[]) => void;
}

/** Indexes that list at once are asked once; caches take seconds to minutes, and are not hammered. */
const WAITS_MS = [500, 1000, 2000, 3000, 5000];

/**
 * Reads the project's page until it lists every wanted file, or the time is over. One page answers for all files.
 * Presence proves nothing: each file's sha256 is compared.
 */
export async function awaitListed(wanted: readonly WantedFile[], watch: ListingWatch): Promise<Map<string, Sighting>> {
  const sightings = new Map<string, Sighting>();
  const started = Date.now();
  const missing = (): WantedFile[] => wanted.filter(({ filename }) => !sightings.has(filename));
  for (let round = 0; ; round += 1) {
    const failure = await look(missing(), sightings, watch);
    const left = missing();
    if (left.length === 0) return sightings;
    const wait = WAITS_MS[Math.min(round, WAITS_MS.length - 1)] ?? 0;
    const remaining = watch.timeoutSeconds * 1000 - (Date.now() - started);
    if (remaining <= 0 || isFinal(failure)) {
      for (const file of left) sightings.set(file.filename, missed(failure, started));
      return sightings;
    }
    watch.onWait(left.map(({ filename }) => filename));
    await sleep(Math.min(wait, remaining));
  }
}

/** Settles what one reading of the page can settle; returns why it settled nothing. */
async function look(
  wanted: readonly WantedFile[],
  sightings: Map<string, Sighting>,
  { server, project, http }: ListingWatch,
): Promise<PysignError | null> {
  const listing = await readProject(server, project, http);
  if (listing.listing === 'unavailable') return listing.cause;
  if (listing.listing === 'absent') return null;
  const listed = new Map(listing.page.files.map((file) => [file.filename, file]));
  for (const want of wanted) {
    const file = listed.get(want.filename);
    if (file !== undefined) sightings.set(want.filename, await sighting(want, file, http));
  }
  return null;
}

async function sighting(want: WantedFile, file: ListedFile, http: Http): Promise<Sighting> {
  try {
    const sha256 = await sha256Of(file, want.size, http);
    return sha256 === want.sha256 ? { listed: 'same', file } : { listed: 'other-bytes', sha256 };
  } catch (error) {
    if (error instanceof PysignError) return { listed: 'unknown', cause: error };
    throw error;
  }
}

/** Waiting does not mend refused credentials. */
function isFinal(failure: PysignError | null): boolean {
  return failure?.code === 'CREDENTIALS_REFUSED' || failure?.code === 'CREDENTIALS_MISSING';
}

function missed(failure: PysignError | null, started: number): Sighting {
  if (failure !== null) return { listed: 'unknown', cause: failure };
  return { listed: 'never', waitedSeconds: Math.round((Date.now() - started) / 1000) };
}
