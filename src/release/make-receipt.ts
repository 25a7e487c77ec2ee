import type { Collection } from '../distributions/collect.ts';
import type { Proof } from './confirm.ts';
import type { Delivered } from './delivery.ts';
import type { Preflight } from './preflight.ts';
import type { FileReport, Receipt } from './receipt.ts';
import type { ReleaseRequest } from './request.ts';
import type { SignedFile } from './signed-file.ts';
import { warningsOf } from './warnings.ts';
import { wouldSend } from './would-send.ts';

/** What happened to one file from its signature to its proof. */
export interface FileRun {
  readonly file: SignedFile;
  readonly delivered: Delivered;
  readonly proof: Proof;
}

export interface Run {
  readonly command: Receipt['command'];
  readonly files: Collection;
  readonly ready: Preflight;
  readonly request: ReleaseRequest;
  readonly runs: readonly FileRun[];
  readonly interrupted: boolean;
}

export function makeReceipt({ command, files, ready, request, runs, interrupted }: Run): Receipt {
  const { project, version } = files;
  const signer = runs.map(({ file }) => file.signature).find((signature) => signature !== null);
  const known = {
    command,
    project,
    version,
    server: ready.server,
    signatures: request.signatures,
    key: signer === undefined ? null : { fingerprint: signer.signer, userId: signer.userId },
    files: runs.map(reportOf),
    interrupted,
    wouldSend: request.dryRun && command !== 'confirm' ? wouldSend(runs, ready.server) : null,
  };
  return { ...known, warnings: [...warningsOf(known, files), ...runs.flatMap(({ delivered }) => delivered.notes)] };
}

function reportOf({ file: { content, collected, signature }, delivered, proof }: FileRun): FileReport {
  return {
    filename: collected.distribution.filename,
    sha256: content.sha256,
    size: content.size,
    signed: signature?.made ?? 'no',
    upload: delivered.outcome,
    ...proof,
  };
}
