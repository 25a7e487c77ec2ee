import { homedir } from 'node:os';
import { validRange } from '@renovatebot/pep440';
import { normaliseProject } from '../distributions/project-name.ts';
import { PysignError } from '../errors.ts';
import { observeHistory } from '../evidence/history-observations.ts';
import { type KeyFindings, type Observation, observeKey } from '../evidence/key-observations.ts';
import type { KeySource } from '../evidence/key-sources/key-source.ts';
import { gpgKeyring } from '../evidence/key-sources/local-keys.ts';
import { readHistory, type SigningHistory } from '../evidence/signing-history.ts';
import type { Http } from '../http/http.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import { outlookOf } from '../openpgp/key-outlook.ts';
import { findIndex } from '../release/preflight.ts';
import { evidenceText, trustAddDocument } from '../reports/trust-add.ts';
import { withPin } from '../trust-file/change-trust.ts';
import { patternFault } from '../trust-file/patterns.ts';
import { keyBeside, openTrust, type TrustStore, writeKey, writeTrust } from '../trust-file/trust-store.ts';
import { styleFor } from '../ui/terminal.ts';
import { mayAsk } from './may-ask.ts';
import { keyHttp } from './key-http.ts';
import { printDocument, printText } from './output.ts';
import { keyringOf, namedSources } from './named-key-sources.ts';
import { ownDirectories, publicSources } from './public-key-sources.ts';
import { readingServices } from './reading-services.ts';
import { buildRequest } from './services.ts';
import { candidateFor } from './trust-candidate.ts';
import type { Typed } from './typed.ts';

export interface TrustWish {
  /** As typed: a name, or a pattern. */
  readonly project: string;
  readonly fingerprint: string | null;
  readonly keysUrl: string | null;
  readonly address: string | null;
  readonly versions: string | null;
  readonly reason: string | null;
  /** Where keys are looked for that nobody named; null for nowhere. */
  readonly keyserver: string | null;
  readonly typed: Typed;
  readonly userAgent: string;
}

/** Gathers what there is to see of a key, shows it, asks once, and writes down what a person decided and saw. */
export async function addTrust(wish: TrustWish): Promise<void> {
  const { typed, versions } = wish;
  const project = projectOf(wish.project);
  if (versions !== null && !validRange(versions)) {
    throw new PysignError('USAGE', `${versions} is no range of versions (PEP 440), such as ">=1.0, <2"`);
  }
  const store = openTrust(process.cwd(), homedir());
  const asking = mayAsk(typed.json);
  const world = await worldOf(wish, project);
  const named = namedSources({ keyFile: typed.keyFile, keysUrl: wish.keysUrl }, world.keys);
  const fingerprint = await candidateFor({
    ...wish,
    project,
    asking,
    typed: named,
    history: world.history,
    inKeyring: world.inKeyring,
  });
  const { certificate, observations } = await findingsOf(fingerprint, project, wish, store, world, named);
  const change = withPin(store.file, {
    ...wish,
    project,
    fingerprint,
    evidence: observations
      .filter(({ agrees }) => agrees === 'yes')
      .map(({ what, where }) => ({ what, where, when: new Date() })),
  });
  await refuseRevoked(certificate);
  const outlook = await outlookOf(certificate, new Date(), DAYS_AHEAD);
  const shown = { project, certificate, outlook, observations, trustFile: store.name };
  if (!typed.json) printText(evidenceText(shown, styleFor(process.stdout)));
  if (asking) await askOnce(project);
  else refuseContradicted(observations);
  await writeKey(store, certificate);
  await writeTrust(store, change);
  if (typed.json) printDocument(trustAddDocument(shown));
  else printText(`pinned for ${project} in ${store.name}`);
}

const DAYS_AHEAD = 60;

function projectOf(written: string): string {
  const project = normaliseProject(written);
  const wrong = patternFault(project);
  if (wrong === null) return project;
  throw new PysignError('USAGE', `${written} ${wrong}`, { next: 'pysign trust add PROJECT' });
}

/** What is asked: the index, and gpg's keyring where there is one. */
interface World {
  /** For the index, with its credentials. */
  readonly http: Http;
  /** For keys, without any. */
  readonly keys: Http;
  readonly server: IndexServer;
  /** Null for a pattern, which no index lists. */
  readonly history: SigningHistory | null;
  readonly inKeyring: (issuer: string) => Promise<Certificate | null>;
}

async function worldOf({ typed, userAgent }: TrustWish, project: string): Promise<World> {
  const surroundings = { environment: process.env, userAgent, indexName: null };
  // The key file is a witness here, not a replacement for gpg's keyring.
  const services = await readingServices({ ...typed, keyFile: null }, userAgent);
  const server = await findIndex(await buildRequest(typed, surroundings), services);
  const history = project.includes('*') ? null : await readHistory(project, server, services.http);
  const keys = keyHttp(userAgent, typed.allowHttp);
  return { http: services.http, keys, server, history, inKeyring: keyringOf(services.findCertificate) };
}

async function findingsOf(
  fingerprint: string,
  project: string,
  wish: TrustWish,
  store: TrustStore,
  world: World,
  named: readonly KeySource[],
): Promise<Pick<KeyFindings, 'observations'> & { readonly certificate: Certificate }> {
  const asked = named.map((source) => ({ source, counts: true }));
  const ring = { source: gpgKeyring(world.inKeyring), counts: true };
  const kept = await keyBeside(store, fingerprint);
  const first = await observeKey(fingerprint, [...asked, ring, ...publicSources(wish, world.keys)]);
  const [copy, ...copies] = [kept, first.certificate].flatMap((each) => each ?? []);
  if (copy === undefined) throw notFound(fingerprint, wish, first.observations);
  const known = copies.reduce((all, each) => all.merged(each), copy);
  const more = await observeKey(fingerprint, ownDirectories(wish, known.userIds, world.keys));
  const certificate = more.certificate === null ? known : known.merged(more.certificate);
  const history =
    world.history === null ? [] : await observeHistory(certificate, world.history, world.server, world.http);
  const typed = wish.fingerprint === null ? [] : [typedOne];
  const seen = [...first.copies, ...more.copies];
  const handed = await handedOver(fingerprint, project, store, seen);
  return { certificate, observations: [...typed, ...handed, ...first.observations, ...more.observations, ...history] };
}

/** Whether a key that is pinned already vouches for this one: of all that can be seen, what says most. */
async function handedOver(
  fingerprint: string,
  project: string,
  store: TrustStore,
  copies: readonly Certificate[],
): Promise<readonly Observation[]> {
  const pin = store.file.pins.find((each) => each.project === project);
  const seen: Observation[] = [];
  for (const old of pin?.openpgp.filter((each) => each !== fingerprint) ?? []) {
    const kept = await keyBeside(store, old);
    const dates = kept === null ? [] : await Promise.all(copies.map(async (copy) => kept.certifies(copy)));
    const certified = dates
      .find((date) => date !== null)
      ?.toISOString()
      .slice(0, 10);
    if (certified === undefined) continue;
    seen.push({ what: `the pinned key ${old} certified it on ${certified}`, where: null, agrees: 'yes', counts: true });
  }
  return seen;
}

const typedOne: Observation = {
  what: 'its fingerprint was typed by whoever decided',
  where: null,
  agrees: 'yes',
  counts: true,
};

function notFound(fingerprint: string, { project }: TrustWish, observations: readonly Observation[]): PysignError {
  return new PysignError('CERTIFICATE_NOT_FOUND', `the key ${fingerprint} was found nowhere`, {
    details: observations.map(({ what }) => what),
    next: `pysign trust add ${project} --fingerprint ${fingerprint} --key-file FILE`,
  });
}

async function refuseRevoked(certificate: Certificate): Promise<void> {
  const revoked = await certificate.revokedAt(new Date());
  if (revoked === null) return;
  throw new PysignError('KEY_UNUSABLE', `the key ${certificate.fingerprint} ${revoked}`, {
    next: 'ask its owner which key took its place',
  });
}

async function askOnce(project: string): Promise<void> {
  const { askYes } = await import('../ui/key-prompt.ts');
  if (await askYes(`May this key sign ${project}?`)) return;
  throw new PysignError('CANCELLED', `nothing was pinned for ${project}`);
}

/** Nobody sees the evidence: a witness that a person named and that speaks against the key ends it. */
function refuseContradicted(observations: readonly Observation[]): void {
  const against = observations.filter(({ agrees, counts }) => counts && agrees === 'no');
  const [first] = against;
  if (first === undefined) return;
  throw new PysignError('SIGNER_NOT_TRUSTED', `what you named speaks against this key: ${first.what}`, {
    details: against.slice(1).map(({ what }) => what),
    next: 'ask the author by another way which key is theirs',
  });
}
