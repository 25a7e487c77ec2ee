import { PysignError } from '../../src/errors.ts';

/** The PysignError that this ends in; anything else fails the test. */
export async function refusalOf(attempt: () => unknown): Promise<PysignError> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof PysignError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
