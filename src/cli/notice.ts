import { printable } from '../reports/printable.ts';

/** A remark beside the result; to standard error. */
export function printNotice(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}
