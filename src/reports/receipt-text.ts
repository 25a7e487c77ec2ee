import type { PysignError } from '../errors.ts';
import type { FileReport, ListingReport, Receipt } from '../release/receipt.ts';
import { closingLine } from './closing-line.ts';
import { printable } from './printable.ts';
import { signatureWords } from './signature-words.ts';
import type { Style } from './style.ts';
import { labelled, wrapped } from './text-width.ts';

export interface ReceiptView {
  readonly receipt: Receipt;
  /** The index's software as a person calls it; null where it was not recognised. */
  readonly title: string | null;
  readonly problemsOf: (file: FileReport) => readonly PysignError[];
  readonly style: Style;
}

/** What a person reads: a line for the index, a row for each file, and one line that sums it up. */
export function receiptText(view: ReceiptView): string {
  const { receipt, title, style } = view;
  const cells = receipt.files.map((file) => cellsOf(file, view));
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((those) => those[column]?.length ?? 0)));
  const rows = receipt.files.map((file, position) => row(file, cells[position] ?? [], widths, view));
  const warnings = receipt.warnings.map((text) => labelled('warning:', printable(text), style.columns, style.warning));
  const heading = `  ${receipt.server.name}${title === null ? '' : `  ${title}`}`;
  const closing = closingLine(receipt, title)
    .split('\n')
    .flatMap((line) => wrapped(line, style.columns));
  const unsent = (receipt.wouldSend ?? []).map((line) => `  ${printable(line)}`);
  return [heading, ...rows, ...unsent, '', ...warnings, ...closing].join('\n');
}

function cellsOf(file: FileReport, { title, receipt }: ReceiptView): string[] {
  const words = { made: 'signed', replaced: 'signed', kept: 'already signed', no: 'unsigned' } as const;
  const signed = receipt.command === 'confirm' ? '' : words[file.signed];
  return [
    printable(file.filename),
    signed,
    uploadWords(file, receipt),
    listingWords(file.listing),
    signatureWords(file, title),
  ];
}

/** One line where the terminal is wide enough; else the name on a line of its own. */
function row(file: FileReport, cells: readonly string[], widths: readonly number[], view: ReceiptView): string {
  const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).filter((cell) => cell.trim() !== '');
  const mark = markOf(file, view);
  const wide = `  ${mark} ${padded.join('  ').trimEnd()}`;
  if (wide.length <= view.style.columns) return colour(wide, mark, view.style);
  const [name, ...rest] = padded;
  return `${colour(`  ${mark} ${(name ?? '').trimEnd()}`, mark, view.style)}\n      ${rest.join('  ').trimEnd()}`;
}

type Mark = '✔' | '!' | '✘' | '·';

function markOf(file: FileReport, { problemsOf, receipt }: ReceiptView): Mark {
  if (problemsOf(file).length > 0) return '✘';
  if (file.upload.outcome === 'not-started' && receipt.command !== 'confirm') return '·';
  return file.signature.fate === 'dropped' || file.signature.fate === 'altered' ? '!' : '✔';
}

function colour(text: string, mark: Mark, style: Style): string {
  const painted = { '✔': style.good, '!': style.warning, '✘': style.bad, '·': style.dim }[mark](mark);
  return text.replace(mark, painted);
}

function uploadWords({ upload }: FileReport, { wouldSend }: Receipt): string {
  switch (upload.outcome) {
    case 'uploaded':
    case 'refused':
    case 'failed':
      return upload.outcome;
    case 'already-there':
      return 'already there';
    case 'unknown':
      return 'perhaps uploaded';
    case 'not-started':
      return wouldSend === null ? '' : 'would be sent';
  }
}

function listingWords({ listed }: ListingReport): string {
  switch (listed) {
    case 'same':
      return 'listed';
    case 'other-bytes':
      return 'other bytes listed';
    case 'never':
      return 'not listed';
    case 'unknown':
      return 'listing unknown';
    case 'not-asked':
      return '';
  }
}
