import type { ReleaseServices } from '../release/services.ts';
import { indexCredentials } from './index-credentials.ts';
import { buildServices, namedIndex } from './services.ts';
import type { Typed } from './typed.ts';

/** For who only reads from an index, and is not asked to unlock a key chain: the credentials that lie open are tried. */
export async function readingServices(typed: Typed, userAgent: string): Promise<ReleaseServices> {
  const open = { ...typed, noKeyring: true };
  const credentials = await indexCredentials(open, process.env, { ...namedIndex(open, process.env), project: null });
  const surroundings = { environment: process.env, userAgent, indexName: null };
  return buildServices(open, surroundings, credentials, { tell: () => undefined }, new AbortController().signal);
}
