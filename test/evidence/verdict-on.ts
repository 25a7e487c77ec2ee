import { ContentHasher } from '../../src/content.ts';
import { heldCertificates } from '../../src/evidence/certificate-source.ts';
import { reckon } from '../../src/evidence/examine-signature.ts';
import type { SignaturesFound } from '../../src/evidence/file-evidence.ts';
import { examined, hashesFor, parsed } from '../../src/evidence/signatures-read.ts';
import { PysignError } from '../../src/errors.ts';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { judge } from '../../src/trust/judge.ts';
import type { Verdict } from '../../src/trust/verdict.ts';

/** Bytes from anywhere, as `pysign verify --keyring` gets them. */
export interface Given {
  readonly data: Uint8Array;
  readonly sig: Uint8Array;
  readonly key: Uint8Array;
  readonly now?: Date;
  readonly uploaded?: Date | null;
}

export interface Judged {
  /** `trusted`, `rejected unusable`, `undetermined no-key` … */
  readonly outcome: string;
  /** Why not; empty for what is trusted. */
  readonly words: string;
  readonly signatures: SignaturesFound;
}

/** What all of the code between the bytes and the verdict makes of them; every key in the keyring is pinned. */
export async function verdictOn({ data, sig, key, now = new Date(), uploaded = null }: Given): Promise<Judged> {
  const certificates = await readCertificates(key).catch((error: unknown) => {
    if (error instanceof PysignError) return error;
    throw error;
  });
  const none = { found: 'none' } as const;
  if (certificates instanceof PysignError) {
    return { outcome: 'no keyring', words: certificates.message, signatures: none };
  }
  const read = parsed(sig, 'sig');
  const hasher = new ContentHasher(hashesFor(read));
  hasher.update(data);
  const sources = [heldCertificates('the keyring', certificates)];
  const examination = { sources, moments: { now, uploaded }, fact: reckon };
  const signatures = await examined(read, hasher.finish(), examination);
  const openpgp = certificates.map(({ fingerprint }) => fingerprint);
  const unlimited = { versions: null, index: null, notBefore: null, notAfter: null, reason: null };
  const verdict = judge(
    { name: 'data', asked: null, identity: { identity: 'none' }, sha256: null, index: null, signatures },
    { mode: 'strict', pins: [{ project: '*', openpgp, ...unlimited }], exceptions: [] },
    now,
  );
  return { outcome: outcomeOf(verdict), words: 'reason' in verdict ? verdict.reason : '', signatures };
}

function outcomeOf(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'rejected':
      return `rejected ${verdict.because}`;
    case 'undetermined':
      return `undetermined ${verdict.cause.cause}`;
    case 'trusted':
    case 'excepted':
    case 'unsigned':
      return verdict.verdict;
  }
}
