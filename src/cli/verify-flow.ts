import { factCachePath } from '../config/places.ts';
import { mostSerious } from '../errors.ts';
import type { CrossCheck } from '../evidence/cross-check.ts';
import type { Examination } from '../evidence/examine-signature.ts';
import { openFactCache } from '../evidence/fact-cache.ts';
import type { FileEvidence } from '../evidence/file-evidence.ts';
import { gatherLocal } from '../evidence/local-file.ts';
import { inOrder } from '../release/in-order.ts';
import { verifyDocument } from '../reports/verify-document.ts';
import { verifyText } from '../reports/verify-text.ts';
import { askPinned, judge, judgeOne } from '../trust/judge.ts';
import type { Policy } from '../trust/policy.ts';
import { problemOf } from '../trust/problem.ts';
import type { VerifiedFile } from '../trust/verified-file.ts';
import { styleFor } from '../ui/terminal.ts';
import { printDocument, printText } from './output.ts';
import type { Typed } from './typed.ts';
import { trustHere } from './trust-here.ts';
import { type Target, targetsOf } from './verify-targets.ts';
import { type LoadPolicy, trustFor } from './verify-trust.ts';

export interface VerifyOptions {
  readonly typed: Typed;
  /** Files with the certificates that count as pinned for this call; where there are any, no others do. */
  readonly keyrings: readonly string[];
  /** Whether other verifiers are asked too, about files on disk. */
  readonly crossCheck: boolean;
  readonly userAgent: string;
}

export async function verify(options: VerifyOptions, loadPolicy: LoadPolicy = trustHere): Promise<void> {
  const { typed, keyrings } = options;
  const targets = await targetsOf(typed.files);
  const { policy, sources } = await trustFor(keyrings, typed, loadPolicy);
  const now = new Date();
  const cache = await openFactCache(factCachePath(process.env));
  const examination: Examination = { sources, moments: { now, uploaded: null }, fact: cache.fact };
  const gathered = await inOrder(targets, JOBS, async (target) => gather(target, options, examination));
  await cache.save();
  const files = gathered.flat().map((found) => verified(found, policy, now));
  const exitCode = mostSerious(files.map(({ problem }) => problem?.exitCode ?? 0));
  process.exitCode = exitCode;
  if (typed.json) printDocument(verifyDocument(files, exitCode));
  else printText(verifyText(files, styleFor(process.stdout)));
}

/** Hashing is done by one thread; the others wait for disks. */
const JOBS = 8;

interface Gathered {
  readonly evidence: FileEvidence;
  readonly crossChecks: readonly CrossCheck[];
}

async function gather(target: Target, options: VerifyOptions, examination: Examination): Promise<readonly Gathered[]> {
  if (target.target === 'file') {
    const evidence = await gatherLocal(target.file, examination);
    if (!options.crossCheck) return [{ evidence, crossChecks: [] }];
    const { crossCheck } = await import('../evidence/cross-check.ts');
    return [{ evidence, crossChecks: await crossCheck(target.file, evidence, examination.sources, process.env) }];
  }
  const { gatherRelease, gatherUrl } = await import('./verify-index.ts');
  const served =
    target.target === 'url'
      ? [await gatherUrl(target.url, options, examination)]
      : await gatherRelease(target, options, examination);
  return served.map((evidence) => ({ evidence, crossChecks: [] }));
}

function verified({ evidence, crossChecks }: Gathered, policy: Policy, now: Date): VerifiedFile {
  const verdict = judge(evidence, policy, now);
  const { signatures, asked } = evidence;
  const each = signatures.found === 'some' ? signatures.each : [];
  return {
    evidence,
    verdict,
    signatures: each.map((signature) => ({
      signature,
      pinned: askPinned(signature, evidence, policy),
      verdict: judgeOne(signature, evidence, policy, now),
    })),
    crossChecks,
    problem: problemOf(verdict, policy.mode, asked?.project ?? null),
  };
}
