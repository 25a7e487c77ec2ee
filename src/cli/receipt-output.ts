import type { PysignError } from '../errors.ts';
import { titleOf } from '../indexes/known-indexes.ts';
import { exitCodeOf, fileProblems, problemsOf } from '../release/problems.ts';
import type { Receipt } from '../release/receipt.ts';
import { receiptDocument, type ReceiptDocument } from '../reports/receipt-document.ts';
import { receiptText } from '../reports/receipt-text.ts';
import { styleFor } from '../ui/terminal.ts';
import { printFailure, printText } from './output.ts';

/**
 * The document of a run, with its exit code and the failure that decided it.
 * @param credentials in words where they were found; null for none.
 */
export function documentOf(receipt: Receipt, credentials: string | null): ReceiptDocument {
  const exitCode = exitCodeOf(receipt);
  const decisive = problemsOf(receipt).find((problem) => problem.exitCode === exitCode) ?? null;
  return receiptDocument(receipt, exitCode, decisive, credentials);
}

/** For a person: the receipt to standard output, what is wrong in it to standard error. */
export function printReceipt(receipt: Receipt): void {
  printText(
    receiptText({
      receipt,
      title: titleOf(receipt.server),
      problemsOf: (file) => fileProblems(file, receipt),
      style: styleFor(process.stdout),
    }),
  );
  for (const problem of distinct(problemsOf(receipt))) printFailure(problem);
}

/** One failure of the index can be the fate of forty files: it is said once. */
function distinct(problems: readonly PysignError[]): PysignError[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}
