import type { CollectedDistribution, Collection } from '../distributions/collect.ts';
import { PysignError } from '../errors.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { sha256Of } from '../indexes/listed-digest.ts';
import { differentBytes } from '../indexes/upload.ts';
import { failureFinding } from '../preflight/failures.ts';
import type { Finding } from '../preflight/finding.ts';
import { lostFindings, pypiListingFindings } from '../preflight/listing-rules.ts';
import type { ListedFile } from '../simple-api/project-page.ts';
import { isPypi } from './rules-of.ts';
import type { ReleaseServices } from './services.ts';
import { hashDistribution } from './signed-file.ts';

export type Listed = ReadonlyMap<string, ListedFile>;

/** What the project's page on the index says to this release. */
export async function listingFindings(
  { version, distributions }: Collection,
  server: IndexServer,
  listed: Listed,
): Promise<readonly Finding[]> {
  const files = distributions.map(({ distribution: { filename }, size }) => ({ filename, size }));
  const comparison = { version, files, listed: [...listed.values()], now: new Date() };
  return [...(isPypi(server) ? pypiListingFindings(comparison) : []), ...(await lostFindings(comparison))];
}

/** Names that are taken by other bytes. Only files whose name is listed are hashed. */
export async function otherBytes(
  files: readonly CollectedDistribution[],
  listed: Listed,
  { http }: ReleaseServices,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const file of files) {
    const there = listed.get(file.distribution.filename);
    const failure = there === undefined ? null : await difference(file, there, http);
    if (failure !== null)
      findings.push({ ...failureFinding('other-bytes', failure), file: file.distribution.filename });
  }
  return findings;
}

async function difference(
  file: CollectedDistribution,
  there: ListedFile,
  http: ReleaseServices['http'],
): Promise<PysignError | null> {
  try {
    const { sha256, size } = await hashDistribution(file);
    const theirs = await sha256Of(there, size, http);
    return theirs === sha256 ? null : differentBytes(file.distribution.filename, sha256, theirs);
  } catch (error) {
    if (error instanceof PysignError) return error;
    throw error;
  }
}
