import type { PysignError } from '../errors.ts';
import { keyRows, type ListedKey, onOneLine } from './key-rows.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

/** Which of the keys a release would be signed with. */
export type SigningChoice =
  | { readonly made: true; readonly fingerprint: string; readonly signingFingerprint: string; readonly because: string }
  /** Nobody chose, or what was chosen cannot be had. */
  | { readonly made: false; readonly error: PysignError };

export interface KeysResult {
  readonly keys: readonly ListedKey[];
  readonly choice: SigningChoice;
  readonly now: Date;
}

/** What `pysign keys list --json` prints. */
export function keysDocument({ keys, choice }: KeysResult): object {
  return {
    schemaVersion: 1,
    command: 'keys list',
    exitCode: 0,
    keys: keys.map(({ trouble, expires, ...key }) => ({
      ...key,
      expires: expires?.toISOString() ?? null,
      usable: trouble === null,
      reason: trouble,
      signs: choice.made && choice.fingerprint === key.fingerprint,
    })),
    signing: choice.made
      ? {
          fingerprint: choice.fingerprint,
          signingFingerprint: choice.signingFingerprint,
          because: choice.because,
        }
      : null,
    warnings: choice.made ? [] : [choice.error.message],
    error: null,
  };
}

/** A line for each key, what there is to say of it below, and at the end what is missing for a release. */
export function keysText({ keys, choice, now }: KeysResult, style: Style): string {
  const rows = keyRows(keys, style.columns - MARGIN.length, now);
  const lines = keys.flatMap((key, position) => [
    `${markOf(key, choice, style)} ${rows[position] ?? ''}`,
    ...remarks(key, choice).flatMap((remark) => indented(remark, style)),
  ]);
  return [...lines, ...(choice.made ? [] : unmade(choice.error, keys.length > 0, style))].join('\n');
}

const MARGIN = '  ';

function markOf(key: ListedKey, choice: SigningChoice, style: Style): string {
  if (key.trouble !== null) return style.bad('✘');
  return choice.made && choice.fingerprint === key.fingerprint ? style.good('✔') : ' ';
}

interface Remark {
  readonly text: string;
  readonly grave: boolean;
}

function remarks({ trouble, card, warnings, fingerprint }: ListedKey, choice: SigningChoice): readonly Remark[] {
  const signs = choice.made && choice.fingerprint === fingerprint ? [`signs your releases: ${choice.because}`] : [];
  const plain = [...signs, ...(card === null ? [] : [`on card ${card}`])];
  const grave = [...(trouble === null ? [] : [`cannot sign: it ${trouble}`]), ...warnings.map((w) => `warning: ${w}`)];
  return [...plain.map((text) => ({ text, grave: false })), ...grave.map((text) => ({ text, grave: true }))];
}

function indented({ text, grave }: Remark, style: Style): readonly string[] {
  const paint = grave ? style.warning : style.dim;
  return wrapped(onOneLine(text), style.columns - 4).map((line) => `    ${paint(line)}`);
}

function unmade({ message }: PysignError, anyKey: boolean, style: Style): readonly string[] {
  const said = wrapped(`no key signs your releases: ${onOneLine(message)}`, style.columns);
  return [...(anyKey ? [''] : []), ...said, `next: pysign keys ${anyKey ? 'use' : 'new'}`];
}
