import { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';

const MAX_DOCUMENT_BYTES = 16 << 20;

/**
 * What `<jsonUrl><project>/<version>/json` claims about signatures: file name → `has_sig`. It is a claim and proves
 * nothing; PyPI's is always false.
 * @returns null where the index has no such API, or does not answer with that document
 */
export async function readHasSig(
  server: IndexServer,
  project: string,
  version: string,
  http: Http,
): Promise<ReadonlyMap<string, boolean> | null> {
  if (server.jsonUrl === null) return null;
  const url = new URL(`${encodeURIComponent(project)}/${encodeURIComponent(version)}/json`, server.jsonUrl);
  try {
    const answer = await http.get(url, { accept: 'application/json', maxBytes: MAX_DOCUMENT_BYTES });
    return answer.status === 200 ? claims(JSON.parse(Buffer.from(answer.body).toString('utf8'))) : null;
  } catch (error) {
    if (error instanceof PysignError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function claims(document: unknown): ReadonlyMap<string, boolean> | null {
  const { urls } = { urls: null, ...fieldsOf(document) };
  if (!Array.isArray(urls)) return null;
  const files: readonly unknown[] = urls;
  return new Map(files.flatMap(claim));
}

function claim(file: unknown): (readonly [string, boolean])[] {
  const { filename, has_sig } = { filename: null, has_sig: null, ...fieldsOf(file) };
  return typeof filename === 'string' && typeof has_sig === 'boolean' ? [[filename, has_sig]] : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
