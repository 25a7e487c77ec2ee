import { createHash } from 'node:crypto';
import { PysignError } from '../errors.ts';
import type { Answer, Http } from '../http/http.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { fetchSignature } from './fetch-signature.ts';
import type { IndexServer } from './index-server.ts';
import { findListedCopy } from './listed-copy.ts';
import { type Patience, usualPatience } from './patience.ts';
import { type Arrival, type Errand, persist } from './persist.ts';
import { postForm, type Reply } from './post-form.ts';
import { refusal } from './refusal.ts';
import { type Upload, signatureBody, signatureName } from './upload-body.ts';

/** What became of the signature's part of an upload. What the index then serves is for a fetch to say. */
export type SignatureSending =
  /** There is none, nobody wanted it sent, or its file did not get there. */
  | { readonly sending: 'not-sent' }
  /** In the request of its file, whose outcome is all that is known. */
  | { readonly sending: 'with-file' }
  | OwnSending;

/** What became of a signature that was sent as an upload of its own. */
export type OwnSending =
  | { readonly sending: 'uploaded' }
  /** The index served the same bytes before. */
  | { readonly sending: 'already-there' }
  | { readonly sending: 'refused' | 'failed' | 'unknown'; readonly cause: PysignError };

/** An upload that has a signature. */
export type SignedUpload = Upload & { readonly signature: Uint8Array };

/** What an index serves beside a file. */
export type ServedSignature =
  | { readonly served: 'same' }
  | { readonly served: 'other'; readonly cause: PysignError }
  | { readonly served: 'nothing' }
  | { readonly served: 'unknown'; readonly cause: PysignError };

/**
 * Sends a signature as an upload of its own, and again what failed in a way that passes. What the answer leaves open is
 * settled by fetching what is served.
 * @param listed the file that it belongs to, where the index lists it already
 */
export async function sendSignatureFile(
  upload: SignedUpload,
  listed: ListedFile | null,
  server: IndexServer,
  http: Http,
  patience: Patience = usualPatience,
): Promise<OwnSending> {
  const { signature, stopping, onPause } = upload;
  const sent = { filename: signatureName(upload), size: signature.length };
  const look = async (): Promise<ServedSignature> => servedSignature(upload, listed, server, http);
  const errand: Errand<OwnSending> = {
    send: async () => postForm(signatureBody(upload, signature), sent, server, http),
    askWhetherArrived: async () => arrival(await look()),
    outcomeOf: async (reply) => outcomeOf(reply, look, (answer) => refusal(answer, sent, server)),
    stopping,
    onPause,
  };
  return persist(errand, patience);
}

async function outcomeOf(
  replied: Reply,
  look: () => Promise<ServedSignature>,
  refusalOf: (answer: Answer) => PysignError,
): Promise<OwnSending> {
  switch (replied.reply) {
    case 'taken':
      return { sending: 'uploaded' };
    case 'refused':
    case 'later':
      return { sending: 'refused', cause: replied.cause };
    case 'not-sent':
      return { sending: 'failed', cause: replied.cause };
    case 'open':
      return settled(await look(), {
        same: { sending: 'uploaded' },
        nothing: { sending: 'failed', cause: replied.cause },
      });
    case 'duplicate':
      return settled(await look(), {
        same: { sending: 'already-there' },
        nothing: { sending: 'refused', cause: refusalOf(replied.answer) },
      });
  }
}

function arrival(served: ServedSignature): Arrival<OwnSending> {
  switch (served.served) {
    case 'same':
      return { arrived: 'settled', outcome: { sending: 'uploaded' } };
    case 'other':
      return { arrived: 'settled', outcome: { sending: 'refused', cause: served.cause } };
    case 'nothing':
      return { arrived: 'no' };
    case 'unknown':
      return { arrived: 'unknown', cause: served.cause };
  }
}

function settled(
  served: ServedSignature,
  { same, nothing }: { readonly same: OwnSending; readonly nothing: OwnSending },
): OwnSending {
  switch (served.served) {
    case 'same':
      return same;
    case 'nothing':
      return nothing;
    case 'other':
      return { sending: 'refused', cause: served.cause };
    case 'unknown':
      return { sending: 'unknown', cause: served.cause };
  }
}

/** Fetches what lies beside the file and compares bytes. */
export async function servedSignature(
  upload: SignedUpload,
  listed: ListedFile | null,
  server: IndexServer,
  http: Http,
): Promise<ServedSignature> {
  const url = listed?.url ?? (await listedUrl(upload, server, http));
  if (url instanceof PysignError) return { served: 'unknown', cause: url };
  const fetched = await fetchSignature(url, http);
  switch (fetched.fetched) {
    case 'absent':
      return { served: 'nothing' };
    case 'unavailable':
      return { served: 'unknown', cause: fetched.cause };
    case 'found':
      return Buffer.compare(fetched.bytes, upload.signature) === 0
        ? { served: 'same' }
        : { served: 'other', cause: otherSignature(upload, fetched.bytes, server) };
  }
}

async function listedUrl(upload: Upload, server: IndexServer, http: Http): Promise<URL | PysignError> {
  const copy = await findListedCopy(upload, server, http);
  if (copy.listed === 'same') return copy.file.url;
  if (copy.listed === 'unknown') return copy.cause;
  return new PysignError('NOT_VISIBLE', `${server.name} does not list ${upload.distribution.filename} as it was sent`, {
    next: 'run the same command again in a minute',
  });
}

function otherSignature(upload: SignedUpload, theirs: Uint8Array, server: IndexServer): PysignError {
  return new PysignError('FILE_EXISTS', `${server.name} already has ${signatureName(upload)} with other bytes`, {
    details: [`ours   sha256 ${sha256(upload.signature)}`, `theirs sha256 ${sha256(theirs)}`],
    next: 'find out who made it; whoever runs the index can remove it',
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
