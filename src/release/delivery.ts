import { readFile } from 'node:fs/promises';
import type { PysignError } from '../errors.ts';
import { type BackFill, backFillSignature } from '../indexes/back-fill.ts';
import type { Delivery, IndexServer } from '../indexes/index-server.ts';
import { takesAttestations } from '../indexes/server-habits.ts';
import { type Upload, uploadFile, type UploadOutcome, type UploadResult } from '../indexes/upload.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import type { ReleaseServices } from './services.ts';
import type { SignedFile } from './signed-file.ts';

/** What became of one file on its way, and what the author should know of its signature's way. */
export interface Delivered {
  readonly outcome: UploadOutcome;
  readonly notes: readonly string[];
}

export interface Route {
  readonly server: IndexServer;
  /** What the author set for this index; null for what its software is known to take. */
  readonly delivery: Delivery | null;
  /** What the author wrote beside the files; null for nothing. */
  readonly comment: string | null;
}

/** Sends one file, its signature and its attestations, and finishes a signature whose file was there before. */
export async function deliver(file: SignedFile, route: Route, services: ReleaseServices): Promise<Delivered> {
  const upload = await uploadOf(file, route, services);
  const { signature, ...outcome } = await uploadFile(upload, route.server, services.http, services.patience);
  if (outcome.outcome === 'already-there' && signature.sending !== 'uploaded') {
    return { outcome, notes: await finish(upload, null, route, services) };
  }
  return { outcome, notes: sendingNotes(upload, signature) };
}

/** For a file that the index listed before this run: only what is missing of it is sent. */
export async function finishDelivery(
  file: SignedFile,
  listed: ListedFile | null,
  route: Route,
  services: ReleaseServices,
): Promise<Delivered> {
  const notes = await finish(await uploadOf(file, route, services), listed, route, services);
  return { outcome: { outcome: 'already-there' }, notes: [...notes, ...lateAttestations(file, route)] };
}

async function uploadOf(
  file: SignedFile,
  { delivery, comment }: Route,
  { report, stopping }: ReleaseServices,
): Promise<Upload> {
  const { distribution, attestations } = file.collected;
  const { sha256, size } = file.content;
  const onProgress = (sent: number): void => {
    report.tell({ doing: 'uploading', filename: distribution.filename, sent, size });
  };
  const texts = await Promise.all(attestations.map(async (path) => readFile(path, 'utf8')));
  const common = {
    distribution,
    sha256,
    size,
    signature: file.signature?.bytes ?? null,
    attestations: texts,
    onProgress,
    stopping,
    onPause: (cause: PysignError, milliseconds: number): void => {
      report.tell({ doing: 'pausing', filename: distribution.filename, because: cause.code, milliseconds });
    },
    ...(comment === null ? {} : { comment }),
  };
  return delivery === null ? common : { ...common, delivery };
}

async function finish(
  upload: Upload,
  listed: ListedFile | null,
  { server }: Route,
  { http, patience }: ReleaseServices,
): Promise<readonly string[]> {
  if (upload.signature === null || server.signatures === 'drops') return [];
  return backFillNotes(await backFillSignature(upload, listed, server, http, patience));
}

function backFillNotes(result: BackFill): readonly string[] {
  switch (result.backFill) {
    case 'done':
    case 'not-needed':
      return [];
    case 'impossible':
      return [result.why];
    case 'refused':
    case 'failed':
    case 'unknown':
      return [notSent(result.cause)];
  }
}

function sendingNotes({ distribution }: Upload, signature: UploadResult['signature']): readonly string[] {
  switch (signature.sending) {
    case 'not-sent':
    case 'with-file':
    case 'uploaded':
    case 'already-there':
      return [];
    case 'refused':
    case 'failed':
    case 'unknown':
      return [`${distribution.filename}: ${notSent(signature.cause)}`];
  }
}

function notSent({ message }: PysignError): string {
  return `a signature did not get there: ${message}`;
}

/** PyPI answers 200 to an identical file and drops whatever came with it: attestations travel with the file or never. */
function lateAttestations({ collected }: SignedFile, { server }: Route): readonly string[] {
  if (collected.attestations.length === 0 || !takesAttestations(server)) return [];
  return [
    `the attestations of ${collected.distribution.filename} were not sent: they cannot be added to a file that is there`,
  ];
}
