import { PysignError } from '../errors.ts';
import { type Because, passes, type Verdict } from './verdict.ts';

const codes = {
  incorrect: 'SIGNATURE_WRONG',
  unusable: 'SIGNATURE_UNUSABLE',
  unpinned: 'SIGNER_NOT_TRUSTED',
  'signer-changed': 'SIGNER_NOT_TRUSTED',
  'was-signed': 'UNSIGNED',
} as const satisfies Record<Because, PysignError['code']>;

/**
 * What keeps a file from being relied on, with the exit code that says so; null where nothing does.
 * @param project that a pin would name; null for a file that is no distribution.
 */
export function problemOf(verdict: Verdict, mode: 'strict' | 'warn', project: string | null): PysignError | null {
  if (passes(verdict, mode)) return null;
  switch (verdict.verdict) {
    case 'trusted':
    case 'excepted':
      return null;
    case 'rejected':
      return new PysignError(codes[verdict.because], verdict.reason, nextFor(verdict.because, project));
    case 'unsigned':
      return new PysignError('UNSIGNED', verdict.reason);
    case 'undetermined':
      if (verdict.cause.cause === 'unreachable') return verdict.cause.error;
      return new PysignError('CERTIFICATE_NOT_FOUND', verdict.reason, {
        next: 'give the public key of the author: --keyring KEYFILE',
      });
  }
}

function nextFor(because: Because, project: string | null): { readonly next?: string } {
  switch (because) {
    case 'unpinned':
      return { next: project === null ? 'give the key you trust: --keyring KEYFILE' : `pysign trust add ${project}` };
    case 'signer-changed':
      return { next: 'pysign trust list; ask the author by another way whether the key is theirs' };
    case 'was-signed':
      return { next: 'ask the author why this file has no signature' };
    case 'incorrect':
      return { next: 'do not use this file; fetch it again from where its author published it' };
    case 'unusable':
      return {};
  }
}
