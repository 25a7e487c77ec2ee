import { PysignError } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';
import { findListedCopy } from './listed-copy.ts';
import { postForm } from './post-form.ts';
import { refusal, type SentFile } from './refusal.ts';
import { takesAttestations, usualDelivery } from './server-habits.ts';
import { serverText } from './server-text.ts';
import { type Upload, uploadBody } from './upload-body.ts';
import { sendSignatureFile, type SignatureSending } from './upload-signature.ts';

export type { Upload } from './upload-body.ts';

/** What became of one upload. */
export type UploadOutcome =
  /** The index said so, or lists the file with our digest after an answer that left it open. */
  | { readonly outcome: 'uploaded' }
  /** The index had the same bytes before. */
  | { readonly outcome: 'already-there' }
  /** The index does not want it: the same request would be refused again. */
  | { readonly outcome: 'refused'; readonly cause: PysignError }
  /** The index does not have it. */
  | { readonly outcome: 'failed'; readonly cause: PysignError }
  /** It may have arrived, and the index would not say. */
  | { readonly outcome: 'unknown'; readonly cause: PysignError }
  | { readonly outcome: 'not-started' };

/** What became of a file and, where it went on its own, of its signature. */
export type UploadResult = UploadOutcome & { readonly signature: SignatureSending };

/**
 * Sends one file with its signature, once. Whatever the answer leaves open is settled by the listing, which is asked for
 * the digest. Never throws for what an index or the network does.
 */
export async function uploadFile(upload: Upload, server: IndexServer, http: Http): Promise<UploadResult> {
  const { signature } = upload;
  const delivery = upload.delivery ?? usualDelivery(server);
  const inForm = delivery === 'field' ? signature : null;
  const outcome = await sendFile(upload, inForm, server, http);
  if (inForm !== null) return { ...outcome, signature: { sending: 'with-file' } };
  const isThere = outcome.outcome === 'uploaded' || outcome.outcome === 'already-there';
  if (signature === null || delivery === 'none' || !isThere) return { ...outcome, signature: { sending: 'not-sent' } };
  return { ...outcome, signature: await sendSignatureFile({ ...upload, signature }, null, server, http) };
}

async function sendFile(
  upload: Upload,
  signature: Uint8Array | null,
  server: IndexServer,
  http: Http,
): Promise<UploadOutcome> {
  const attestations = takesAttestations(server) ? (upload.attestations ?? []) : [];
  const sent = { filename: upload.distribution.filename, size: upload.size };
  const replied = await postForm(uploadBody(upload, { signature, attestations }), sent, server, http);
  switch (replied.reply) {
    case 'taken':
      return { outcome: 'uploaded' };
    case 'duplicate':
      return compare(replied.answer, upload, server, http);
    case 'refused':
      return { outcome: 'refused', cause: replied.cause };
    case 'open':
      return settle(replied.cause, upload, server, http);
    case 'not-sent':
      return { outcome: 'failed', cause: replied.cause };
  }
}

/** After an answer that says nothing about the file: it may have been stored before the server failed. */
async function settle(cause: PysignError, upload: Upload, server: IndexServer, http: Http): Promise<UploadOutcome> {
  const copy = await findListedCopy(upload, server, http);
  switch (copy.listed) {
    case 'same':
      return { outcome: 'uploaded' };
    case 'nothing':
      return { outcome: 'failed', cause };
    case 'other':
      return { outcome: 'refused', cause: differentBytes(upload.distribution.filename, upload.sha256, copy.sha256) };
    case 'unknown':
      return { outcome: 'unknown', cause };
  }
}

/** After an answer that says that the file is there: pypiserver says so even when it has just stored it. */
async function compare(answer: Answer, upload: Upload, server: IndexServer, http: Http): Promise<UploadOutcome> {
  const sent: SentFile = { filename: upload.distribution.filename, size: upload.size };
  const copy = await findListedCopy(upload, server, http);
  switch (copy.listed) {
    case 'same':
      return { outcome: 'already-there' };
    case 'other':
      return { outcome: 'refused', cause: differentBytes(sent.filename, upload.sha256, copy.sha256) };
    // PyPI says it also of the same bytes under another name, and of names that were deleted.
    case 'nothing':
      return { outcome: 'refused', cause: refusal(answer, sent, server) };
    case 'unknown':
      return { outcome: 'refused', cause: unreadableCopy(answer, upload, server, copy.cause) };
  }
}

/** The name is taken. */
export function differentBytes(filename: string, ours: string, theirs: string): PysignError {
  return new PysignError('FILE_EXISTS', `the index already has ${filename} with other bytes`, {
    details: [`ours   sha256 ${ours}`, `theirs sha256 ${theirs}`],
    next: 'raise the version; a file name can be used once',
  });
}

function unreadableCopy(answer: Answer, upload: Upload, server: IndexServer, cause: PysignError): PysignError {
  const { filename } = upload.distribution;
  return new PysignError('FILE_EXISTS', `${server.name} says that it has ${filename} already: ${serverText(answer)}`, {
    details: [`ours   sha256 ${upload.sha256}`, `theirs could not be read: ${cause.message}`],
    next: 'compare the digests; raise the version if they differ',
    cause,
  });
}
