import type { HashName } from '../content.ts';
import { digests } from './policy-table.ts';
import { judgeKey } from './policy.ts';

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

const ecdsaHashes = new Map<string, HashName>([
  ['nistp256', 'sha256'],
  ['nistp384', 'sha384'],
  ['nistp521', 'sha512'],
]);

/**
 * What a key signs with, from the algorithm number, size in bits and curve name that gpg lists. Whether it is strong
 * enough is the policy's word; here is what pysign can do.
 */
export function signatureAlgorithm(number: number, bits: number, curve: string, at = new Date()): AlgorithmChoice {
  const judgement = judgeKey({ algorithm: number, bits, curve }, at);
  if (judgement.worth === 'refused') return refused(judgement.reason);
  switch (number) {
    case 1:
      return supported({ scheme: 'rsa', number, name: `rsa${String(bits)}`, hash: 'sha256' });
    case 19: {
      const hash = ecdsaHashes.get(curve);
      return hash === undefined ? cannotUse(curve) : supported({ scheme: 'ecdsa', number, name: curve, hash });
    }
    case 22:
      return curve === 'ed25519'
        ? supported({ scheme: 'eddsa', number, name: curve, hash: 'sha256' })
        : cannotUse(curve);
    default:
      return refused(`uses the OpenPGP algorithm ${String(number)}, with which pysign does not sign`);
  }
}

function supported(algorithm: SignatureAlgorithm): AlgorithmChoice {
  return { supported: true, algorithm };
}

function cannotUse(curve: string): AlgorithmChoice {
  return refused(`uses the curve ${curve}, with which pysign does not sign`);
}

function refused(reason: string): AlgorithmChoice {
  return { supported: false, reason };
}

/** Hash numbers of RFC 9580 §9.5. */
export const hashNumbers: Readonly<Record<HashName, number>> = {
  sha256: digests.sha256.number,
  sha384: digests.sha384.number,
  sha512: digests.sha512.number,
};
