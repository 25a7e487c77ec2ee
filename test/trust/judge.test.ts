import { expect } from 'chai';
import type { FileEvidence } from '../../src/evidence/file-evidence.ts';
import { askPinned, judge } from '../../src/trust/judge.ts';
import type { Policy } from '../../src/trust/policy.ts';
import { problemOf } from '../../src/trust/problem.ts';
import { passes, type Verdict } from '../../src/trust/verdict.ts';
import {
  ADA,
  byNobodyKnown,
  EVE,
  evidence,
  exception,
  keyServerSilent,
  NOW,
  pin,
  policy,
  SHA256,
  signatures,
  signedBy,
  unreachable,
  unusable,
  wrong,
} from './evidence.ts';

const adaForDemo = policy([pin('demo', [ADA])]);
const nobody = policy([]);
const keeps = {
  simpleUrl: new URL('https://a.example/simple/'),
  file: new URL('https://a.example/demo-1.5.tar.gz'),
  uploaded: null,
  keepsSignatures: true,
};

/** `verdict` or `verdict because`, and the exit code in both modes. */
function outcome(file: FileEvidence, decided: Policy): string {
  const verdict = judge(file, decided, NOW);
  const codes = (['strict', 'warn'] as const).map((mode) => problemOf(verdict, mode, 'demo')?.exitCode ?? 0);
  return `${words(verdict)}: ${codes.join(', ')}`;
}

function words(verdict: Verdict): string {
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

describe('the judge', () => {
  it('trusts what a pinned key signed, and names it', () => {
    expect(judge(evidence(signatures(signedBy(ADA))), adaForDemo, NOW)).to.deep.equal({
      verdict: 'trusted',
      signer: ADA,
    });
    expect(outcome(evidence(signatures(signedBy(ADA))), adaForDemo)).to.equal('trusted: 0, 0');
  });

  it('lets an unpinned signer pass in warn mode, and never another one than is pinned', () => {
    expect(outcome(evidence(signatures(signedBy(EVE))), nobody)).to.equal('rejected unpinned: 4, 0');
    expect(outcome(evidence(signatures(signedBy(EVE))), adaForDemo)).to.equal('rejected signer-changed: 4, 4');
    const early = policy([pin('demo', [ADA], { versions: '<1' })]);
    expect(outcome(evidence(signatures(signedBy(ADA))), early)).to.equal('rejected signer-changed: 4, 4');
  });

  it('never lets what is incorrect or unusable pass, pinned or not', () => {
    for (const decided of [adaForDemo, nobody]) {
      expect(outcome(evidence(signatures(wrong)), decided)).to.equal('rejected incorrect: 3, 3');
      for (const why of ['weak', 'key', 'time', 'not-understood'] as const) {
        expect(outcome(evidence(signatures(unusable(ADA, why))), decided)).to.equal('rejected unusable: 3, 3');
      }
      const unreadable = evidence({ found: 'unreadable', reason: 'it is a message' });
      expect(outcome(unreadable, decided)).to.equal('rejected incorrect: 3, 3');
    }
  });

  it('tells no signature, no key and no answer apart', () => {
    expect(outcome(evidence({ found: 'none' }), nobody)).to.equal('unsigned: 4, 0');
    expect(outcome(evidence(signatures(byNobodyKnown)), nobody)).to.equal('undetermined no-key: 4, 0');
    expect(outcome(evidence(signatures(keyServerSilent)), nobody)).to.equal('undetermined unreachable: 5, 5');
    const silent = evidence({ found: 'unreachable', cause: unreachable });
    expect(outcome(silent, adaForDemo)).to.equal('undetermined unreachable: 5, 5');
  });

  it('finds that a pinned project came unsigned, on an index that keeps signatures', () => {
    const stripped = evidence({ found: 'none' }, { index: keeps });
    expect(outcome(stripped, adaForDemo)).to.equal('rejected was-signed: 4, 4');
    expect(outcome(stripped, nobody)).to.equal('unsigned: 4, 0');
    const drops = evidence({ found: 'none' }, { index: { ...keeps, keepsSignatures: false } });
    expect(outcome(drops, adaForDemo)).to.equal('unsigned: 4, 0');
  });

  it('rejects the right signature under the name of another release, whoever made it', () => {
    const identity = { identity: 'differs', reason: 'it says demo 1.4' } as const;
    const renamed = evidence(signatures(signedBy(ADA)), { identity });
    expect(outcome(renamed, adaForDemo)).to.equal('rejected incorrect: 3, 3');
    expect(outcome(evidence({ found: 'none' }, { identity }), nobody)).to.equal('rejected incorrect: 3, 3');
  });

  it('takes one trusted signature of several, wherever it stands, and else tells what says most', () => {
    const others = [wrong, byNobodyKnown, keyServerSilent, unusable(ADA, 'key'), signedBy(EVE)];
    for (const other of others) {
      expect(outcome(evidence(signatures(other, signedBy(ADA))), adaForDemo)).to.equal('trusted: 0, 0');
      expect(outcome(evidence(signatures(signedBy(ADA), other)), adaForDemo)).to.equal('trusted: 0, 0');
    }
    expect(outcome(evidence(signatures(byNobodyKnown, wrong)), nobody)).to.equal('rejected incorrect: 3, 3');
    expect(outcome(evidence(signatures(wrong, signedBy(EVE))), adaForDemo)).to.equal('rejected signer-changed: 4, 4');
    expect(outcome(evidence(signatures(wrong, unusable(ADA, 'key'))), adaForDemo)).to.equal('rejected unusable: 3, 3');
    expect(outcome(evidence(signatures(byNobodyKnown, keyServerSilent)), nobody)).to.include('unreachable: 5, 5');
    expect(outcome(evidence(signatures()), nobody)).to.equal('unsigned: 4, 0');
  });

  it('asks who is pinned of every correct signature, usable or not', () => {
    const file = evidence(signatures());
    expect(askPinned(unusable(ADA, 'key'), file, adaForDemo)).to.include({ verdict: 'trusted' });
    expect(askPinned(unusable(EVE, 'key'), file, adaForDemo)).to.include({ because: 'signer-changed' });
    expect(askPinned(wrong, file, adaForDemo)).to.equal(null);
  });
});

describe('written exceptions', () => {
  const unsigned = exception({ what: 'unsigned', sha256: [SHA256] });
  const weak = exception({ what: 'weak' });

  it('let an unsigned file pass by its digest, and no other', () => {
    const decided = policy([], [unsigned]);
    expect(outcome(evidence({ found: 'none' }), decided)).to.equal('excepted: 0, 0');
    expect(outcome(evidence({ found: 'none' }, { sha256: '6'.repeat(64) }), decided)).to.equal('unsigned: 4, 0');
    expect(outcome(evidence({ found: 'none' }, { sha256: null }), decided)).to.equal('unsigned: 4, 0');
    expect(outcome(evidence(signatures(wrong)), decided)).to.equal('rejected incorrect: 3, 3');
    const silent = evidence({ found: 'unreachable', cause: unreachable });
    expect(outcome(silent, decided)).to.equal('undetermined unreachable: 5, 5');
  });

  it('let a weak signature of a pinned key pass, and nothing else that is unusable', () => {
    const decided = policy([pin('demo', [ADA])], [weak]);
    expect(outcome(evidence(signatures(unusable(ADA, 'weak'))), decided)).to.equal('excepted: 0, 0');
    expect(outcome(evidence(signatures(unusable(EVE, 'weak'))), decided)).to.equal('rejected unusable: 3, 3');
    for (const why of ['key', 'time', 'not-understood'] as const) {
      expect(outcome(evidence(signatures(unusable(ADA, why))), decided)).to.equal('rejected unusable: 3, 3');
    }
    expect(outcome(evidence(signatures(unusable(ADA, 'weak'))), policy([], [weak]))).to.include('unusable');
  });

  it('fail once they have ended, and say so', () => {
    const expires = new Date('2025-06-30T00:00:00Z');
    const decided = policy(
      [pin('demo', [ADA])],
      [
        { ...unsigned, expires },
        { ...weak, expires },
      ],
    );
    for (const found of [{ found: 'none' } as const, signatures(unusable(ADA, 'weak'))]) {
      const verdict = judge(evidence(found), decided, NOW);
      expect(passes(verdict, 'strict')).to.equal(false);
      expect('reason' in verdict ? verdict.reason : '').to.include('the exception for it ended on 2025-06-30');
    }
  });

  it('let a pinned project pass that lost its signature, by its digest', () => {
    const stripped = evidence({ found: 'none' }, { index: keeps });
    const verdict = judge(stripped, policy([pin('demo', [ADA])], [unsigned]), NOW);
    expect(verdict).to.deep.include({ verdict: 'excepted' });
    expect(verdict.verdict === 'excepted' ? words(verdict.instead) : '').to.equal('rejected was-signed');
  });
});
