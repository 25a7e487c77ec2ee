import type { CertificatePart } from './certificate-packets.ts';
import type { Certificate } from './certificate.ts';
import type { SignerAt } from './signer-at.ts';

/** What a certificate is good for now, and for how long. */
export interface KeyOutlook {
  /** The best of its parts: one that may sign, else the reason against it, which completes "the key …". */
  readonly today: SignerAt;
  /** The day from which no part of it signs any more; null where that is further away than was looked. */
  readonly ends: Date | null;
}

const DAY_MS = 86_400_000;

/** @param days how far to look ahead */
export async function outlookOf(certificate: Certificate, now: Date, days: number): Promise<KeyOutlook> {
  const today = await signsAt(certificate, now);
  const later = (day: number): Date => new Date(now.getTime() + day * DAY_MS);
  if (!today.vouched || (await signsAt(certificate, later(days))).vouched) return { today, ends: null };
  let [good, bad] = [0, days];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if ((await signsAt(certificate, later(middle))).vouched) good = middle;
    else bad = middle;
  }
  return { today, ends: later(bad) };
}

async function signsAt(certificate: Certificate, at: Date): Promise<SignerAt> {
  const primary = await judged(certificate, certificate.fingerprint, at);
  if (primary.vouched) return primary;
  for (const name of new Set(certificate.partNames)) {
    const judgement = await judged(certificate, name, at);
    if (judgement.vouched) return judgement;
  }
  return primary;
}

async function judged(certificate: Certificate, name: string, at: Date): Promise<SignerAt> {
  const [part]: readonly CertificatePart[] = certificate.partsNamed(name);
  if (part === undefined) return { vouched: false, why: 'key', reason: 'has no such part' };
  return certificate.signerAt(part, at);
}
