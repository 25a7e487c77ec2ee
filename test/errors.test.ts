import { expect } from 'chai';
import { exitCodes, isSystemError, mostSerious, PysignError, reasonOf } from '../src/errors.ts';

describe('errors', () => {
  it('carry the exit code of their code', () => {
    expect(new PysignError('KEY_AMBIGUOUS', 'two keys').exitCode).to.equal(6);
    expect(new PysignError('CANCELLED', 'cancelled').exitCode).to.equal(130);
  });

  it('give nothing but exit codes that are documented', () => {
    expect(new Set(Object.values(exitCodes))).to.deep.equal(new Set([1, 2, 3, 4, 5, 6, 7, 130]));
  });

  it('let the most serious of several outcomes decide', () => {
    expect(mostSerious([])).to.equal(0);
    expect(mostSerious([0, 7, 5])).to.equal(5);
    expect(mostSerious([7, 3, 5, 4])).to.equal(3);
    expect(mostSerious([2, 6, 1])).to.equal(1);
    expect(mostSerious([1, 130])).to.equal(130);
  });

  it('know a failure of the operating system by its code', () => {
    expect(isSystemError(Object.assign(new Error('x'), { code: 'ENOENT' }), 'ENOENT', 'EACCES')).to.equal(true);
    expect(isSystemError(new Error('ENOENT'), 'ENOENT')).to.equal(false);
    expect(reasonOf('plain text')).to.equal('plain text');
  });
});
