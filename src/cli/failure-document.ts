import type { PysignError } from '../errors.ts';
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
export function failureDocument(argv: readonly string[], error: PysignError): ReceiptDocument | PlainFailure {
  const command = commandOf(argv);
  if (command === 'release' || command === 'upload' || command === 'confirm')
    return failedReceiptDocument(command, error);
  return { schemaVersion: 1, command, exitCode: error.exitCode, error: errorDocument(error) };
}

/** Commands of two words, by the first. */
const topics: ReadonlySet<string> = new Set(['index', 'keys', 'trust']);

function commandOf(argv: readonly string[]): string | null {
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  if (first === undefined) return null;
  return topics.has(first) && second !== undefined ? `${first} ${second}` : first;
}
