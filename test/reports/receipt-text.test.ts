import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import type { IndexServer } from '../../src/indexes/index-server.ts';
import { fileProblems } from '../../src/release/problems.ts';
import type { Receipt } from '../../src/release/receipt.ts';
import { receiptText } from '../../src/reports/receipt-text.ts';
import { fileReport, receiptOf, signer } from '../fixtures/receipts.ts';

const plain = { good: same, warning: same, bad: same, dim: same };
const url = new URL('https://files.example/demo.asc');

function same(words: string): string {
  return words;
}

function text(receipt: Receipt, title: string | null = 'pypiserver', columns = 100): string[] {
  const problemsOf = (file: Receipt['files'][number]): readonly PysignError[] => fileProblems(file, receipt);
  return receiptText({ receipt, title, problemsOf, style: { ...plain, columns } }).split('\n');
}

function on(software: IndexServer['software'], name: string): Partial<Receipt> {
  return { server: { ...receiptOf([]).server, software, name } };
}

describe('the text of a receipt', () => {
  it('is one row a file and one closing line', () => {
    const sdist = fileReport({ filename: 'demo-1.0.tar.gz' });
    expect(text(receiptOf([fileReport(), sdist]))).to.deep.equal([
      '  internal  pypiserver',
      '  ✔ demo-1.0-py3-none-any.whl  signed  uploaded  listed  signature kept and verified',
      '  ✔ demo-1.0.tar.gz            signed  uploaded  listed  signature kept and verified',
      '',
      `2 files of demo 1.0 released to internal, signed by ${signer}`,
    ]);
  });

  it('breaks a row in two where the terminal is narrow', () => {
    const lines = text(receiptOf([fileReport()]), 'pypiserver', 80);
    expect(lines.slice(1, 3)).to.deep.equal([
      '  ✔ demo-1.0-py3-none-any.whl',
      '      signed  uploaded  listed  signature kept and verified',
    ]);
    expect(lines.slice(-2)).to.deep.equal(['1 file of demo 1.0 released to internal, signed by', signer]);
  });

  it('says twice that a signature was dropped', () => {
    const dropped = fileReport({ signature: { fate: 'dropped', url } });
    const one = text(receiptOf([dropped], on('devpi', 'devpi.example')), 'devpi');
    expect(one[1]).to.include('! demo-1.0-py3-none-any.whl').and.include('signature dropped by devpi');
    expect(one.at(-1)).to.equal('devpi took the file and dropped its signature; the .asc stays beside the file');
    const two = text(receiptOf([dropped, dropped], on(null, 'internal')), null);
    expect(two.at(-1)).to.include('the index took the files and dropped their signatures');
  });

  it('says of PyPI since when it stores no signature', () => {
    const dropped = fileReport({ signature: { fate: 'dropped', url }, hasSig: false });
    const lines = text(receiptOf([dropped], on('pypi', 'pypi')), 'PyPI');
    expect(lines[1]).to.include('signature dropped by PyPI, has_sig false');
    expect(lines.at(-1)).to.equal(
      'PyPI has stored no OpenPGP signature since May 2023; the .asc stays beside the file',
    );
  });

  it('shows what the index says of a signature beside what it does', () => {
    expect(text(receiptOf([fileReport({ hasSig: true })]))[1]).to.include('signature kept and verified, has_sig true');
  });

  it('marks what failed and leaves the rest unmarked', () => {
    const cause = new PysignError('INDEX_REFUSED', 'no');
    const later = {
      listing: { listed: 'not-asked' },
      signature: { fate: 'not-sent', reason: 'not-uploaded' },
    } as const;
    const lines = text(
      receiptOf([
        fileReport({ upload: { outcome: 'refused', cause }, ...later }),
        fileReport({ filename: 'demo-1.0.tar.gz', upload: { outcome: 'not-started' }, ...later }),
      ]),
    );
    expect(lines[1]).to.match(/✘ demo-1.0-py3-none-any.whl {2}signed {2}refused {2}not sent/u);
    expect(lines[2]).to.match(/· demo-1.0.tar.gz {12}signed +not sent/u);
    expect(lines.at(-1)).to.include('0 of 2 files of demo 1.0 released');
  });

  it('says when there was nothing to do', () => {
    const there = fileReport({ signed: 'kept', upload: { outcome: 'already-there' } });
    const lines = text(receiptOf([there]), 'pypiserver', 200);
    expect(lines[1]).to.include('already signed  already there  listed');
    expect(lines.at(-1)).to.include('nothing to upload: 1 file of demo 1.0 on internal already');
  });

  it('lets no file name or warning speak to the terminal', () => {
    const evil = '\u001B[2Jdemo\u202Egpj-1.0.tar.gz';
    const shown = text(receiptOf([fileReport({ filename: evil })], { warnings: [`${evil} left alone`] })).join('\n');
    expect(shown).not.to.include('\u001B');
    expect(shown).not.to.include('\u202E');
    expect(shown).to.include(String.raw`\x1b[2Jdemo\u202egpj-1.0.tar.gz`);
  });

  it('has words for every other state', () => {
    const states = [
      fileReport({ signature: { fate: 'altered', url, stillValid: true, signer } }),
      fileReport({ signature: { fate: 'altered', url, stillValid: false, signer: null } }),
      fileReport({
        listing: { listed: 'never', waitedSeconds: 60 },
        signature: { fate: 'not-visible', waitedSeconds: 60 },
      }),
      fileReport({ listing: { listed: 'other-bytes', sha256: '0' }, signature: { fate: 'not-sent', reason: 'off' } }),
      fileReport({ signed: 'no', signature: { fate: 'not-sent', reason: 'unsigned' } }),
      fileReport({ upload: { outcome: 'unknown', cause: new PysignError('INDEX_UNREACHABLE', 'gone') } }),
      fileReport({ upload: { outcome: 'failed', cause: new PysignError('INDEX_FAILED', 'gone') } }),
      fileReport({
        listing: { listed: 'unknown', cause: new PysignError('INDEX_FAILED', 'gone') },
        signature: { fate: 'unknown', cause: null },
      }),
    ];
    const lines = text(receiptOf(states), null, 200).slice(1, 9);
    for (const [line, words] of [
      [0, '! '],
      [0, 'signature altered, still valid'],
      [1, '✘'],
      [1, 'wrong signature served'],
      [2, 'not listed'],
      [2, 'signature not visible yet'],
      [3, 'other bytes listed'],
      [3, 'no signature asked for'],
      [4, 'unsigned'],
      [4, 'no signature'],
      [5, 'perhaps uploaded'],
      [6, 'failed'],
      [7, 'listing unknown'],
      [7, 'not confirmed'],
    ] as const) {
      expect(lines[line]).to.include(words);
    }
  });
});
