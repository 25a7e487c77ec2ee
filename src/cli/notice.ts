import { printable } from '../reports/printable.ts';
import { withoutWithheld } from './withheld.ts';

/** A remark beside the result; to standard error. */
export function printNotice(text: string): void {
  process.stderr.write(`${withoutWithheld(printable(text))}\n`);
}
