import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { JsonFields, WrongFields } from '../../src/simple-api/json-fields.ts';
import { parseProjectJson } from '../../src/simple-api/parse-json.ts';
import type { ListedFile } from '../../src/simple-api/project-page.ts';

/** What the index lists for a project in JSON; empty where there is no such project. */
export async function listed(index: URL, project = 'demo'): Promise<readonly ListedFile[]> {
  const from = new URL(`simple/${project}/`, index);
  const answer = await fetch(from, { headers: { accept: 'application/vnd.pypi.simple.v1+json' } });
  if (answer.status === 404) return [];
  return parseProjectJson(await answer.json(), from).files;
}

export async function listedNames(index: URL, project = 'demo'): Promise<readonly string[]> {
  return (await listed(index, project)).map(({ filename }) => filename);
}

/** The one file of the project. */
export async function listedFile(index: URL, filename: string, project = 'demo'): Promise<ListedFile> {
  const file = (await listed(index, project)).find((found) => found.filename === filename);
  if (file === undefined) throw new Error(`${filename} is not listed`);
  return file;
}

/** The body of a GET; null where it is 404. */
export async function fetched(url: URL): Promise<Buffer | null> {
  const answer = await fetch(url);
  const body = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200 && answer.status !== 404) throw new Error(`${url.href}: ${String(answer.status)}`);
  return answer.status === 200 ? body : null;
}

/** PEP 503: appended to the path. */
export function signatureUrl({ url }: ListedFile): URL {
  return new URL(`${url.pathname}.asc`, url);
}

/** `has_sig` of the JSON API, by file name. */
export async function hasSig(index: URL, project = 'demo'): Promise<Record<string, boolean | null>> {
  const body = new JsonFields(await jsonOf(new URL(`pypi/${project}/json`, index)), '', new WrongFields());
  return Object.fromEntries(body.objects('urls').map((item) => [item.text('filename'), item.flagOrNull('has_sig')]));
}

export async function jsonOf(url: URL): Promise<unknown> {
  return (await fetch(url)).json();
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Everything that is listed must be there, whole, and with the signature that is claimed. */
export async function expectWhole(index: URL, project = 'demo'): Promise<void> {
  for (const file of await listed(index, project)) {
    const bytes = await fetched(file.url);
    expect(bytes?.length).to.equal(file.size);
    expect(sha256(bytes ?? Buffer.alloc(0))).to.equal(file.sha256);
    const signature = await fetched(signatureUrl(file));
    expect(file.gpgSig).to.equal(signature !== null);
    if (signature !== null)
      expect(signature.toString()).to.match(/^-----BEGIN PGP SIGNATURE-----\n[^]*-----END PGP SIGNATURE-----\n/u);
  }
}
