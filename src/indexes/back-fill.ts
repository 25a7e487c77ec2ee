import type { PysignError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import type { IndexServer } from './index-server.ts';
import { knownSoftware } from './known-indexes.ts';
import { type Patience, usualPatience } from './patience.ts';
import { takesSignatureFiles } from './server-habits.ts';
import { type Upload, signatureName } from './upload-body.ts';
import { type OwnSending, sendSignatureFile, servedSignature } from './upload-signature.ts';

/** What became of a signature that came after its file. */
export type BackFill =
  | { readonly backFill: 'done' }
  /** The index serves these bytes already, or there is nothing to deliver. */
  | { readonly backFill: 'not-needed' }
  /** Nothing was sent. `why` is a whole sentence without its full stop, for a person. */
  | { readonly backFill: 'impossible'; readonly why: string }
  | { readonly backFill: 'refused' | 'failed' | 'unknown'; readonly cause: PysignError };

/**
 * Delivers the signature of a file that an index has already, where the index takes signatures as uploads of their own:
 * because its software is known to, or because `upload.delivery` says `file`. The file itself is never sent again, and
 * another signature never replaced. Never throws for what an index or the network does.
 * @param listed the file as the index lists it; null to look it up
 */
export async function backFillSignature(
  upload: Upload,
  listed: ListedFile | null,
  server: IndexServer,
  http: Http,
  patience: Patience = usualPatience,
): Promise<BackFill> {
  const { signature, delivery } = upload;
  if (signature === null || delivery === 'none') return { backFill: 'not-needed' };
  const signed = { ...upload, signature };
  const there = await servedSignature(signed, listed, server, http);
  switch (there.served) {
    case 'same':
      return { backFill: 'not-needed' };
    case 'other':
      return { backFill: 'impossible', why: `${there.cause.message}, and pysign replaces nobody's signature` };
    case 'unknown':
      return { backFill: 'unknown', cause: there.cause };
    case 'nothing':
      break;
  }
  if (delivery !== 'file' && !takesSignatureFiles(server)) {
    return { backFill: 'impossible', why: whyNot(signatureName(upload), server) };
  }
  return outcomeOf(await sendSignatureFile(signed, listed, server, http, patience));
}

function outcomeOf(sent: OwnSending): BackFill {
  switch (sent.sending) {
    case 'uploaded':
      return { backFill: 'done' };
    case 'already-there':
      return { backFill: 'not-needed' };
    case 'refused':
    case 'failed':
    case 'unknown':
      return { backFill: sent.sending, cause: sent.cause };
  }
}

function whyNot(filename: string, { name, software, signatures }: IndexServer): string {
  if (software === null) return `nobody knows whether ${name} takes ${filename} as a file of its own`;
  const { title } = knownSoftware[software];
  if (signatures === 'drops') return `${title} stores no OpenPGP signatures, so ${filename} has no place there`;
  const takes = `${title} takes a signature only together with its file`;
  if (signatures === 'keeps') return `${takes}, and has the file already`;
  return `nobody knows whether ${title} takes ${filename} as a file of its own`;
}
