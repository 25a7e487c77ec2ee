import type { TrustFile, WrittenPin } from '../trust-file/trust-file.ts';
import type { Exception } from '../trust/policy.ts';
import { onOneLine } from './key-rows.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

export interface ShownTrust {
  /** As a person would type it. */
  readonly trustFile: string;
  readonly file: TrustFile;
  readonly now: Date;
}

/** What `pysign trust list --json` prints. */
export function trustListDocument({ trustFile, file }: ShownTrust): object {
  return { schemaVersion: 1, command: 'trust list', exitCode: 0, trustFile, ...file, warnings: [], error: null };
}

/** Who may sign what, and what is let through without. */
export function trustListText({ trustFile, file: { mode, pins, exceptions }, now }: ShownTrust, style: Style): string {
  const modeWords = mode === 'warn' ? [style.warning('mode warn: whoever is not pinned may sign, with a warning')] : [];
  if (pins.length === 0 && exceptions.length === 0) {
    return [`nobody is pinned in ${trustFile}`, ...modeWords, 'next: pysign trust add PROJECT'].join('\n');
  }
  const rows = [
    ...pins.map((pin) => pinLines(pin, style)),
    ...exceptions.map((each) => exceptionLines(each, now, style)),
  ];
  return [...modeWords, ...rows.flat()].join('\n');
}

function pinLines(pin: WrittenPin, style: Style): readonly string[] {
  const { project, openpgp, versions, index, notBefore, notAfter, reason, evidence } = pin;
  const limits = [
    ...(versions === null ? [] : [`versions ${versions}`]),
    ...(index === null ? [] : [`on ${index}`]),
    ...(notBefore === null ? [] : [`not before ${onDay(notBefore)}`]),
    ...(notAfter === null ? [] : [`not after ${onDay(notAfter)}`]),
  ];
  const head = limits.length === 0 ? project : `${project}  (${limits.join(', ')})`;
  const because = reason === null ? [] : indented(`because ${reason}`, style);
  const seen = evidence.flatMap(({ what, when }) => indented(`${onDay(when)} ${what}`, style).map(style.dim));
  return [onOneLine(head), ...openpgp.map((fingerprint) => `  ${style.good('✔')} ${fingerprint}`), ...because, ...seen];
}

function exceptionLines(
  { project, versions, allow, reason, expires }: Exception,
  now: Date,
  style: Style,
): readonly string[] {
  const ended = expires <= now;
  const what =
    allow.what === 'weak' ? 'a weak key or digest' : `${String(allow.sha256.length)} unsigned files by digest`;
  const until = ended ? `ended on ${onDay(expires)}` : `until ${onDay(expires)}`;
  const head = `${project}${versions === null ? '' : `  (versions ${versions})`}`;
  const mark = ended ? style.bad('✘') : style.warning('!');
  return [onOneLine(head), `  ${mark} exception for ${what}, ${until}`, ...indented(`because ${reason}`, style)];
}

function indented(text: string, style: Style): readonly string[] {
  return wrapped(onOneLine(text), style.columns - 4).map((line) => `    ${line}`);
}

function onDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
