import type { CertificatePart } from './certificate-packets.ts';
import type { Certificate } from './certificate.ts';
import type { SignerAt } from './signer-at.ts';

/** What a certificate is good for now, and for how long. */
export interface KeyOutlook {
  /** Fingerprint of the part that signs; of the primary key where none does. */
  readonly signing: string;
  /** The best of its parts: one that may sign, else the reason against it, which completes "the key …". */
  readonly today: SignerAt;
  /** The day from which no part of it signs any more; null where that is further away than was looked. */
  readonly ends: Date | null;
}

const DAY_MS = 86_400_000;

/** @param days how far to look ahead */
export async function outlookOf(certificate: Certificate, now: Date, days: number): Promise<KeyOutlook> {
  const { judgement: today, signing } = await signsAt(certificate, now);
  const later = (day: number): Date => new Date(now.getTime() + day * DAY_MS);
  if (!today.vouched || (await signsAt(certificate, later(days))).judgement.vouched) {
    return { signing, today, ends: null };
  }
  let [good, bad] = [0, days];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if ((await signsAt(certificate, later(middle))).judgement.vouched) good = middle;
    else bad = middle;
  }
  return { signing, today, ends: later(bad) };
}

interface Judged {
  readonly signing: string;
  readonly judgement: SignerAt;
}

async function signsAt(certificate: Certificate, at: Date): Promise<Judged> {
  const { fingerprint, partNames } = certificate;
  const primary = { signing: fingerprint, judgement: await judged(certificate, fingerprint, at) };
  // A subkey made for signing signs before the primary key does, in gpg as here.
  for (const signing of new Set(partNames.filter((name) => name.length > KEY_ID && name !== fingerprint))) {
    const judgement = await judged(certificate, signing, at);
    if (judgement.vouched) return { signing, judgement };
  }
  return primary;
}

const KEY_ID = 16;

async function judged(certificate: Certificate, name: string, at: Date): Promise<SignerAt> {
  const [part]: readonly CertificatePart[] = certificate.partsNamed(name);
  if (part === undefined) return { vouched: false, why: 'key', reason: 'has no such part' };
  return certificate.signerAt(part, at);
}
