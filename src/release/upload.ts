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
  /** How many files are on their way at a time, once the first has made the release. */
  readonly jobs: number;
  readonly comment: string | null;
  readonly mayGoOn: UploadGate;
}

/** Decides after each file whether the next one may be sent; used where the first signature has to be proven. */
type UploadGate = (file: SignedFile) => Promise<boolean>;

/**
 * The first file alone, for it makes the release; then wheels, then sdists, `jobs` at a time. Nothing throws from here
 * on: each file ends in an outcome, and after a failure no further file is started. What the index lists already is
 * compared before the first byte.
 */
export async function uploadInOrder(
  files: readonly SignedFile[],
  { server, listed }: Preflight,
  services: ReleaseServices,
  { dryRun, delivery, jobs, comment, mayGoOn }: UploadManner,
): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = [];
  for (const file of files) delivered.push({ outcome: await beforeUpload(file, listed, services), notes: [] });
  let stopped = dryRun || delivered.some(failed);
  const route = { server, delivery, comment };
  const work = async (position: number, file: SignedFile): Promise<void> => {
    if (stopped || services.stopping.aborted) return;
    const before = listed.get(file.collected.distribution.filename) ?? null;
    const done =
      delivered[position]?.outcome.outcome === 'already-there'
        ? await finishDelivery(file, before, route, services)
        : await deliver(file, route, services);
    delivered[position] = done;
    stopped ||= failed(done) || !(await mayGoOn(file));
  };
  for (const round of roundsOf(files)) await atOnce(round, jobs, work);
  return delivered;
}

type Placed = readonly [position: number, file: SignedFile];

function roundsOf(files: readonly SignedFile[]): readonly (readonly Placed[])[] {
  const [first, ...others] = files.entries();
  const kinds = ['wheel', 'sdist'] as const;
  const rounds = kinds.map((kind) => others.filter(([, file]) => file.collected.distribution.kind === kind));
  return first === undefined ? [] : [[first], ...rounds];
}

async function atOnce(
  round: readonly Placed[],
  jobs: number,
  work: (...placed: Placed) => Promise<void>,
): Promise<void> {
  const waiting = round.values();
  const worker = async (): Promise<void> => {
    for (const placed of waiting) await work(...placed);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
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
