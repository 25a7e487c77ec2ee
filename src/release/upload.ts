import { PysignError } from '../errors.ts';
import { sha256Of } from '../indexes/listed-digest.ts';
import { differentBytes, uploadFile, type UploadOutcome } from '../indexes/upload.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import type { Preflight } from './preflight.ts';
import type { ReleaseServices } from './services.ts';
import type { SignedFile } from './signed-file.ts';

export interface UploadManner {
  /** Compare what is there, and send nothing. */
  readonly dryRun: boolean;
  readonly mayGoOn: UploadGate;
}

/** Decides after each file whether the next one may be sent; used where the first signature has to be proven. */
type UploadGate = (file: SignedFile, outcome: UploadOutcome) => Promise<boolean>;

/**
 * Wheels first, then sdists, one after the other. Nothing throws from here on: each file ends in an outcome, and
 * after a failure no further file is started. What the index lists already is compared before the first byte.
 */
export async function uploadInOrder(
  files: readonly SignedFile[],
  { server, listed }: Preflight,
  services: ReleaseServices,
  { dryRun, mayGoOn }: UploadManner,
): Promise<readonly UploadOutcome[]> {
  const outcomes: UploadOutcome[] = [];
  for (const file of files) outcomes.push(await beforeUpload(file, listed, services));
  let stopped = dryRun || outcomes.some(failed);
  for (const [position, file] of files.entries()) {
    if (stopped) break;
    if (outcomes[position]?.outcome === 'not-started') {
      outcomes[position] = await send(file, server, services);
    }
    const outcome = outcomes[position] ?? NOT_STARTED;
    stopped = failed(outcome) || !(await mayGoOn(file, outcome));
  }
  return outcomes;
}

const NOT_STARTED: UploadOutcome = { outcome: 'not-started' };

/** `already-there` by digest, `refused` when the name is taken by other bytes, else still to be sent. */
async function beforeUpload(
  { collected, content }: SignedFile,
  listed: ReadonlyMap<string, ListedFile>,
  { http }: ReleaseServices,
): Promise<UploadOutcome> {
  const { filename } = collected.distribution;
  const there = listed.get(filename);
  if (there === undefined) return NOT_STARTED;
  try {
    const theirs = await sha256Of(there, content.size, http);
    if (theirs === content.sha256) return { outcome: 'already-there' };
    return { outcome: 'refused', cause: differentBytes(filename, content.sha256, theirs) };
  } catch (error) {
    if (error instanceof PysignError) return { outcome: 'failed', cause: error };
    throw error;
  }
}

async function send(file: SignedFile, server: Preflight['server'], services: ReleaseServices): Promise<UploadOutcome> {
  const { distribution } = file.collected;
  const { sha256, size } = file.content;
  const onProgress = (sent: number): void => {
    services.report.tell({ doing: 'uploading', filename: distribution.filename, sent, size });
  };
  const signature = file.signature?.bytes ?? null;
  return uploadFile({ distribution, sha256, size, signature, onProgress }, server, services.http);
}

function failed({ outcome }: UploadOutcome): boolean {
  return outcome === 'refused' || outcome === 'failed' || outcome === 'unknown';
}
