import type { PysignError } from '../errors.ts';
import { commandWord } from './failure.ts';
import { type CheckDocument, failedCheckDocument } from '../reports/check.ts';
import {
  errorDocument,
  type ErrorDocument,
  failedReceiptDocument,
  type ReceiptDocument,
} from '../reports/receipt-document.ts';

interface PlainFailure {
  readonly schemaVersion: 1;
  readonly command: string | null;
  readonly exitCode: number;
  readonly error: ErrorDocument;
}

/** What `--json` prints when a command fails before it has a result: the command's own document, with nothing in it. */
export function failureDocument(
  argv: readonly string[],
  error: PysignError,
): ReceiptDocument | CheckDocument | PlainFailure {
  const command = commandOf(argv);
  if (command === 'release' || command === 'upload' || command === 'confirm')
    return failedReceiptDocument(command, error);
  if (command === 'check') return failedCheckDocument(error);
  return { schemaVersion: 1, command, exitCode: error.exitCode, error: errorDocument(error) };
}

/** Commands of two words, by the first. */
const topics: ReadonlySet<string> = new Set(['index', 'keys', 'trust']);

/** These take no value. */
const switches: ReadonlySet<string> = new Set(['--json', '--quiet', '-q', '--verbose']);

/** A word after any other flag may be its value, and a secret. */
function commandOf(argv: readonly string[]): string | null {
  if (argv.find((word) => !switches.has(word))?.startsWith('-') === true) return null;
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  if (first === undefined) return null;
  const isTopic = topics.has(first) && second !== undefined;
  return isTopic ? `${first} ${commandWord(second)}` : commandWord(first);
}
