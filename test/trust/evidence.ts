import { PysignError } from '../../src/errors.ts';
import type { FileEvidence, SignatureEvidence } from '../../src/evidence/file-evidence.ts';
import type { Exception, Pin, Policy } from '../../src/trust/policy.ts';

export const ADA = 'A'.repeat(40);
export const EVE = 'E'.repeat(40);
export const SHA256 = '5'.repeat(64);
const SIGNED_ON = new Date('2024-05-01T12:00:00Z');
export const NOW = new Date('2026-01-01T00:00:00Z');
export const unreachable = new PysignError('INDEX_UNREACHABLE', 'no route');

const claim = { described: 'RSA-4096 signature with SHA-256', created: SIGNED_ON, seen: SIGNED_ON, issuer: ADA };
const usable = { usable: 'yes', userId: 'Ada', warnings: [], today: null } as const;

export function signedBy(signer: string): SignatureEvidence {
  return { claim, correct: { correct: 'yes', signer, signedBy: signer, source: 'a test' }, usable };
}

export function unusable(signer: string, why: 'weak' | 'key' | 'time' | 'not-understood'): SignatureEvidence {
  return { ...signedBy(signer), usable: { usable: 'no', why, reason: `it is no good: ${why}` } };
}

export const wrong: SignatureEvidence = {
  claim,
  correct: { correct: 'no', reason: 'these bytes are not what was signed' },
  usable: { usable: 'unknown' },
};

export const byNobodyKnown: SignatureEvidence = {
  claim,
  correct: { correct: 'unknown', asked: [{ source: 'a keyring', answer: 'not-found' }] },
  usable: { usable: 'unknown' },
};

export const keyServerSilent: SignatureEvidence = {
  ...byNobodyKnown,
  correct: {
    correct: 'unknown',
    asked: [
      { source: 'a keyring', answer: 'not-found' },
      { source: 'a key server', answer: 'unreachable', cause: unreachable },
    ],
  },
};

export function evidence(found: FileEvidence['signatures'], more: Partial<FileEvidence> = {}): FileEvidence {
  const release = { project: 'demo', version: '1.5' };
  return {
    name: 'demo-1.5.tar.gz',
    asked: release,
    identity: { identity: 'agrees', is: release },
    sha256: SHA256,
    index: null,
    signatures: found,
    ...more,
  };
}

export function signatures(...each: readonly SignatureEvidence[]): FileEvidence['signatures'] {
  return { found: 'some', each };
}

export function pin(project: string, openpgp: readonly string[], more: Partial<Pin> = {}): Pin {
  const unlimited = { versions: null, index: null, notBefore: null, notAfter: null, reason: null };
  return { project, openpgp, ...unlimited, ...more };
}

export function policy(pins: readonly Pin[], exceptions: readonly Exception[] = []): Policy {
  return { mode: 'strict', pins, exceptions };
}

export function exception(allow: Exception['allow'], more: Partial<Exception> = {}): Exception {
  const expires = new Date('2027-01-01T00:00:00Z');
  return { project: 'demo', versions: null, allow, reason: 'agreed with the team', expires, ...more };
}
