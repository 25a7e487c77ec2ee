import { rm } from 'node:fs/promises';
import { sameVersion } from '../distributions/version.ts';
import { type ReceivedContent, digestAgain } from './content-part.ts';
import type { DigestName } from './digests.ts';
import { type FileRecord, projectOf } from './file-record.ts';
import { type Exchange, notFound, Refusal } from './refusal.ts';
import { checkSignature, type ReceivedSignature } from './signature-part.ts';
import type { Store } from './store.ts';
import { receiveUpload, type UploadBody } from './upload-body.ts';
import { claimedDigests, readUploadForm } from './upload-fields.ts';

export interface UploadOptions {
  readonly store: Store;
  /** Take signatures, say 200, and forget them. */
  readonly dropSignatures: boolean;
  /** `:action` of the query string, which PyPI takes too. */
  readonly action: string | null;
}

/**
 * PyPI's legacy upload. 200 without a body means stored, or that the same bytes are there already under this name: then
 * nothing changes, and a signature that comes with them is neither checked nor stored.
 * @throws Refusal
 */
export async function takeUpload({ request, response }: Exchange, options: UploadOptions): Promise<void> {
  const incoming = options.store.newIncoming();
  try {
    await storeUpload(await receiveUpload(request, incoming), options);
  } finally {
    // It has moved on where it was stored.
    await rm(incoming, { force: true });
  }
  response.writeHead(200, { 'content-length': 0 }).end();
}

async function storeUpload(body: UploadBody, { store, dropSignatures, action }: UploadOptions): Promise<void> {
  if ((body.fields.get(':action') ?? action) !== 'file_upload') throw notFound();
  if (body.content === null) throw new Refusal(400, 'Upload payload does not have a file.');
  const file = await readFile(body, body.content);
  const existing = await store.find(projectOf(file), file.filename);
  if (existing !== null) {
    refuseOtherBytes(existing, file);
    return;
  }
  await refuseSecondName(file, store);
  const signature = dropSignatures ? null : body.signature;
  if (signature !== null) checkSignature(signature);
  await keep(file, { incoming: body.content.path, signature, store });
}

/** The record as it will be if the file is taken; its signature is decided later. */
async function readFile(body: UploadBody, content: ReceivedContent): Promise<FileRecord> {
  const form = readUploadForm(body.fields, content.filename);
  const digests = await checkDigests(body, content);
  return {
    ...form,
    size: content.size,
    sha256: digests.get('sha256') ?? '',
    md5: digests.get('md5') ?? null,
    blake2b256: digests.get('blake2b_256') ?? null,
    uploadTime: new Date().toISOString(),
    signature: null,
  };
}

/** Every digest that was sent must be right. Of a file without any it is not known that it arrived whole. */
async function checkDigests(
  { fields }: UploadBody,
  { path, digests }: ReceivedContent,
): Promise<Map<DigestName, string>> {
  const claimed = claimedDigests(fields);
  if (claimed.size === 0) throw new Refusal(400, 'Error: Include at least one message digest.');
  const missing = [...claimed.keys()].filter((name) => !digests.has(name));
  const all = new Map([...digests, ...(await digestAgain(path, missing))]);
  for (const [name, hex] of claimed) {
    if (all.get(name) === hex) continue;
    throw new Refusal(400, 'The digest supplied does not match a digest calculated from the uploaded file.');
  }
  return all;
}

function refuseOtherBytes(existing: FileRecord, file: FileRecord): void {
  if (existing.sha256 !== file.sha256) throw exists(file, existing.filename, existing.sha256);
}

/** Not guarded against a race, as the record of each name is: two names for the same bytes harm nobody. */
async function refuseSecondName(file: FileRecord, store: Store): Promise<void> {
  const other = await store.otherNameOf(file);
  if (other !== null) throw exists(file, other, file.sha256);
  if (file.packageType !== 'sdist') return;
  const others = await store.filesOf(projectOf(file));
  const second = others.some(
    // Under the same name it is a race with another process, which the record decides.
    ({ filename, packageType, version }) =>
      filename !== file.filename && packageType === 'sdist' && sameVersion(version, file.version),
  );
  if (!second) return;
  throw new Refusal(400, 'Only one sdist may be uploaded per release.');
}

/** Twine and others look for the first three words. */
function exists({ filename }: FileRecord, kept: string, sha256: string): Refusal {
  return new Refusal(400, `File already exists. ${filename} is refused: the index has ${kept} with sha256 ${sha256}.`);
}

interface Keeping {
  readonly incoming: string;
  readonly signature: ReceivedSignature | null;
  readonly store: Store;
}

/** The record comes last. Who loses the race for it is answered as if it had come later. */
async function keep(file: FileRecord, { incoming, signature, store }: Keeping): Promise<void> {
  const stored = signature === null ? null : await store.keepSignature(signature.bytes, file.filename);
  await store.keepContent(incoming, file);
  if ((await store.add({ ...file, signature: stored })) === 'added') return;
  const winner = await store.find(projectOf(file), file.filename);
  if (winner !== null) refuseOtherBytes(winner, file);
}
