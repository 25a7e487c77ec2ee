import type { SignatureEvidence, SourceAnswer } from '../evidence/file-evidence.ts';
import type { Pinned } from '../trust/judge.ts';
import type { VerifiedFile, VerifiedSignature } from '../trust/verified-file.ts';
import type { Verdict } from '../trust/verdict.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

/** More files than this are told in a line each, where there is nothing against them. */
const MANY = 5;

/** For each file the three questions and their answers; at the end what to do. */
export function verifyText(files: readonly VerifiedFile[], style: Style): string {
  const brief = files.length > MANY;
  const blocks = files.map((file) => (brief && file.problem === null ? [oneLine(file, style)] : block(file, style)));
  const next = files.flatMap(({ problem }) => (problem?.next === null || problem === null ? [] : [problem.next]));
  const lines = [
    ...blocks.flat(),
    ...(brief ? [summary(files)] : []),
    ...new Set(next.map((each) => `next: ${printable(each)}`)),
  ];
  return lines.join('\n');
}

function oneLine({ evidence, verdict }: VerifiedFile, style: Style): string {
  return `${style.good('✔')} ${onOneLine(evidence.name)}  ${onOneLine(verdictWords(verdict))}`;
}

function summary(files: readonly VerifiedFile[]): string {
  const good = files.filter(({ problem }) => problem === null).length;
  return `${String(good)} of ${String(files.length)} files may be relied on`;
}

function block({ evidence, verdict, signatures, crossChecks, problem }: VerifiedFile, style: Style): readonly string[] {
  const { identity } = evidence;
  const name = identity.identity === 'differs' ? [row('bad', 'name', identity.reason, style)].flat() : [];
  const rows = signatures.flatMap((signature, place) => [
    ...(signatures.length > 1 ? [`  signature ${String(place + 1)} of ${String(signatures.length)}`] : []),
    ...questions(signature, style),
  ]);
  const whole =
    signatures.length === 0 || verdict.verdict === 'excepted' ? wholeRow(verdict, problem === null, style) : [];
  const others = crossChecks.flatMap(({ agrees, sentence }) =>
    row(agrees ? 'good' : 'warning', 'others', sentence, style),
  );
  return [onOneLine(evidence.name), ...name, ...rows, ...whole, ...others];
}

/** Where no signature tells the story: there is none, nobody could be asked, or an exception lets the file pass. */
function wholeRow(verdict: Verdict, good: boolean, style: Style): readonly string[] {
  const label = verdict.verdict === 'excepted' ? 'excepted' : 'signed';
  return row(good ? 'warning' : 'bad', label, verdictWords(verdict), style);
}

function questions({ signature, pinned }: VerifiedSignature, style: Style): readonly string[] {
  const rows = [correctRow(signature, style)];
  if (pinned !== null) rows.push(usableRows(signature, style), pinnedRow(pinned, signature, style));
  return rows.flat();
}

function correctRow({ claim, correct }: SignatureEvidence, style: Style): readonly string[] {
  const made = claim === null ? '' : `${claim.described}, made ${onDay(claim.created)}`;
  switch (correct.correct) {
    case 'yes':
      return row('good', 'correct', made, style);
    case 'no':
      return row('bad', 'correct', made === '' ? correct.reason : `${made}: ${correct.reason}`, style);
    case 'unknown': {
      const where = correct.asked.map(answerWords).join('; ');
      return row(
        'bad',
        'correct',
        `unknown: ${made} by ${claim?.issuer ?? '?'}, whose key was not found (${where})`,
        style,
      );
    }
  }
}

function answerWords(asked: SourceAnswer): string {
  return asked.answer === 'not-found'
    ? `not in ${asked.source}`
    : `${asked.source} could not be asked: ${asked.cause.message}`;
}

function usableRows({ usable, correct }: SignatureEvidence, style: Style): readonly string[] {
  const key = correct.correct === 'yes' ? correct.signedBy : '';
  switch (usable.usable) {
    case 'yes': {
      const today = usable.today === null ? 'valid then and now' : `valid then; today it ${usable.today}`;
      const warnings = usable.warnings.flatMap((warning) => row('warning', '', warning, style));
      return [...row('good', 'usable', `key ${key}, ${today}`, style), ...warnings];
    }
    case 'no':
      return row('bad', 'usable', usable.reason, style);
    case 'unknown':
      return row('bad', 'usable', 'unknown', style);
  }
}

/** Asked of every correct signature, usable or not: the three answers never hide each other. */
function pinnedRow(pinned: Pinned, { usable }: SignatureEvidence, style: Style): readonly string[] {
  if (pinned.verdict === 'rejected') return row('bad', 'pinned', pinned.reason, style);
  const who = usable.usable === 'yes' && usable.userId !== '' ? `${pinned.signer} ${usable.userId}` : pinned.signer;
  return row('good', 'pinned', who, style);
}

function verdictWords(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'trusted':
      return `signed by ${verdict.signer}`;
    case 'excepted': {
      const { reason, expires } = verdict.exception;
      return `${verdict.instead.reason}; let through until ${onDay(expires)}: ${reason}`;
    }
    case 'rejected':
    case 'unsigned':
    case 'undetermined':
      return verdict.reason;
  }
}

const marks = { good: '✔', bad: '✘', warning: '!' } as const;
const LABEL = 10;
const MARGIN = 4 + LABEL;

function row(mark: keyof typeof marks, label: string, text: string, style: Style): readonly string[] {
  const painted = style[mark](marks[mark]);
  const [first = '', ...others] = wrapped(onOneLine(text), style.columns - MARGIN - (label === '' ? 2 : 0));
  if (label === '')
    return [`${' '.repeat(MARGIN)}${painted} ${first}`, ...others.map((line) => ' '.repeat(MARGIN + 2) + line)];
  return [`  ${painted} ${label.padEnd(LABEL)}${first}`, ...others.map((line) => ' '.repeat(MARGIN) + line)];
}

function onOneLine(text: string): string {
  return printable(text.replaceAll(/\s*\n\s*/gu, ' '));
}

function onDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
