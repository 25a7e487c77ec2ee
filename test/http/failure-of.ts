import { PysignError } from '../../src/errors.ts';

/** The failure that a promise must end in; anything else fails the test. */
export async function failureOf(doomed: Promise<unknown>): Promise<PysignError> {
  try {
    await doomed;
  } catch (error) {
    if (error instanceof PysignError) return error;
    throw error;
  }
  throw new Error('it succeeded, and should have failed');
}
