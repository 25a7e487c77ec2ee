import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mostSerious, PysignError } from '../errors.ts';
import { askedOnce, type CertificateSource, heldCertificates } from '../evidence/certificate-source.ts';
import { type Examination, reckon } from '../evidence/examine-signature.ts';
import type { FileEvidence } from '../evidence/file-evidence.ts';
import { gatherLocal } from '../evidence/local-file.ts';
import { type Certificate, readCertificates } from '../openpgp/certificate.ts';
import { verifyDocument } from '../reports/verify-document.ts';
import { verifyText } from '../reports/verify-text.ts';
import { askPinned, judge, judgeOne } from '../trust/judge.ts';
import type { Policy } from '../trust/policy.ts';
import { problemOf } from '../trust/problem.ts';
import type { VerifiedFile } from '../trust/verified-file.ts';
import { styleFor } from '../ui/terminal.ts';
import { readKeyFile } from './authors-key.ts';
import { inOrder } from '../release/in-order.ts';
import { printDocument, printText } from './output.ts';
import { buildKeys } from './services.ts';
import type { Typed } from './typed.ts';
import { trustHere } from './trust-here.ts';
import { type Target, targetsOf } from './verify-targets.ts';

/** What a person decided, and the certificates that lie beside it. */
interface Trust {
  readonly policy: Policy;
  /** In the order in which they are asked. */
  readonly sources: readonly CertificateSource[];
}

/** Where decisions come from: `pysign.trust.toml` of a folder; null where it has none. */
type LoadPolicy = (folder: string) => Promise<Trust | null>;

export interface VerifyOptions {
  readonly typed: Typed;
  /** Files with the certificates that count as pinned for this call; where there are any, no others do. */
  readonly keyrings: readonly string[];
  readonly userAgent: string;
}

export async function verify(options: VerifyOptions, loadPolicy: LoadPolicy = trustHere): Promise<void> {
  const { typed, keyrings } = options;
  const targets = await targetsOf(typed.files);
  const trust = keyrings.length > 0 ? await trustOf(keyrings) : await decided(typed, loadPolicy);
  const now = new Date();
  const examination: Examination = { sources: trust.sources, moments: { now, uploaded: null }, fact: reckon };
  const gathered = await inOrder(targets, JOBS, async (target) => gather(target, options, examination));
  const files = gathered.flat().map((evidence) => verified(evidence, trust.policy, now));
  const exitCode = mostSerious(files.map(({ problem }) => problem?.exitCode ?? 0));
  process.exitCode = exitCode;
  if (typed.json) printDocument(verifyDocument(files, exitCode));
  else printText(verifyText(files, styleFor(process.stdout)));
}

/** Hashing is done by one thread; the others wait for disks. */
const JOBS = 8;

async function gather(
  target: Target,
  options: VerifyOptions,
  examination: Examination,
): Promise<readonly FileEvidence[]> {
  if (target.target === 'file') return [await gatherLocal(target.file, examination)];
  const { gatherRelease, gatherUrl } = await import('./verify-index.ts');
  return target.target === 'url'
    ? [await gatherUrl(target.url, options, examination)]
    : gatherRelease(target, options, examination);
}

function verified(evidence: FileEvidence, policy: Policy, now: Date): VerifiedFile {
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
    problem: problemOf(verdict, policy.mode, asked?.project ?? null),
  };
}

/** As gpgv and sqv take them: whoever is in the keyring may have signed anything. */
async function trustOf(keyrings: readonly string[]): Promise<Trust> {
  const certificates: Certificate[] = [];
  for (const path of keyrings) certificates.push(...(await certificatesIn(path)));
  const openpgp = certificates.map(({ fingerprint }) => fingerprint);
  const everything = { project: '*', versions: null, index: null, notBefore: null, notAfter: null, reason: null };
  return {
    policy: { mode: 'strict', pins: [{ ...everything, openpgp }], exceptions: [] },
    sources: [heldCertificates('the keyring', certificates)],
  };
}

async function certificatesIn(path: string): Promise<readonly Certificate[]> {
  const bytes = await readKeyFile(path);
  try {
    return await readCertificates(bytes);
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    throw new PysignError('USAGE', `${path} is no keyring: ${error.message}`, { cause: error });
  }
}

async function decided(typed: Typed, loadPolicy: LoadPolicy): Promise<Trust> {
  const trust = await loadPolicy(process.cwd());
  const gpg = askedOnce("gpg's keyring", withoutGpg(buildKeys(typed, process.env).findCertificate));
  const nothing: Policy = { mode: 'strict', pins: [], exceptions: [] };
  return { policy: trust?.policy ?? nothing, sources: [...(trust?.sources ?? []), gpg] };
}

/** No gpg is needed to verify: where there is none, or nobody used it yet, it has no keys, and none are made for it. */
function withoutGpg(find: (issuer: string) => Promise<Certificate | null>): typeof find {
  const { GNUPGHOME: given = '', HOME: home = '' } = process.env;
  const folder = given === '' ? join(home, '.gnupg') : given;
  return async (issuer) => {
    if (!existsSync(folder)) return null;
    try {
      return await find(issuer);
    } catch (error) {
      if (error instanceof PysignError && error.code === 'GPG_MISSING') return null;
      throw error;
    }
  };
}
