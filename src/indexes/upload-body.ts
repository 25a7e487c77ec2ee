import { createHash } from 'node:crypto';
import FormData from 'form-data';
import { readChunks } from '../content.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { cancelled, PysignError } from '../errors.ts';
import type { Delivery } from './index-server.ts';
import { uploadFields } from './upload-form.ts';

/** One file on its way to an index, and what its bytes were when it was signed. */
export interface Upload {
  readonly distribution: Distribution;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The `.asc`, byte for byte; null where none is sent. */
  readonly signature: Uint8Array | null;
  /** How the signature goes. Default: what is known to work with the server's software, else `field`. */
  readonly delivery?: Delivery;
  /** PEP 740 attestations of this file, each the text of one JSON object; sent where they are taken. Default: none. */
  readonly attestations?: readonly string[];
  /** As twine's `--comment`. Default: none. */
  readonly comment?: string;
  readonly onProgress: (sentBytes: number) => void;
  /** Aborted to break the upload off: the index then never gets its end. */
  readonly stopping: AbortSignal;
  /** Something failed in a way that passes, and is tried again after so many milliseconds. */
  readonly onPause: (cause: PysignError, milliseconds: number) => void;
}

export interface UploadBody {
  readonly contentType: string;
  readonly contentLength: number;
  /** Throws `FILE_CHANGED` in place of the end of the file's content when that is not what was signed. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** What else goes in the request of the file. */
export interface Companions {
  /** Null where it is not sent, or not in this request. */
  readonly signature: Uint8Array | null;
  readonly attestations: readonly string[];
}

/** The form of the legacy upload API (reference: PyPI's upload documentation and twine 7.0.0 on the wire). */
export function uploadBody(upload: Upload, { signature, attestations }: Companions): UploadBody {
  const { distribution, size } = upload;
  const form = formOf(distribution, upload.sha256);
  if (upload.comment !== undefined) form.append('comment', upload.comment);
  // A text field: PyPI answers 400 to a file part, and to an empty list.
  if (attestations.length > 0) form.append('attestations', `[${attestations.join(',')}]`);
  if (signature !== null) appendSignature(form, signatureName(upload), signature);
  return bodyOf(form, { filename: distribution.filename, size, bytes: signedContent(upload) });
}

/**
 * A signature as an upload of its own: the form of its file, with the bytes and the digest of the signature. pypiserver
 * looks at the name of the file alone, Gitea also at project, version and digest.
 */
export function signatureBody(upload: Upload, signature: Uint8Array): UploadBody {
  const sha256 = createHash('sha256').update(signature).digest('hex');
  const form = formOf(upload.distribution, sha256);
  return bodyOf(form, { filename: signatureName(upload), size: signature.length, bytes: [signature] });
}

export function signatureName({ distribution }: Pick<Upload, 'distribution'>): string {
  return `${distribution.filename}.asc`;
}

function formOf(distribution: Distribution, sha256: string): FormData {
  const form = new FormData();
  for (const [name, value] of uploadFields(distribution, sha256)) form.append(name, value);
  return form;
}

interface FilePart {
  readonly filename: string;
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The form is written with nothing for its last part, whose bytes then go where its own would have been. */
function bodyOf(form: FormData, { filename, size, bytes }: FilePart): UploadBody {
  form.append('content', Buffer.alloc(0), { filename, contentType: 'application/octet-stream' });
  const whole = form.getBuffer();
  const end = whole.length - Buffer.byteLength(`\r\n--${form.getBoundary()}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${form.getBoundary()}`,
    contentLength: whole.length + size,
    body: inside(whole.subarray(0, end), bytes, whole.subarray(end)),
  };
}

async function* inside(
  head: Uint8Array,
  bytes: FilePart['bytes'],
  tail: Uint8Array,
): AsyncGenerator<Uint8Array, void, void> {
  yield head;
  yield* bytes;
  yield tail;
}

/**
 * A file part with a filename: pypiserver answers 200 to a text field and loses it, PyPI allows only this field and
 * `content` to be files. Like twine without a Content-Type, which form-data would make up.
 */
function appendSignature(form: FormData, filename: string, signature: Uint8Array): void {
  const disposition = `Content-Disposition: form-data; name="gpg_signature"; filename="${filename}"`;
  form.append('gpg_signature', Buffer.from(signature), {
    header: `--${form.getBoundary()}\r\n${disposition}\r\n\r\n`,
  });
}

/**
 * The bytes of the file, hashed while they are sent. The last chunk is held back until all of them have been read and are
 * those that were signed: of a file that changes meanwhile an index never gets the end. A chunk is valid until the next
 * one is asked for.
 */
async function* signedContent({
  distribution,
  sha256,
  size,
  onProgress,
  stopping,
}: Upload): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let sent = 0;
  let read = 0;
  let held: Uint8Array | null = null;
  for await (const chunk of readable(distribution)) {
    if (stopping.aborted) throw cancelled(`the upload of ${distribution.filename}`);
    if (held !== null) {
      yield held;
      sent += held.length;
      onProgress(sent);
    }
    held = chunk;
    read += held.length;
    if (read > size) throw fileChanged(distribution.filename);
    hash.update(held);
  }
  if (read !== size || hash.digest('hex') !== sha256) throw fileChanged(distribution.filename);
  if (held !== null) yield held;
  onProgress(size);
}

/** A file that is gone or locked since it was signed is not the one that was signed. */
async function* readable({ path, filename }: Distribution): AsyncGenerator<Uint8Array> {
  try {
    yield* readChunks(path, 2);
  } catch (error) {
    throw fileChanged(filename, error);
  }
}

function fileChanged(filename: string, cause?: unknown): PysignError {
  return new PysignError('FILE_CHANGED', `${filename} changed while it was being sent; the index does not have it`, {
    next: 'let the build finish, then run the same command again',
    cause,
  });
}
