import { printable } from './printable.ts';
import { cut, padded, widthOf } from './text-width.ts';

/** One of the author's own keys as gpg, gpg-agent and the policy together describe it. */
export interface ListedKey {
  /** Upper-case hex of the primary key. */
  readonly fingerprint: string;
  /** The primary one first; from whoever made the key. */
  readonly userIds: readonly string[];
  /** As a person reads it: `ed25519`, `rsa4096`, `dsa2048`. */
  readonly algorithm: string;
  /** When the key, or the subkey that signs, ends; whichever is first. */
  readonly expires: Date | null;
  /** Serial number of the card that holds the secret half. */
  readonly card: string | null;
  /** Why it cannot sign, completing "it …"; null for a key that can. */
  readonly trouble: string | null;
  readonly warnings: readonly string[];
}

/** One line each, in columns that line up; a key that cannot sign has its reason elsewhere. */
export function keyRows(keys: readonly ListedKey[], columns: number, now: Date): readonly string[] {
  const algorithmWidth = widest(keys.map(({ algorithm }) => algorithm));
  const ends = keys.map((key) => (key.trouble === null ? expiryWords(key.expires, now) : ''));
  const whole = keys.map(({ userIds }) => onOneLine(userIds[0] ?? 'no user id'));
  const rest = algorithmWidth + SHORT_FINGERPRINT + widest(ends);
  // The user id of a key that can be chosen is worth more than wide gaps.
  const usable = whole.filter((_, position) => keys[position]?.trouble === null);
  const gap = widest(usable) + rest + 6 <= columns ? '  ' : ' ';
  const names = whole.map((name) => fittingName(name, Math.max(LEAST_NAME, columns - rest - 3 * gap.length)));
  const nameWidth = widest(names);
  return keys.map(({ algorithm, fingerprint }, position) => {
    const name = padded(names[position] ?? '', nameWidth);
    const cells = [name, algorithm.padEnd(algorithmWidth), shortFingerprint(fingerprint), ends[position] ?? ''];
    return cells.join(gap).trimEnd();
  });
}

const SHORT_FINGERPRINT = 17;
/** Below this a terminal is too narrow for columns, and the line breaks where it ends. */
const LEAST_NAME = 12;

export function shortFingerprint(fingerprint: string): string {
  return `${fingerprint.slice(0, 8)}…${fingerprint.slice(-8)}`;
}

/** On one line and without effect on the terminal, whatever someone once put into the key. */
export function onOneLine(userId: string): string {
  return printable(userId).replaceAll('\n', String.raw`\x0a`);
}

/** A printable user id in no more than these columns. The address tells two keys of one person apart, so the name gives way first. */
export function fittingName(whole: string, columns: number): string {
  const { name = '', address = '' } = /^(?<name>.+) (?<address><[^<>]+>)$/u.exec(whole)?.groups ?? {};
  const room = columns - widthOf(address) - 1;
  if (widthOf(whole) <= columns || name === '') return cut(whole, columns);
  return room >= 4 ? `${cut(name, room)} ${address}` : cut(address.slice(1, -1), columns);
}

const DAY_MS = 86_400_000;

/** Whole days, months or years that surely remain. */
export function expiryWords(expires: Date | null, now: Date): string {
  if (expires === null) return 'never expires';
  if (expires <= now) return `expired on ${expires.toISOString().slice(0, 10)}`;
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY_MS);
  if (days === 0) return 'expires within a day';
  if (days <= 90) return `expires in ${counted(days, 'day')}`;
  const months = Math.floor(days / 30.44);
  return `expires in ${months <= 24 ? counted(months, 'month') : counted(Math.floor(days / 365.25), 'year')}`;
}

function counted(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(widthOf));
}
