import { PysignError } from '../errors.ts';
import { sha256Of } from '../indexes/listed-digest.ts';
import type { Delivery } from '../indexes/index-server.ts';
import { differentBytes, type UploadOutcome } from '../indexes/upload.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { deliver, type Delivered, finishDelivery } from './delivery.ts';
import type { Preflight } from './preflight.ts';
import type { ReleaseServices } from './services.ts';
import type { SignedFile } from './signed-file.ts';

export interface UploadManner {
  /** Compare what is there, and send nothing. */
  readonly dryRun: boolean;
  readonly delivery: Delivery | null;
  readonly comment: string | null;
  readonly mayGoOn: UploadGate;
}

/** Decides after each file whether the next one may be sent; used where the first signature has to be proven. */
type UploadGate = (file: SignedFile) => Promise<boolean>;

/**
 * Wheels first, then sdists, one after the other. Nothing throws from here on: each file ends in an outcome, and
 * after a failure no further file is started. What the index lists already is compared before the first byte.
 */
export async function uploadInOrder(
  files: readonly SignedFile[],
  { server, listed }: Preflight,
  services: ReleaseServices,
  { dryRun, delivery, comment, mayGoOn }: UploadManner,
): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = [];
  for (const file of files) delivered.push({ outcome: await beforeUpload(file, listed, services), notes: [] });
  let stopped = dryRun || delivered.some(failed);
  for (const [position, file] of files.entries()) {
    if (stopped) break;
    const before = listed.get(file.collected.distribution.filename) ?? null;
    const route = { server, delivery, comment };
    const done =
      delivered[position]?.outcome.outcome === 'already-there'
        ? await finishDelivery(file, before, route, services)
        : await deliver(file, route, services);
    delivered[position] = done;
    stopped = failed(done) || !(await mayGoOn(file));
  }
  return delivered;
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

function failed({ outcome: { outcome } }: Delivered): boolean {
  return outcome === 'refused' || outcome === 'failed' || outcome === 'unknown';
}
