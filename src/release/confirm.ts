import { awaitListed, type Sighting } from '../evidence/listing-watch.ts';
import { observeSignature } from '../evidence/served-signature.ts';
import type { SignatureFate } from '../evidence/signature-fate.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { readHasSig } from '../indexes/json-api.ts';
import type { ListingReport, SignaturesMode } from './receipt.ts';
import type { ReleaseServices } from './services.ts';
import { type SignedFile, stateOf } from './signed-file.ts';

export interface Proof {
  readonly listing: ListingReport;
  readonly signature: SignatureFate;
  readonly hasSig: boolean | null;
}

export interface ConfirmPlan {
  readonly project: string;
  readonly version: string;
  readonly server: IndexServer;
  readonly signatures: SignaturesMode;
  readonly timeoutSeconds: number;
  /** Whether a file without a signature of ours may have one on the index: true when nothing was sent by this run. */
  readonly lookForUnknown: boolean;
}

/** Proves, file by file and by reading it back, what the index lists and serves. The answer is in the order of `files`. */
export async function confirmAll(
  files: readonly SignedFile[],
  plan: ConfirmPlan,
  services: ReleaseServices,
): Promise<readonly Proof[]> {
  const wanted = files.map(({ collected, content: { sha256, size } }) => {
    return { filename: collected.distribution.filename, sha256, size };
  });
  const sightings = await awaitListed(wanted, {
    ...plan,
    http: services.http,
    onWait: (waitingFor) => services.report.tell({ doing: 'confirming', waitingFor }),
  });
  const claims = await readHasSig(plan.server, plan.project, plan.version, services.http);
  return Promise.all(
    files.map(async (file) => {
      const { filename } = file.collected.distribution;
      const sighting: Sighting = sightings.get(filename) ?? { listed: 'never', waitedSeconds: 0 };
      return prove(file, sighting, claims?.get(filename) ?? null, plan, services);
    }),
  );
}

async function prove(
  file: SignedFile,
  sighting: Sighting,
  claim: boolean | null,
  plan: ConfirmPlan,
  services: ReleaseServices,
): Promise<Proof> {
  if (sighting.listed === 'same') {
    services.report.tell({ doing: 'checking', filename: file.collected.distribution.filename });
    const signature = await proveSignature(file, sighting.file.url, plan, services);
    return { listing: { listed: 'same' }, signature, hasSig: claim ?? sighting.file.gpgSig };
  }
  return { listing: sighting, signature: unseen(file, sighting, plan), hasSig: claim };
}

async function proveSignature(
  file: SignedFile,
  url: URL,
  plan: ConfirmPlan,
  services: ReleaseServices,
): Promise<SignatureFate> {
  if (plan.signatures === 'off') return { fate: 'not-sent', reason: 'off' };
  if (file.signature === null && !plan.lookForUnknown) return { fate: 'not-sent', reason: 'unsigned' };
  const question = {
    file: url,
    sent: file.signature?.bytes ?? null,
    signer: file.signature?.signer ?? null,
    content: async (hash: Parameters<typeof stateOf>[1]) => stateOf(file, hash),
    certificate: services.findCertificate,
  };
  const fate = await observeSignature(question, { ...plan, http: services.http });
  const nothingAnywhere = file.signature === null && fate.fate === 'dropped';
  return nothingAnywhere ? { fate: 'not-sent', reason: 'unsigned' } : fate;
}

/** The fate of a signature whose file is not there to look beside. */
function unseen(file: SignedFile, sighting: Exclude<Sighting, { listed: 'same' }>, plan: ConfirmPlan): SignatureFate {
  if (plan.signatures === 'off') return { fate: 'not-sent', reason: 'off' };
  if (file.signature === null) return { fate: 'not-sent', reason: 'unsigned' };
  switch (sighting.listed) {
    case 'never':
      return { fate: 'not-visible', waitedSeconds: sighting.waitedSeconds };
    case 'other-bytes':
      return { fate: 'not-sent', reason: 'not-uploaded' };
    case 'unknown':
      return { fate: 'unknown', cause: sighting.cause };
  }
}
