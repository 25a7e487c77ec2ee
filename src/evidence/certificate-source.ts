import { PysignError } from '../errors.ts';
import type { Certificate } from '../openpgp/certificate.ts';

/** Somewhere public keys are kept. What it holds is not believed for being there. */
export interface CertificateSource {
  /** As reports call it. */
  readonly name: string;
  /** Every certificate that has this fingerprint or key id (upper-case hex) among its parts. */
  find(issuer: string): Promise<CertificateAnswer>;
}

type CertificateAnswer =
  | { readonly answer: 'found'; readonly certificates: readonly [Certificate, ...Certificate[]] }
  | { readonly answer: 'not-found' }
  | { readonly answer: 'unreachable'; readonly cause: PysignError };

function answerOf(certificates: readonly Certificate[]): CertificateAnswer {
  const [first, ...others] = certificates;
  return first === undefined ? { answer: 'not-found' } : { answer: 'found', certificates: [first, ...others] };
}

/** Certificates that were read already, by the names of all their parts: a keyring may hold thousands. */
export function heldCertificates(name: string, certificates: readonly Certificate[]): CertificateSource {
  const byName = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    for (const part of certificate.partNames) byName.set(part, [...(byName.get(part) ?? []), certificate]);
  }
  return { name, find: async (issuer) => Promise.resolve(answerOf(byName.get(issuer) ?? [])) };
}

/** A source that is asked once for each name, and whose failures are answers. */
export function askedOnce(name: string, ask: (issuer: string) => Promise<Certificate | null>): CertificateSource {
  const known = new Map<string, Promise<CertificateAnswer>>();
  return {
    name,
    find: async (issuer) => {
      const answer = known.get(issuer) ?? asked(ask(issuer));
      known.set(issuer, answer);
      return answer;
    },
  };
}

async function asked(answer: Promise<Certificate | null>): Promise<CertificateAnswer> {
  try {
    const certificate = await answer;
    return answerOf(certificate === null ? [] : [certificate]);
  } catch (error) {
    if (error instanceof PysignError) return { answer: 'unreachable', cause: error };
    throw error;
  }
}
