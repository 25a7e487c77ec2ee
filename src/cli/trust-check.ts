import { homedir } from 'node:os';
import { PysignError } from '../errors.ts';
import { gpgKeyring } from '../evidence/key-sources/local-keys.ts';
import type { AskedSource } from '../evidence/key-observations.ts';
import { type CheckedKey, checkKey, type Successor } from '../evidence/pinned-key-check.ts';
import { type CheckedTrust, trustCheckDocument, trustCheckText, trustProblem } from '../reports/trust-check.ts';
import { withPin } from '../trust-file/change-trust.ts';
import { inOrder } from '../trust-file/render-trust-file.ts';
import type { TrustFile } from '../trust-file/trust-file.ts';
import { keyBeside, openTrust, type TrustStore, writeKey, writeTrust } from '../trust-file/trust-store.ts';
import { styleFor } from '../ui/terminal.ts';
import { mayAsk } from './may-ask.ts';
import { keyHttp } from './key-http.ts';
import { keyringOf, type NamedKeys, namedSources } from './named-key-sources.ts';
import { printDocument, printText } from './output.ts';
import { ownDirectories, publicSources } from './public-key-sources.ts';
import { buildKeys } from './services.ts';
import type { Typed } from './typed.ts';

export interface CheckWish extends NamedKeys {
  /** Null asks nobody but gpg's keyring and what was named. */
  readonly keyserver: string | null;
  readonly typed: Typed;
  readonly userAgent: string;
}

/** Reads every pinned key again: was it taken back, does it end soon, has it handed over to another? */
export async function checkTrust(wish: CheckWish): Promise<void> {
  const store = openTrust(process.cwd(), homedir());
  present('trust check', await checkedTrust(wish, store), wish.typed.json);
}

/** The same, and keeps what is newer. Who may sign what changes only where a person says so. */
export async function updateTrust(wish: CheckWish): Promise<void> {
  const store = openTrust(process.cwd(), homedir());
  const checked = await checkedTrust(wish, store);
  const written: string[] = [];
  for (const { current, isNewer } of checked.keys) {
    if (current === null || !isNewer) continue;
    await writeKey(store, current);
    written.push(current.fingerprint);
  }
  present('trust update', { ...checked, written }, wish.typed.json);
  if (mayAsk(wish.typed.json)) await offerRotation(store, checked.keys);
}

async function checkedTrust(wish: CheckWish, store: TrustStore): Promise<CheckedTrust> {
  const file = inOrder(store.file);
  const http = keyHttp(wish.userAgent, wish.typed.allowHttp);
  const { findCertificate } = buildKeys({ ...wish.typed, keyFile: null }, process.env);
  const typed = { ...wish, address: null };
  const sources: readonly AskedSource[] = [
    ...namedSources(wish, http).map((source) => ({ source, counts: true })),
    { source: gpgKeyring(keyringOf(findCertificate)), counts: true },
    ...publicSources(typed, http),
  ];
  const now = new Date();
  const keys: CheckedKey[] = [];
  for (const fingerprint of new Set(file.pins.flatMap(({ openpgp }) => openpgp))) {
    const kept = await keyBeside(store, fingerprint);
    const own = ownDirectories(typed, kept?.userIds ?? [], http);
    const checked = await checkKey(fingerprint, kept, [...sources, ...own], now);
    keys.push({ ...checked, successors: unpinned(checked, file) });
  }
  return { trustFile: store.name, file, keys, written: [], now };
}

/** A key that may sign the same projects already is no news. */
function unpinned({ fingerprint, successors }: CheckedKey, file: TrustFile): readonly Successor[] {
  const projects = file.pins.filter(({ openpgp }) => openpgp.includes(fingerprint));
  return successors.filter(({ certificate }) =>
    projects.some(({ openpgp }) => !openpgp.includes(certificate.fingerprint)),
  );
}

function present(command: 'trust check' | 'trust update', checked: CheckedTrust, json: boolean): void {
  const problem = trustProblem(checked);
  process.exitCode = problem?.exitCode ?? 0;
  if (json) printDocument(trustCheckDocument(command, checked));
  else printText(trustCheckText(checked, styleFor(process.stdout)));
}

/** One question for each key that hands over; the old one stays pinned, for what it signed. */
async function offerRotation(store: TrustStore, keys: readonly CheckedKey[]): Promise<void> {
  let { file } = store;
  for (const { fingerprint, successors } of keys) {
    for (const successor of successors) file = await rotated(store, file, fingerprint, successor);
  }
}

async function rotated(store: TrustStore, file: TrustFile, old: string, successor: Successor): Promise<TrustFile> {
  const { certificate, certified, where } = successor;
  const revoked = await certificate.revokedAt(new Date());
  const projects = file.pins.filter(({ openpgp }) => openpgp.includes(old)).map(({ project }) => project);
  const { askYes } = await import('../ui/key-prompt.ts');
  const question = `May ${certificate.fingerprint} sign ${projects.join(', ')} too?`;
  if (revoked !== null || !(await askYes(question))) return file;
  const own = await certificate.proven();
  if (own === null) throw new PysignError('KEY_UNUSABLE', `the key ${certificate.fingerprint} cannot be relied on`);
  const what = `the pinned key ${old} certified it on ${certified.toISOString().slice(0, 10)}`;
  const evidence = [{ what, where, when: new Date() }];
  const wish = { fingerprint: certificate.fingerprint, versions: null, reason: null, evidence };
  const changed = projects.reduce((all, project) => withPin(all, { ...wish, project }), file);
  await writeKey(store, own);
  await writeTrust(store, changed);
  printText(`pinned ${certificate.fingerprint} for ${projects.join(', ')} in ${store.name}`);
  return changed;
}
