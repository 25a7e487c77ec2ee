import { PysignError } from '../errors.ts';
import type { CheckedKey } from '../evidence/pinned-key-check.ts';
import type { TrustFile } from '../trust-file/trust-file.ts';
import { onOneLine } from './key-rows.ts';
import { errorDocument } from './receipt-document.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

export interface CheckedTrust {
  /** As a person would type it. */
  readonly trustFile: string;
  readonly file: TrustFile;
  readonly keys: readonly CheckedKey[];
  /** Fingerprints of the keys whose files were written anew. */
  readonly written: readonly string[];
  readonly now: Date;
}

type State = 'good' | 'ending' | 'revoked' | 'unusable' | 'missing';

function stateOf({ current, revoked, outlook }: CheckedKey): State {
  if (current === null) return 'missing';
  if (revoked !== null) return 'revoked';
  if (outlook?.today.vouched !== true) return 'unusable';
  return outlook.ends === null ? 'good' : 'ending';
}

/** Whether somebody must act; null where all is well, or will be for a while. */
export function trustProblem({ keys }: CheckedTrust): PysignError | null {
  const bad = keys.find((each) => ['revoked', 'unusable', 'missing'].includes(stateOf(each)));
  if (bad === undefined) return null;
  const code = stateOf(bad) === 'missing' ? 'CERTIFICATE_NOT_FOUND' : 'SIGNATURE_UNUSABLE';
  return new PysignError(code, `the key ${bad.fingerprint} ${words(bad)}`, { next: nextFor(bad) });
}

function words(key: CheckedKey): string {
  const { revoked, outlook } = key;
  switch (stateOf(key)) {
    case 'missing':
      return 'lies nowhere: neither beside the trust file nor where it was looked for';
    case 'revoked':
      return revoked ?? '';
    case 'unusable':
      return outlook?.today.vouched === false ? outlook.today.reason : '';
    case 'ending':
      return `ends on ${outlook?.ends?.toISOString().slice(0, 10) ?? ''}`;
    case 'good':
      return 'is good';
  }
}

function nextFor({ fingerprint, isNewer, current }: CheckedKey): string {
  if (current === null) return `pysign trust update --key-file FILE`;
  return isNewer ? 'pysign trust update' : `ask the owner of ${fingerprint} for the key that took its place`;
}

/** What `pysign trust check --json` and `pysign trust update --json` print. */
export function trustCheckDocument(command: 'trust check' | 'trust update', checked: CheckedTrust): object {
  const { trustFile, file, keys, written, now } = checked;
  const problem = trustProblem(checked);
  return {
    schemaVersion: 1,
    command,
    exitCode: problem?.exitCode ?? 0,
    trustFile,
    keys: keys.map((key) => ({
      fingerprint: key.fingerprint,
      projects: projectsOf(key, file),
      userIds: key.current?.userIds ?? [],
      state: stateOf(key),
      reason: words(key),
      ends: key.outlook?.ends?.toISOString() ?? null,
      newer: key.isNewer,
      written: written.includes(key.fingerprint),
      silent: silentOf(key),
      successors: key.successors.map(({ certificate, certified, where }) => ({
        fingerprint: certificate.fingerprint,
        userIds: certificate.userIds,
        certified: certified.toISOString(),
        where,
      })),
    })),
    endedExceptions: endedOf(file, now),
    warnings: keys.flatMap(silentOf),
    error: problem === null ? null : errorDocument(problem),
  };
}

function projectsOf({ fingerprint }: CheckedKey, { pins }: TrustFile): readonly string[] {
  return pins.filter(({ openpgp }) => openpgp.includes(fingerprint)).map(({ project }) => project);
}

/** Whoever could not be asked may know of a revocation. */
function silentOf({ observations }: CheckedKey): readonly string[] {
  return observations.flatMap(({ what }) => (what.includes(' could not be asked: ') ? [what] : []));
}

function endedOf({ exceptions }: TrustFile, now: Date): readonly string[] {
  return exceptions.filter(({ expires }) => expires <= now).map(({ project }) => project);
}

const painted = { good: 'good', ending: 'warning', revoked: 'bad', unusable: 'bad', missing: 'bad' } as const;
const marks = { good: '✔', warning: '!', bad: '✘' } as const;

/** A key in a few lines: what it is worth, what is newer, who was silent, and what to do. */
export function trustCheckText(checked: CheckedTrust, style: Style): string {
  const { keys, file, written, now, trustFile } = checked;
  const problem = trustProblem(checked);
  const lines = [
    ...(keys.length === 0 ? [`nobody is pinned in ${trustFile}`] : []),
    ...keys.flatMap((key) => keyLines(key, checked, style)),
    ...endedOf(file, now).map((project) => `${style.bad('✘')} the exception for ${project} has ended`),
  ];
  const anyNewer = keys.some(({ isNewer, fingerprint }) => isNewer && !written.includes(fingerprint));
  const next = anyNewer ? 'pysign trust update' : (problem?.next ?? null);
  return [...lines, ...(next === null ? [] : [`next: ${next}`])].join('\n');
}

function keyLines(key: CheckedKey, { file, written }: CheckedTrust, style: Style): readonly string[] {
  const { fingerprint, isNewer, successors } = key;
  const colour = painted[stateOf(key)];
  const silent = silentOf(key).map((what) => `${what}; it may know more`);
  const newer = isNewer
    ? [written.includes(fingerprint) ? 'the newer copy was kept' : 'there is a newer copy of it']
    : [];
  const handed = successors.flatMap(({ certificate, certified, where }) => [
    `it certified ${certificate.fingerprint} on ${certified.toISOString().slice(0, 10)} (${where}): if it hands over to it,`,
    `pysign trust add ${projectsOf(key, file)[0] ?? 'PROJECT'} --fingerprint ${certificate.fingerprint}`,
  ]);
  return [
    `${style[colour](marks[colour])} ${fingerprint} ${onOneLine(words(key))}`,
    ...[`signs ${projectsOf(key, file).join(', ')}`, ...newer, ...handed, ...silent].flatMap((text) =>
      wrapped(onOneLine(text), style.columns - 4).map((line) => `    ${line}`),
    ),
  ];
}
