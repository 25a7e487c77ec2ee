import { PysignError } from '../../src/errors.ts';

/** The PysignError a promise ends in; anything else is a failure of the test. */
export async function refusal(promise: Promise<unknown>): Promise<PysignError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof PysignError) return error;
    throw error;
  }
  throw new Error('it was expected to fail');
}
