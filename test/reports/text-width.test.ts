import { expect } from 'chai';
import { labelled } from '../../src/reports/text-width.ts';

const plain = (text: string): string => text;

describe('a label and what it says', () => {
  it('stays in one column where the terminal is narrow, with no word broken', () => {
    const key = '1F2B9134B074D47D0EDBE2B4D5504C0602BBF204';
    const lines = labelled('warning:', `key ${key} expires in 19 days, on 2026-12-15`, 60, plain).split('\n');
    expect(lines).to.deep.equal([`warning: key ${key}`, '         expires in 19 days, on 2026-12-15']);
  });

  it('is one line where nobody counts columns', () => {
    expect(labelled('error:', 'a b c', Number.POSITIVE_INFINITY, plain)).to.equal('error: a b c');
  });

  it('keeps the line breaks of the text', () => {
    expect(labelled('error:', 'a\nb', 80, plain)).to.equal('error: a\n       b');
  });
});
