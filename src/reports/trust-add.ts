import type { Observation } from '../evidence/key-observations.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import type { KeyOutlook } from '../openpgp/key-outlook.ts';
import { onOneLine } from './key-rows.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

export interface ShownCandidate {
  readonly project: string;
  readonly certificate: Certificate;
  readonly outlook: KeyOutlook;
  readonly observations: readonly Observation[];
  /** As a person would type it. */
  readonly trustFile: string;
}

const marks = { yes: '✔', no: '✘', unknown: '-' } as const;
const MOST_USER_IDS = 5;

/** The key, what speaks for and against it, and apart from that what proves nothing. */
export function evidenceText({ project, certificate, outlook, observations }: ShownCandidate, style: Style): string {
  const { fingerprint, userIds } = certificate;
  const counting = observations.filter(({ counts }) => counts);
  const others = observations.filter(({ counts }) => !counts);
  const nobody = counting.every(({ agrees }) => agrees !== 'yes');
  return [
    project,
    `  key ${fingerprint}`,
    ...userIds.slice(0, MOST_USER_IDS).flatMap((userId) => indented(onOneLine(userId), '      ', style)),
    ...worthOf(outlook).flatMap((text) => indented(onOneLine(text), `  ${style.warning('!')} `, style)),
    ...counting.flatMap((each) => row(each, style)),
    ...(nobody
      ? indented('nothing that you named or keep speaks for this key', `  ${style.warning('!')} `, style)
      : []),
    ...(others.length === 0 ? [] : ['  what proves nothing by itself:']),
    ...others.flatMap((each) => row(each, style)),
  ].join('\n');
}

/** What a key is worth is another question than whose it is, and a person wants both before the answer. */
function worthOf({ today, ends }: KeyOutlook): readonly string[] {
  if (!today.vouched) return [`it signs nothing new: today it ${today.reason}`];
  return [...(ends === null ? [] : [`it ends on ${ends.toISOString().slice(0, 10)}`]), ...today.warnings];
}

function row({ what, agrees }: Observation, style: Style): readonly string[] {
  const paint = { yes: style.good, no: style.bad, unknown: style.dim }[agrees];
  return indented(onOneLine(what), `  ${paint(marks[agrees])} `, style);
}

function indented(text: string, margin: string, style: Style): readonly string[] {
  const width = margin.startsWith('      ') ? 6 : 4;
  const [first = '', ...more] = wrapped(text, style.columns - width);
  return [`${margin}${first}`, ...more.map((line) => `${' '.repeat(width)}${line}`)];
}

/** What `pysign trust add --json` prints. */
export function trustAddDocument({ project, certificate, outlook, observations, trustFile }: ShownCandidate): object {
  return {
    schemaVersion: 1,
    command: 'trust add',
    exitCode: 0,
    project,
    fingerprint: certificate.fingerprint,
    userIds: certificate.userIds,
    evidence: observations,
    trustFile,
    warnings: worthOf(outlook),
    error: null,
  };
}
