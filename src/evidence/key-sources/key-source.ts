import { PysignError, reasonOf } from '../../errors.ts';
import { type Certificate, readCertificates } from '../../openpgp/certificate.ts';

/** Somewhere a certificate may be had by its fingerprint. That it is there says nothing of whose it is. */
export interface KeySource {
  /** As reports call it. */
  readonly name: string;
  /** Whether it is one place that holds what it holds, whichever key is asked for: asked for none, it names all. */
  readonly isPlace: boolean;
  /** @param fingerprint of a primary key, upper-case hex, whole. */
  find(fingerprint: string): Promise<KeyAnswer>;
}

export type KeyAnswer =
  /** `where` is the address, the file or the program that had it. */
  | { readonly answer: 'found'; readonly certificate: Certificate; readonly where: string }
  /** `others` are the primary fingerprints of what was there instead. */
  | { readonly answer: 'unknown'; readonly others: readonly string[] }
  /** It could not be asked, or what it said is no answer. */
  | { readonly answer: 'unreachable'; readonly cause: PysignError };

export const unknown: KeyAnswer = { answer: 'unknown', others: [] };

/**
 * The one door for keys from anywhere: whatever was asked for, only the certificate with this fingerprint comes in.
 * @throws PysignError `CERTIFICATE_NOT_FOUND` for bytes that are no keys.
 */
export async function keyIn(bytes: Uint8Array, fingerprint: string, where: string): Promise<KeyAnswer> {
  const certificates = await readCertificates(bytes);
  const certificate = certificates.find((each) => each.fingerprint === fingerprint);
  if (certificate !== undefined) return { answer: 'found', certificate, where };
  return { answer: 'unknown', others: certificates.slice(0, MOST_OTHERS).map((each) => each.fingerprint) };
}

const MOST_OTHERS = 8;

/** A failure is an answer too, so that the other sources are still asked. */
export async function answered(ask: () => Promise<KeyAnswer>): Promise<KeyAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PysignError) return { answer: 'unreachable', cause: error };
    throw error;
  }
}

/** The first of several places that has it; a place that is silent is told only where no other has it. */
export async function firstOf(asks: readonly (() => Promise<KeyAnswer>)[]): Promise<KeyAnswer> {
  let best: KeyAnswer = unknown;
  for (const ask of asks) {
    const answer = await answered(ask);
    if (answer.answer === 'found') return answer;
    if (best.answer === 'unknown' && (best.others.length === 0 || answer.answer === 'unreachable')) best = answer;
  }
  return best;
}

export function noKeys(where: string, error: unknown): PysignError {
  return new PysignError('INDEX_FAILED', `${where} sends something that is no OpenPGP key: ${reasonOf(error)}`, {
    cause: error,
  });
}
