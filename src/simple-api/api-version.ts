import { PysignError } from '../errors.ts';

/** What our own pages are: PEP 700. */
export const API_VERSION = '1.1';

/**
 * PEP 629: a reader must not read a page of a higher major version than it knows.
 * @throws PysignError `INDEX_FAILED`
 */
export function refuseOtherMajor(version: string, from: URL): void {
  if (/^1\.\d+$/u.test(version)) return;
  throw new PysignError('INDEX_FAILED', `${from.href} is a page of the simple API that is not of version 1`, {
    details: [`its version: ${version.slice(0, 32)}`],
  });
}
