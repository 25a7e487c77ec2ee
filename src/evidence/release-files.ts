import { rcompare } from '@renovatebot/pep440';
import { isFileOf, nameOfFile } from '../distributions/file-of-release.ts';
import { normaliseProject } from '../distributions/project-name.ts';
import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { readProject } from '../indexes/listing.ts';
import type { ListedFile } from '../simple-api/project-page.ts';

/**
 * The files of one release, as its project's page lists them.
 * @param wanted null for the newest version that is no pre-release, or the newest of all where there is no other.
 * @throws PysignError `NOT_VISIBLE` when the index lists none, else what kept it from answering.
 */
export async function releaseFiles(
  name: string,
  wanted: string | null,
  server: IndexServer,
  http: Http,
): Promise<readonly ListedFile[]> {
  const project = normaliseProject(name);
  const listing = await readProject(server, project, http);
  if (listing.listing === 'unavailable') throw listing.cause;
  const listed = listing.listing === 'found' ? listing.page.files : [];
  const version = wanted ?? newestOf(listed, project);
  const files = version === null ? [] : listed.filter(({ filename }) => isFileOf(filename, project, version));
  if (files.length > 0) return files;
  const release = version === null ? project : `${project} ${version}`;
  throw new PysignError('NOT_LISTED', `${server.name} lists no file of ${release}`, {
    next: `look at ${new URL(`${project}/`, server.simpleUrl).href}`,
  });
}

function newestOf(listed: readonly ListedFile[], project: string): string | null {
  const names = listed.map(({ filename }) => nameOfFile(filename)).filter((name) => name !== null);
  const versions = names.filter((name) => name.project === project).map(({ version }) => version);
  const newestFirst = versions.toSorted(rcompare);
  return newestFirst.find((version) => !/(?:a|b|rc|\.dev)\d/u.test(version)) ?? newestFirst[0] ?? null;
}
