import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';

/** The error that an act ends with, as a person sees it; it never holds what must not be shown. */
export function refused(act: () => unknown): PysignError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    expect([error.message, ...error.details, error.next].join('\n')).not.to.include('hunter2');
    return error;
  }
  throw new Error('it was not refused');
}
