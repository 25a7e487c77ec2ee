import type { PysignError } from '../errors.ts';
import { printable } from '../reports/printable.ts';
import { labelled } from '../reports/text-width.ts';
import { styleFor } from '../ui/terminal.ts';
import { withoutWithheld } from './withheld.ts';

/** Results go to standard output, one document or one text. */
export function printDocument(document: object): void {
  process.stdout.write(documentText(document));
}

export function documentText(document: object): string {
  return withoutWithheld(`${JSON.stringify(document, null, 2)}\n`);
}

export function printText(text: string): void {
  process.stdout.write(`${withoutWithheld(text)}\n`);
}

/** What is at fault, the facts, and the next step; to standard error. */
export function printFailure({ message, details, next }: PysignError): void {
  const style = styleFor(process.stderr);
  const lines = [
    labelled('error:', printable(message), style.columns, style.bad),
    ...details.map((line) => `       ${printable(line)}`),
  ];
  if (next !== null) lines.push(`${style.dim('next:')}  ${printable(next)}`);
  process.stderr.write(`${withoutWithheld(lines.join('\n'))}\n`);
}
