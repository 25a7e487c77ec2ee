import type { Exception } from '../trust/policy.ts';
import type { PinEvidence, TrustFile, WrittenPin } from './trust-file.ts';

const HEADER = `# Who may sign what, and what is let through without. Written by \`pysign trust\`; commit it, and review each
# change of it like code.
`;

/**
 * The text of a trust file. The same trust is always the same text, whatever the order in which it was decided: a review
 * shows exactly what changed.
 */
export function renderTrustFile(file: TrustFile): string {
  const { mode, pins, exceptions } = inOrder(file);
  return [HEADER, `mode = ${quoted(mode)}\n`, ...pins.map(pinText), ...exceptions.map(exceptionText)].join('\n');
}

/** The same trust, in the order in which it is written. */
export function inOrder({ mode, pins, exceptions }: TrustFile): TrustFile {
  const written = pins.map((pin) => ({
    ...pin,
    openpgp: pin.openpgp.toSorted(),
    evidence: pin.evidence.toSorted(by(({ when, what, where }) => [when.toISOString(), what, where ?? ''])),
  }));
  const allowed = exceptions.map((exception) => ({ ...exception, allow: inOrderToo(exception.allow) }));
  return {
    mode,
    pins: written.toSorted(by(({ project }) => [project])),
    exceptions: allowed.toSorted(by(({ project, versions, allow }) => [project, versions ?? '', allow.what])),
  };
}

function inOrderToo(allow: Exception['allow']): Exception['allow'] {
  return allow.what === 'weak' ? allow : { what: 'unsigned', sha256: allow.sha256.toSorted() };
}

/** By code units: no machine's language changes the order. */
function by<T>(names: (each: T) => readonly string[]): (one: T, other: T) => number {
  return (one, other) => {
    const others = names(other);
    for (const [position, name] of names(one).entries()) {
      const against = others[position] ?? '';
      if (name !== against) return name < against ? -1 : 1;
    }
    return 0;
  };
}

function pinText(pin: WrittenPin): string {
  const { project, openpgp, versions, index, notBefore, notAfter, reason, evidence } = pin;
  const lines = [
    '[[pin]]',
    `project = ${quoted(project)}`,
    `openpgp = ${list(openpgp)}`,
    ...(versions === null ? [] : [`versions = ${quoted(versions)}`]),
    ...(index === null ? [] : [`index = ${quoted(index)}`]),
    ...(notBefore === null ? [] : [`not-before = ${moment(notBefore)}`]),
    ...(notAfter === null ? [] : [`not-after = ${moment(notAfter)}`]),
    ...(reason === null ? [] : [`reason = ${quoted(reason)}`]),
  ];
  return [...lines, ...evidence.flatMap(evidenceLines), ''].join('\n');
}

function evidenceLines({ what, where, when }: PinEvidence): readonly string[] {
  const place = where === null ? [] : [`where = ${quoted(where)}`];
  return ['', '[[pin.evidence]]', `what = ${quoted(what)}`, ...place, `when = ${moment(when)}`];
}

function exceptionText({ project, versions, allow, reason, expires }: Exception): string {
  return [
    '[[exception]]',
    `project = ${quoted(project)}`,
    ...(versions === null ? [] : [`versions = ${quoted(versions)}`]),
    `allow = ${quoted(allow.what)}`,
    ...(allow.what === 'unsigned' ? [`sha256 = ${list(allow.sha256)}`] : []),
    `reason = ${quoted(reason)}`,
    `expires = ${moment(expires)}`,
    '',
  ].join('\n');
}

/** One to a line where there are several, so that a review shows which of them came. */
function list(items: readonly string[]): string {
  const [only, ...others] = items.map(quoted);
  if (only !== undefined && others.length === 0) return `[${only}]`;
  return `[\n${[only, ...others].map((item) => `  ${item ?? ''},\n`).join('')}]`;
}

/** What a reviewer cannot see, or would see in another order than it is, is written as an escape. */
function quoted(text: string): string {
  const escaped = text.replaceAll(/["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') return `\\${character}`;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
  return `"${escaped}"`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** A day where it is the beginning of one, in UTC. */
function moment(date: Date): string {
  return date.toISOString().replace('T00:00:00.000Z', '');
}
