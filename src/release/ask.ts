import type { Collection } from '../distributions/collect.ts';
import { PysignError } from '../errors.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { failureFinding } from '../preflight/failures.ts';
import { type Finding, type RuleName, warning } from '../preflight/finding.ts';
import { listingFindings, otherBytes } from './compare-listing.ts';
import { droppedSignatures, findIndex, noCredentials, readListed } from './preflight.ts';
import type { ReleaseRequest } from './request.ts';
import type { ReleaseServices } from './services.ts';

export interface AskedIndex {
  /** Null where it did not answer. */
  readonly server: IndexServer | null;
  readonly findings: readonly Finding[];
}

/** What kind of index it is, and whether this release may go there at all. */
export async function askIndex(request: ReleaseRequest, services: ReleaseServices): Promise<AskedIndex> {
  const server = await orFinding('index', async () => findIndex(request, services));
  if ('rule' in server) return { server: null, findings: [server] };
  const drops = request.signatures === 'require' && server.signatures === 'drops';
  const lacks = services.credentials === null && server.needsCredentials;
  return {
    server,
    findings: [
      ...(drops ? [failureFinding('signatures', droppedSignatures(server))] : []),
      ...(lacks ? [failureFinding('credentials', noCredentials(server))] : []),
    ],
  };
}

/** Whether there is a key that can sign, and what those who verify will say of it. No passphrase is asked for. */
export async function askAuthor(
  { signatures }: ReleaseRequest,
  services: ReleaseServices,
): Promise<readonly Finding[]> {
  if (signatures === 'off') return [];
  const signer = await orFinding('key', async () => services.openSigner(Promise.resolve()));
  if ('rule' in signer) return [signer];
  signer.close();
  return signer.key.warnings.map((message) => warning('key', null, message, 'pysign keys list'));
}

/** What the index lists of each project, beside the files that are about to go there. */
export async function askListings(
  releases: readonly Collection[],
  server: IndexServer,
  services: ReleaseServices,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const files of releases) {
    const listed = await orFinding('index', async () => readListed(files.project, server, services));
    if ('rule' in listed) return [...findings, listed];
    findings.push(...(await listingFindings(files, server, listed)));
    findings.push(...(await otherBytes(files.distributions, listed, services)));
  }
  return findings;
}

async function orFinding<T>(rule: RuleName, ask: () => Promise<T>): Promise<T | Finding> {
  try {
    return await ask();
  } catch (thrown) {
    if (thrown instanceof PysignError) return failureFinding(rule, thrown);
    throw thrown;
  }
}
