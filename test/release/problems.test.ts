import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import type { SignatureFate } from '../../src/evidence/signature-fate.ts';
import { exitCodeOf, meetsRequirement, problemsOf } from '../../src/release/problems.ts';
import type { FileReport, SignaturesMode } from '../../src/release/receipt.ts';
import { fileReport, receiptOf, signer } from '../fixtures/receipts.ts';

const url = new URL('https://files.example/demo.whl.asc');
const down = new PysignError('INDEX_FAILED', 'the index answered 503');

function exit(differs: Partial<FileReport>, signatures: SignaturesMode): number {
  return exitCodeOf(receiptOf([fileReport(), fileReport(differs)], { signatures }));
}

describe('the exit code of a receipt', () => {
  it('is 0 when everything is kept', () => {
    expect(exitCodeOf(receiptOf([fileReport(), fileReport()], { signatures: 'require' }))).to.equal(0);
  });

  const fates: readonly (readonly [string, SignatureFate, number, number])[] = [
    ['dropped', { fate: 'dropped', url }, 0, 7],
    ['altered though still valid', { fate: 'altered', url, stillValid: true, signer }, 0, 7],
    ['wrong', { fate: 'altered', url, stillValid: false, signer: null }, 3, 3],
    ['unknown because the index failed', { fate: 'unknown', cause: down }, 5, 5],
    ['missing', { fate: 'not-sent', reason: 'unsigned' }, 0, 4],
  ];
  for (const [what, signature, preferred, required] of fates) {
    it(`is ${preferred} when a signature is ${what}, and ${required} where it is required`, () => {
      expect(exit({ signature }, 'prefer')).to.equal(preferred);
      expect(exit({ signature }, 'require')).to.equal(required);
      expect(meetsRequirement(signature)).to.equal(false);
    });
  }

  it('does not believe an index that says has_sig and serves nothing', () => {
    expect(exit({ signature: { fate: 'dropped', url }, hasSig: true }, 'require')).to.equal(7);
  });

  it('is 7 when a file is not visible in time, with or without signatures', () => {
    const listing = { listed: 'never', waitedSeconds: 60 } as const;
    const signature = { fate: 'not-visible', waitedSeconds: 60 } as const;
    expect(exit({ listing, signature }, 'prefer')).to.equal(7);
    expect(exit({ listing, signature: { fate: 'not-sent', reason: 'off' } }, 'off')).to.equal(7);
  });

  it('is 3 when other bytes are listed', () => {
    const listing = { listed: 'other-bytes', sha256: '00' } as const;
    expect(exit({ listing, signature: { fate: 'not-sent', reason: 'not-uploaded' } }, 'prefer')).to.equal(3);
  });

  it('is that of the upload that failed, not of those that were not started', () => {
    const refused = new PysignError('INDEX_REFUSED', 'no');
    const notSent = { fate: 'not-sent', reason: 'not-uploaded' } as const;
    const listing = { listed: 'not-asked' } as const;
    const files = [
      fileReport({ upload: { outcome: 'refused', cause: refused }, listing, signature: notSent }),
      fileReport({ upload: { outcome: 'not-started' }, listing, signature: notSent }),
    ];
    expect(problemsOf(receiptOf(files))).to.deep.equal([refused]);
    expect(exitCodeOf(receiptOf(files))).to.equal(5);
  });

  it('is that of the most serious of several', () => {
    const files = [
      fileReport({ signature: { fate: 'dropped', url } }),
      fileReport({ signature: { fate: 'altered', url, stillValid: false, signer: null } }),
    ];
    expect(exitCodeOf(receiptOf(files, { signatures: 'require' }))).to.equal(3);
  });
});
