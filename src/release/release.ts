import { collect, type Collection } from '../distributions/collect.ts';
import type { UploadOutcome } from '../indexes/upload.ts';
import type { Signer } from '../openpgp/signer.ts';
import { confirmAll, type ConfirmPlan, type Proof } from './confirm.ts';
import { findIndex, preflight, type Preflight } from './preflight.ts';
import { meetsRequirement } from './problems.ts';
import { readSignatures, withoutSignatures } from './ready-signatures.ts';
import { type FileReport, type Receipt } from './receipt.ts';
import type { ReleaseRequest } from './request.ts';
import type { ReleaseServices } from './services.ts';
import { signAll } from './sign.ts';
import type { SignedFile } from './signed-file.ts';
import { uploadInOrder } from './upload.ts';
import { warningsOf } from './warnings.ts';
import { wouldSend } from './would-send.ts';

/** The whole author flow. Throws up to the first byte sent; from then on a receipt always comes back. */
export async function release(request: ReleaseRequest, services: ReleaseServices): Promise<Receipt> {
  const files = await collect(request.paths);
  const { signer, ready } = await prepare(files, request, services);
  try {
    const signed = await signOrNot(files, signer, services);
    return await uploadAndConfirm(files, signed, ready, request, services);
  } finally {
    signer?.close();
  }
}

interface Prepared {
  readonly signer: Signer | null;
  readonly ready: Preflight;
}

/** Key and index are looked for at the same time; what is wrong with the key is said first. */
async function prepare(files: Collection, request: ReleaseRequest, services: ReleaseServices): Promise<Prepared> {
  const opening = request.signatures === 'off' ? Promise.resolve(null) : services.openSigner();
  const [signer, ready] = await Promise.allSettled([opening, preflight(files, request, services)]);
  if (signer.status === 'rejected') throw signer.reason;
  if (ready.status === 'fulfilled') return { signer: signer.value, ready: ready.value };
  signer.value?.close();
  throw ready.reason;
}

/** Sends what is signed already and believes the server's answer; nothing is read back. */
export async function upload(request: ReleaseRequest, services: ReleaseServices): Promise<Receipt> {
  const files = await collect(request.paths);
  const signed = await readSignatures(files, request.signatures, services);
  const ready = await preflight(files, request, services);
  const outcomes = await uploadInOrder(signed, ready, services, {
    dryRun: request.dryRun,
    mayGoOn: async () => Promise.resolve(true),
  });
  return receiptOf('upload', files, signed, ready, request, outcomes, signed.map(notAsked));
}

/** Proves what an index keeps of files that were uploaded before. Sends nothing. */
export async function confirm(request: ReleaseRequest, services: ReleaseServices): Promise<Receipt> {
  const files = await collect(request.paths);
  const signed = await readSignatures(files, request.signatures === 'off' ? 'off' : 'prefer', services);
  const ready = { server: await findIndex(request, services), listed: new Map() };
  services.report.tell({ doing: 'asking', server: ready.server });
  const proofs = await confirmAll(signed, planOf(files, ready, request, true), services);
  const outcomes = signed.map((): UploadOutcome => ({ outcome: 'not-started' }));
  return receiptOf('confirm', files, signed, ready, request, outcomes, proofs);
}

async function signOrNot(files: Collection, signer: Signer | null, services: ReleaseServices): Promise<SignedFile[]> {
  if (signer === null) return withoutSignatures(files.distributions);
  return signAll(files.distributions, signer, false, services.report);
}

async function uploadAndConfirm(
  files: Collection,
  signed: readonly SignedFile[],
  ready: Preflight,
  request: ReleaseRequest,
  services: ReleaseServices,
): Promise<Receipt> {
  const plan = planOf(files, ready, request, false);
  const proven = new Map<SignedFile, Proof>();
  const proveFirst = request.signatures === 'require' && ready.server.signatures === 'unknown';
  const mayGoOn = async (file: SignedFile): Promise<boolean> => {
    if (!proveFirst || proven.size > 0) return true;
    const [proof] = await confirmAll([file], plan, services);
    if (proof !== undefined) proven.set(file, proof);
    return proof !== undefined && meetsRequirement(proof.signature);
  };
  const outcomes = await uploadInOrder(signed, ready, services, { dryRun: request.dryRun, mayGoOn });
  const sent = signed.filter((file, position) => !proven.has(file) && isThere(outcomes[position]));
  const proofs = await confirmAll(sent, plan, services);
  for (const [position, file] of sent.entries()) {
    const proof = proofs[position];
    if (proof !== undefined) proven.set(file, proof);
  }
  const inOrder = signed.map((file) => proven.get(file) ?? notUploaded(file, request));
  return receiptOf('release', files, signed, ready, request, outcomes, inOrder);
}

function isThere(outcome: UploadOutcome | undefined): boolean {
  return outcome?.outcome === 'uploaded' || outcome?.outcome === 'already-there' || outcome?.outcome === 'unknown';
}

function planOf(
  files: Collection,
  { server }: Preflight,
  request: ReleaseRequest,
  lookForUnknown: boolean,
): ConfirmPlan {
  const { project, version } = files;
  const { signatures, confirmTimeoutSeconds: timeoutSeconds } = request;
  return { project, version, server, signatures, timeoutSeconds, lookForUnknown };
}

function notUploaded(file: SignedFile, request: ReleaseRequest): Proof {
  const reason = request.signatures === 'off' ? 'off' : file.signature === null ? 'unsigned' : 'not-uploaded';
  return { listing: { listed: 'not-asked' }, signature: { fate: 'not-sent', reason }, hasSig: null };
}

function notAsked(file: SignedFile): Proof {
  const signature = file.signature === null ? ({ fate: 'not-sent', reason: 'unsigned' } as const) : UNASKED;
  return { listing: { listed: 'not-asked' }, signature, hasSig: null };
}

const UNASKED = { fate: 'unknown', cause: null } as const;

function receiptOf(
  command: Receipt['command'],
  files: Collection,
  signed: readonly SignedFile[],
  { server }: Preflight,
  request: ReleaseRequest,
  outcomes: readonly UploadOutcome[],
  proofs: readonly Proof[],
): Receipt {
  const { project, version } = files;
  const signer = signed.map(({ signature }) => signature).find((signature) => signature !== null);
  const key = signer === undefined ? null : { fingerprint: signer.signer, userId: signer.userId };
  const reports = signed.map((file, position) => reportOf(file, outcomes[position], proofs[position]));
  const unsent = request.dryRun ? wouldSend(signed, outcomes, server) : null;
  const known = {
    command,
    project,
    version,
    server,
    signatures: request.signatures,
    key,
    files: reports,
    wouldSend: unsent,
  };
  return { ...known, warnings: warningsOf(known, files) };
}

function reportOf(file: SignedFile, outcome: UploadOutcome | undefined, proof: Proof | undefined): FileReport {
  const { content, collected, signature } = file;
  return {
    filename: collected.distribution.filename,
    sha256: content.sha256,
    size: content.size,
    signed: signature?.made ?? 'no',
    upload: outcome ?? { outcome: 'not-started' },
    ...(proof ?? notAsked(file)),
  };
}
