import type { HashName } from '../content.ts';

/** A way to make signatures, with the numbers of RFC 9580 §9.1. */
export interface SignatureAlgorithm {
  readonly scheme: 'rsa' | 'ecdsa' | 'eddsa';
  readonly number: 1 | 19 | 22;
  /** As a person reads it: `ed25519`, `rsa4096`, `nistp256`. */
  readonly name: string;
  readonly hash: HashName;
}

export type AlgorithmChoice =
  | { readonly supported: true; readonly algorithm: SignatureAlgorithm }
  | { readonly supported: false; readonly reason: string };

/** Verifiers refuse less: Sequoia and openpgp.js both draw the line here. */
const LEAST_RSA_BITS = 2048;

const ecdsaHashes = new Map<string, HashName>([
  ['nistp256', 'sha256'],
  ['nistp384', 'sha384'],
  ['nistp521', 'sha512'],
]);

/** What a key signs with, from the algorithm number, size in bits and curve name that gpg lists. */
export function signatureAlgorithm(number: number, bits: number, curve: string): AlgorithmChoice {
  switch (number) {
    case 1:
      return bits >= LEAST_RSA_BITS
        ? supported({ scheme: 'rsa', number, name: `rsa${String(bits)}`, hash: 'sha256' })
        : refused(`is an RSA key of ${String(bits)} bits, and verifiers refuse fewer than ${String(LEAST_RSA_BITS)}`);
    case 17:
      return refused('is a DSA key, which verifiers refuse');
    case 19: {
      const hash = ecdsaHashes.get(curve);
      return hash === undefined
        ? refused(`uses the curve ${curve}, with which pysign does not sign`)
        : supported({ scheme: 'ecdsa', number, name: curve, hash });
    }
    case 22:
      return curve === 'ed25519'
        ? supported({ scheme: 'eddsa', number, name: curve, hash: 'sha256' })
        : refused(`uses the curve ${curve}, with which pysign does not sign`);
    default:
      return refused(`uses the OpenPGP algorithm ${String(number)}, with which pysign does not sign`);
  }
}

function supported(algorithm: SignatureAlgorithm): AlgorithmChoice {
  return { supported: true, algorithm };
}

function refused(reason: string): AlgorithmChoice {
  return { supported: false, reason };
}

/** Hash numbers of RFC 9580 §9.5. */
export const hashNumbers: Readonly<Record<HashName, number>> = { sha256: 8, sha384: 9, sha512: 10 };
