import { expect } from 'chai';
import { asPysignError, isQuietExit } from '../../src/cli/failure.ts';
import { failureDocument } from '../../src/cli/failure-document.ts';
import { PysignError } from '../../src/errors.ts';

function usage(message: string): Error {
  return Object.assign(new Error(message), { oclif: { exit: 2 } });
}

describe('a failure of any kind', () => {
  it('keeps its own code', () => {
    const error = new PysignError('KEY_NOT_FOUND', 'no key');
    expect(asPysignError(error)).to.equal(error);
  });

  it('is a mistake on the command line when the parser says so, without the values that were typed', () => {
    const error = asPysignError(usage('Nonexistent flag: --password=hunter2\nSee more help with --help'));
    expect(error.code).to.equal('USAGE');
    expect(error.message).to.equal('Nonexistent flag: --password');
    expect(asPysignError(usage('Unexpected https://ada:hunter2@host/')).message).to.equal('Unexpected https://host/');
  });

  it('is a bug otherwise, with its cause and where it happened', () => {
    const bug = asPysignError(new TypeError('x is not a function'));
    expect([bug.code, bug.exitCode]).to.deep.equal(['UNEXPECTED', 1]);
    expect(bug.message).to.include('x is not a function');
    expect(bug.details.join()).to.include('failure.test.ts');
    expect(asPysignError('thrown text').message).to.include('thrown text');
  });

  it('is none when help or version ended the program', () => {
    expect(isQuietExit(Object.assign(new Error('EEXIT: 0'), { code: 'EEXIT' }))).to.equal(true);
    expect(isQuietExit(new Error('EEXIT'))).to.equal(false);
  });

  it('has the document of its command, or a plain one', () => {
    const error = new PysignError('USAGE', 'no');
    expect(failureDocument(['--json', 'confirm', 'x'], error))
      .to.include({ command: 'confirm', exitCode: 2 })
      .and.have.property('files');
    expect(failureDocument(['relaese'], error)).to.deep.equal({
      schemaVersion: 1,
      command: 'relaese',
      exitCode: 2,
      error: { code: 'USAGE', message: 'no', next: null },
    });
    expect(failureDocument(['index', '--json', 'show'], error)).to.include({ command: 'index show' });
    expect(failureDocument(['keys'], error)).to.include({ command: 'keys' });
    expect(failureDocument([], error)).to.include({ command: null });
  });
});
