import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';
import { sha256Of } from './listed-digest.ts';
import { readProject } from './listing.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import type { Upload } from './upload-body.ts';

/** What an index lists under the name of a file that we have. */
export type ListedCopy =
  | { readonly listed: 'same'; readonly file: ListedFile }
  | { readonly listed: 'other'; readonly sha256: string }
  | { readonly listed: 'nothing' }
  | { readonly listed: 'unknown'; readonly cause: PysignError };

/** Asks the listing, and compares digests: a name proves nothing. */
export async function findListedCopy(upload: Upload, server: IndexServer, http: Http): Promise<ListedCopy> {
  const { filename, project } = upload.distribution;
  const listing = await readProject(server, project, http);
  if (listing.listing === 'unavailable') return { listed: 'unknown', cause: listing.cause };
  const files = listing.listing === 'found' ? listing.page.files : [];
  const file = files.find((candidate) => candidate.filename === filename);
  if (file === undefined) return { listed: 'nothing' };
  try {
    const sha256 = await sha256Of(file, upload.size, http);
    return sha256 === upload.sha256 ? { listed: 'same', file } : { listed: 'other', sha256 };
  } catch (error) {
    if (error instanceof PysignError) return { listed: 'unknown', cause: error };
    throw error;
  }
}
