import type { Http } from '../http/http.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import { heldCertificates } from './certificate-source.ts';
import { reckon } from './examine-signature.ts';
import { gatherServed } from './index-file.ts';
import type { Observation } from './key-observations.ts';
import type { SignedRelease, SigningHistory } from './signing-history.ts';

/** What the releases of a project on an index say of a key. The index chose what it serves, so nothing of it counts. */
export async function observeHistory(
  certificate: Certificate,
  history: SigningHistory,
  server: IndexServer,
  http: Http,
): Promise<readonly Observation[]> {
  const seen = (what: string, agrees: Observation['agrees']): Observation => {
    return { what, where: server.simpleUrl.href, agrees, counts: false };
  };
  if (history.history === 'unreachable') {
    return [seen(`${server.name} could not be asked: ${history.cause.message}`, 'unknown')];
  }
  const names = new Set(certificate.partNames);
  const { releases } = history;
  const own = releases.filter(({ issuers }) => issuers?.some((issuer) => names.has(issuer)) === true);
  const others = releases.filter((each) => !own.includes(each) && (each.issuers?.length ?? 0) > 0);
  const newest = own[0];
  return [
    ...(newest === undefined ? [noneSeen(releases, server, seen)] : [seen(sinceWords(own, releases, server), 'yes')]),
    ...(newest === undefined ? [] : [await verifiedOne(newest, certificate, server, http, seen)]),
    ...(others.length === 0 ? [] : [seen(othersWords(others), 'no')]),
  ];
}

type Seen = (what: string, agrees: Observation['agrees']) => Observation;

function noneSeen(releases: readonly SignedRelease[], { name }: IndexServer, seen: Seen): Observation {
  if (releases.length === 0) return seen(`${name} lists no release`, 'unknown');
  const silent = releases.some(({ issuers }) => issuers === null);
  return seen(`no release on ${name} ${silent ? 'that could be looked at ' : ''}names it`, 'unknown');
}

function sinceWords(own: readonly SignedRelease[], all: readonly SignedRelease[], { name }: IndexServer): string {
  const first = own.at(-1);
  const time = first?.file.uploadTime?.slice(0, 10) ?? '';
  const since = `${first?.version ?? ''}${time === '' ? '' : ` (${time})`}`;
  return `on ${name}, the signatures of ${String(own.length)} of ${String(all.length)} releases name it, since ${since}`;
}

const MOST_NAMED = 4;

function othersWords(others: readonly SignedRelease[]): string {
  const some = others.slice(0, MOST_NAMED).map(({ version, issuers }) => `${version} by ${(issuers ?? []).join(', ')}`);
  const more = others.length > MOST_NAMED ? ` and ${String(others.length - MOST_NAMED)} more` : '';
  return `others signed ${some.join('; ')}${more}`;
}

/** The newest one with all its bytes: a signature can name any key. */
async function verifiedOne(
  { file }: SignedRelease,
  certificate: Certificate,
  { simpleUrl, signatures }: IndexServer,
  http: Http,
  seen: Seen,
): Promise<Observation> {
  const examination = {
    sources: [heldCertificates('the key', [certificate])],
    moments: { now: new Date(), uploaded: null },
    fact: reckon,
  };
  const served = { ...file, simpleUrl, keepsSignatures: signatures === 'keeps' };
  const evidence = await gatherServed(served, http, examination);
  const each = evidence.signatures.found === 'some' ? evidence.signatures.each : [];
  if (each.some(({ correct }) => correct.correct === 'yes')) {
    return seen(`${file.filename} is signed by it, over these very bytes`, 'yes');
  }
  if (evidence.signatures.found === 'unreachable') return seen(`${file.filename} could not be fetched`, 'unknown');
  return seen(`${file.filename} names it, and is NOT signed by it`, 'no');
}
