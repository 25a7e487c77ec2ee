import { PysignError } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import type { IndexServer } from './index-server.ts';
import { findListedCopy } from './listed-copy.ts';
import { type Patience, usualPatience } from './patience.ts';
import { type Arrival, type Errand, persist } from './persist.ts';
import { postForm, type Reply } from './post-form.ts';
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
 * Sends one file with its signature, and again what failed in a way that passes. Whatever an answer leaves open is
 * settled by the listing, which is asked for the digest. Never throws for what an index or the network does.
 */
export async function uploadFile(
  upload: Upload,
  server: IndexServer,
  http: Http,
  patience: Patience = usualPatience,
): Promise<UploadResult> {
  const { signature } = upload;
  const delivery = upload.delivery ?? usualDelivery(server);
  const inForm = delivery === 'field' ? signature : null;
  const outcome = await persist(fileErrand(upload, inForm, server, http), patience);
  if (inForm !== null) return { ...outcome, signature: { sending: 'with-file' } };
  const isThere = outcome.outcome === 'uploaded' || outcome.outcome === 'already-there';
  if (signature === null || delivery === 'none' || !isThere) return { ...outcome, signature: { sending: 'not-sent' } };
  const sending = await sendSignatureFile({ ...upload, signature }, null, server, http, patience);
  return { ...outcome, signature: sending };
}

function fileErrand(
  upload: Upload,
  signature: Uint8Array | null,
  server: IndexServer,
  http: Http,
): Errand<UploadOutcome> {
  const attestations = takesAttestations(server) ? (upload.attestations ?? []) : [];
  const sent = { filename: upload.distribution.filename, size: upload.size };
  return {
    send: async () => postForm(uploadBody(upload, { signature, attestations }), sent, server, http),
    askWhetherArrived: async () => arrival(upload, server, http),
    outcomeOf: async (reply, earlier) => outcomeOf(reply, earlier, upload, server, http),
    stopping: upload.stopping,
    onPause: upload.onPause,
  };
}

async function arrival(upload: Upload, server: IndexServer, http: Http): Promise<Arrival<UploadOutcome>> {
  const copy = await findListedCopy(upload, server, http);
  switch (copy.listed) {
    case 'same':
      return { arrived: 'settled', outcome: { outcome: 'uploaded' } };
    case 'other': {
      const cause = differentBytes(upload.distribution.filename, upload.sha256, copy.sha256);
      return { arrived: 'settled', outcome: { outcome: 'refused', cause } };
    }
    case 'nothing':
      return { arrived: 'no' };
    case 'unknown':
      return { arrived: 'unknown', cause: copy.cause };
  }
}

async function outcomeOf(
  replied: Reply,
  earlier: boolean,
  upload: Upload,
  server: IndexServer,
  http: Http,
): Promise<UploadOutcome> {
  switch (replied.reply) {
    case 'taken':
      return { outcome: 'uploaded' };
    case 'duplicate':
      return compare(replied.answer, earlier, upload, server, http);
    case 'refused':
    case 'later':
      return { outcome: 'refused', cause: replied.cause };
    case 'open':
      return settle(replied.cause, upload, server, http);
    case 'not-sent':
      return { outcome: 'failed', cause: replied.cause };
  }
}

/** After an answer that says nothing about the file: it may have been stored before the server failed. */
async function settle(cause: PysignError, upload: Upload, server: IndexServer, http: Http): Promise<UploadOutcome> {
  const there = await arrival(upload, server, http);
  switch (there.arrived) {
    case 'settled':
      return there.outcome;
    case 'no':
      return { outcome: 'failed', cause };
    case 'unknown':
      return { outcome: 'unknown', cause };
  }
}

/** After an answer that says that the file is there: pypiserver says so even when it has just stored it. */
async function compare(
  answer: Answer,
  earlier: boolean,
  upload: Upload,
  server: IndexServer,
  http: Http,
): Promise<UploadOutcome> {
  const sent: SentFile = { filename: upload.distribution.filename, size: upload.size };
  const copy = await findListedCopy(upload, server, http);
  switch (copy.listed) {
    case 'same':
      return { outcome: earlier ? 'uploaded' : 'already-there' };
    case 'other':
      return { outcome: 'refused', cause: differentBytes(sent.filename, upload.sha256, copy.sha256) };
    // PyPI says it also of the same bytes under another name, and of names that were deleted.
    // After a try of ours that broke off it is probably that file, on a page that is not up to date.
    case 'nothing':
      return { outcome: earlier ? 'unknown' : 'refused', cause: refusal(answer, sent, server) };
    case 'unknown':
      return { outcome: earlier ? 'unknown' : 'refused', cause: unreadableCopy(answer, upload, server, copy.cause) };
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
