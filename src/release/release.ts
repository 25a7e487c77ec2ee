import { collect, type Collection } from '../distributions/collect.ts';
import { ContentsReader } from '../distributions/contents-threads.ts';
import type { Signer } from '../openpgp/signer.ts';
import { watchClock } from '../preflight/clock.ts';
import { asFailure, sentence } from '../preflight/failures.ts';
import { type Finding, strictly } from '../preflight/finding.ts';
import { listingFindings } from './compare-listing.ts';
import { confirmAll, type ConfirmPlan, type Proof } from './confirm.ts';
import type { Delivered } from './delivery.ts';
import { findIndex, preflight, type Preflight } from './preflight.ts';
import { beginReading, inspectAll } from './inspect.ts';
import { meetsRequirement } from './problems.ts';
import { readSignatures, withoutSignatures } from './ready-signatures.ts';
import { type FileRun, makeReceipt } from './make-receipt.ts';
import type { Receipt } from './receipt.ts';
import type { ReleaseRequest } from './request.ts';
import { rulesOf } from './rules-of.ts';
import type { ReleaseServices } from './services.ts';
import { signAll } from './sign.ts';
import type { SignedFile } from './signed-file.ts';
import { uploadInOrder, type UploadManner } from './upload.ts';

/** The whole author flow. Throws up to the first byte sent; from then on a receipt always comes back. */
export async function release(request: ReleaseRequest, services: ReleaseServices): Promise<Receipt> {
  const reader = new ContentsReader();
  try {
    const files = await collect(request.paths, beginReading(reader));
    return await releaseFiles(files, request, services, reader);
  } finally {
    reader.close();
  }
}

/** The same for files that were collected already. */
export async function releaseFiles(
  files: Collection,
  request: ReleaseRequest,
  services: ReleaseServices,
  reader: ContentsReader,
): Promise<Receipt> {
  const { signer, ready, warnings } = await prepare(files, request, services, reader);
  try {
    const signed = await signOrNot(files, signer, services);
    const receipt = await uploadAndConfirm(files, signed, ready, request, services);
    return { ...receipt, warnings: [...(signer?.key.warnings ?? []), ...warnings, ...receipt.warnings] };
  } finally {
    signer?.close();
  }
}

interface Prepared {
  readonly signer: Signer | null;
  readonly ready: Preflight;
  /** Of preflight: what did not stop it. */
  readonly warnings: readonly string[];
}

/** Key and index are looked for at the same time; what is wrong with the key is said first. */
export async function prepare(
  files: Collection,
  request: ReleaseRequest,
  services: ReleaseServices,
  reader: ContentsReader,
): Promise<Prepared> {
  const clock = watchClock(services.http, Date.now);
  const checking = preflight(files, request, { ...services, http: clock.http });
  const opening = request.signatures === 'off' ? Promise.resolve(null) : services.openSigner(checking);
  const [signer, ready] = await Promise.allSettled([opening, checking]);
  if (signer.status === 'rejected') throw signer.reason;
  try {
    if (ready.status === 'rejected') throw ready.reason;
    const findings = [...(await findingsOf(files, ready.value, request, services, reader)), ...clock.findings()];
    const failure = asFailure(findings);
    if (failure !== null) throw failure;
    return { signer: signer.value, ready: ready.value, warnings: findings.filter(isNews).map(sentence) };
  } catch (error) {
    signer.value?.close();
    throw error;
  }
}

async function findingsOf(
  files: Collection,
  { server, listed }: Preflight,
  request: ReleaseRequest,
  services: ReleaseServices,
  reader: ContentsReader,
): Promise<readonly Finding[]> {
  const findings = [
    ...(await inspectAll(files.distributions, rulesOf(server, services), reader)),
    ...(await listingFindings(files, server, listed)),
  ];
  return request.strict ? findings.map(strictly) : findings;
}

/** The receipt says these of every distribution, whatever its index. */
function isNews({ rule }: Finding): boolean {
  return rule !== 'metadata-field' && rule !== 'metadata-version';
}

/** Sends what is signed already and believes the server's answer; nothing is read back. */
export async function upload(request: ReleaseRequest, services: ReleaseServices): Promise<Receipt> {
  const files = await collect(request.paths);
  const signed = await readSignatures(files, request.signatures, services);
  return send(files, signed, await preflight(files, request, services), request, services);
}

/** The same, of files that are signed first where they are not. */
export async function signAndUpload(request: ReleaseRequest, services: ReleaseServices): Promise<Receipt> {
  const reader = new ContentsReader();
  try {
    const files = await collect(request.paths, beginReading(reader));
    return await signAndSend(files, request, services, reader);
  } finally {
    reader.close();
  }
}

async function signAndSend(
  files: Collection,
  request: ReleaseRequest,
  services: ReleaseServices,
  reader: ContentsReader,
): Promise<Receipt> {
  const { signer, ready } = await prepare(files, request, services, reader);
  try {
    return await send(files, await signOrNot(files, signer, services), ready, request, services);
  } finally {
    signer?.close();
  }
}

async function send(
  files: Collection,
  signed: readonly SignedFile[],
  ready: Preflight,
  request: ReleaseRequest,
  services: ReleaseServices,
): Promise<Receipt> {
  const manner = { ...mannerOf(request), mayGoOn: async () => Promise.resolve(true) };
  const delivered = await uploadInOrder(signed, ready, services, manner);
  const runs = joined(signed, delivered, new Map(signed.map((file) => [file, notAsked(file)])), request);
  return makeReceipt({ command: 'upload', files, ready, request, runs, interrupted: services.stopping.aborted });
}

/** Proves what an index keeps of files that were uploaded before. Sends nothing. */
export async function confirm(request: ReleaseRequest, services: ReleaseServices): Promise<Receipt> {
  const files = await collect(request.paths);
  const signed = await readSignatures(files, request.signatures === 'off' ? 'off' : 'prefer', services);
  const ready = { server: await findIndex(request, services), listed: new Map() };
  services.report.tell({ doing: 'asking', server: ready.server });
  const proofs = await confirmAll(signed, planOf(files, ready, request, true), services);
  const proven = new Map(signed.map((file, position) => [file, proofs[position] ?? notAsked(file)]));
  return makeReceipt({
    command: 'confirm',
    files,
    ready,
    request,
    runs: joined(signed, [], proven, request),
    interrupted: false,
  });
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
  const prove = async (some: readonly SignedFile[]): Promise<readonly Proof[]> => {
    const proofs = await confirmAll(some, plan, services);
    for (const [position, file] of some.entries()) proven.set(file, proofs[position] ?? notAsked(file));
    return proofs;
  };
  const proveFirst = request.signatures === 'require' && ready.server.signatures === 'unknown';
  const mayGoOn = async (file: SignedFile): Promise<boolean> => {
    if (!proveFirst || proven.size > 0) return true;
    return (await prove([file])).every(({ signature }) => meetsRequirement(signature));
  };
  const delivered = await uploadInOrder(signed, ready, services, { ...mannerOf(request), mayGoOn });
  const unproven = signed.filter((file, position) => !proven.has(file) && isThere(delivered[position]));
  // Whoever wants to leave does not wait for proofs: the receipt says that there are none.
  const { stopping } = services;
  if (!stopping.aborted) await Promise.race([prove(unproven), aborted(stopping)]);
  return makeReceipt({
    command: 'release',
    files,
    ready,
    request,
    runs: joined(signed, delivered, proven, request),
    interrupted: stopping.aborted,
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function mannerOf({ dryRun, jobs, comment, index: { delivery } }: ReleaseRequest): Omit<UploadManner, 'mayGoOn'> {
  return { dryRun, jobs, delivery, comment };
}

function isThere(delivered: Delivered | undefined): boolean {
  const outcome = delivered?.outcome.outcome;
  return outcome === 'uploaded' || outcome === 'already-there' || outcome === 'unknown';
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

/** Each file with what became of it; what was never sent or proven says so. */
function joined(
  signed: readonly SignedFile[],
  delivered: readonly Delivered[],
  proven: ReadonlyMap<SignedFile, Proof>,
  request: ReleaseRequest,
): FileRun[] {
  return signed.map((file, position) => ({
    file,
    delivered: delivered[position] ?? { outcome: { outcome: 'not-started' }, notes: [] },
    proof: proven.get(file) ?? notUploaded(file, request),
  }));
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
