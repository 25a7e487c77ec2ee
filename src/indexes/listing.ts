import { PysignError, reasonOf } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import { ACCEPT_SIMPLE, simpleFormat } from '../simple-api/negotiate.ts';
import { parseProjectHtml } from '../simple-api/parse-html.ts';
import { parseProjectJson } from '../simple-api/parse-json.ts';
import type { ProjectPage } from '../simple-api/project-page.ts';
import type { IndexServer } from './index-server.ts';
import { isLoginPage, loginPage, readFailure } from './read-failure.ts';

/** What an index says of a project. `absent` is an answer; `unavailable` is none, and never means that nothing is there. */
export type ProjectListing =
  | { readonly listing: 'found'; readonly page: ProjectPage }
  | { readonly listing: 'absent' }
  | { readonly listing: 'unavailable'; readonly cause: PysignError };

/** Projects with a build a day for years have pages of some 20 MB. */
const MAX_PAGE_BYTES = 64 << 20;

/** Reads `<simpleUrl><project>/` in whichever of its two forms the index has. */
export async function readProject(server: IndexServer, project: string, http: Http): Promise<ProjectListing> {
  const url = new URL(`${encodeURIComponent(project)}/`, server.simpleUrl);
  // pypiserver sends questions about projects that it lacks to PyPI, by default: that page is not its own, and the
  // name of a private project is nobody else's business.
  const stayOnOrigin = server.software === 'pypiserver';
  try {
    const answer = await http.get(url, { accept: ACCEPT_SIMPLE, maxBytes: MAX_PAGE_BYTES, stayOnOrigin });
    if (answer.status === 404 || answer.status === 410) return { listing: 'absent' };
    if (stayOnOrigin && answer.status >= 300 && answer.status < 400) return { listing: 'absent' };
    return { listing: 'found', page: parsePage(answer) };
  } catch (error) {
    if (error instanceof PysignError) return { listing: 'unavailable', cause: error };
    throw error;
  }
}

/** @throws PysignError `CREDENTIALS_REFUSED` | `INDEX_FAILED` */
function parsePage(answer: Answer): ProjectPage {
  if (answer.status !== 200) throw readFailure(answer);
  if (isLoginPage(answer)) throw loginPage(answer);
  const text = Buffer.from(answer.body).toString('utf8');
  switch (simpleFormat(answer.headers.get('content-type'))) {
    case 'json':
      return parseProjectJson(parseJson(text, answer.url), answer.url);
    case 'html':
      return parseProjectHtml(text, answer.url);
    case null:
      throw notAPage(answer.url, `it is ${answer.headers.get('content-type') ?? 'of no type'}`);
  }
}

function parseJson(text: string, from: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notAPage(from, reasonOf(error));
  }
}

function notAPage({ host, pathname }: URL, reason: string): PysignError {
  return new PysignError('INDEX_FAILED', `${host}${pathname} is not a project page of the simple API: ${reason}`, {
    next: 'check the address, or give --simple-url',
  });
}
