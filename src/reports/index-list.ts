import type { Delivery, IndexSoftware } from '../indexes/index-server.ts';
import type { KnownSoftware, SignatureHabit } from '../indexes/known-software.ts';
import type { Style } from './style.ts';

export interface ListedSoftware {
  readonly software: IndexSoftware;
  readonly known: KnownSoftware;
  /** The one that is used where nobody chose another. */
  readonly delivery: Delivery;
}

/** What `pysign index list --json` prints. */
export function indexListDocument(all: readonly ListedSoftware[]): object {
  return {
    schemaVersion: 1,
    command: 'index list',
    exitCode: 0,
    indexes: all.map(({ software, known, delivery }) => ({ software, ...knowledge(known, delivery) })),
    warnings: [],
    error: null,
  };
}

/** What is known of one kind of server, as JSON. */
export function knowledge(known: KnownSoftware, delivery: Delivery): object {
  const { title, signatures, deliveries, duplicates, success, needsCredentials, takesAttestations, source } = known;
  return {
    title,
    signatures,
    deliveries,
    usualDelivery: delivery,
    duplicates: { status: duplicates.status, words: duplicates.words },
    success,
    simplePath: known.simple,
    needsCredentials,
    takesAttestations,
    source,
  };
}

export const habitWords: Readonly<Record<SignatureHabit, string>> = {
  keeps: 'kept',
  drops: 'dropped',
  refuses: 'refused',
  unknown: 'unknown',
};

/** A row for each kind of server. */
export function indexListText(all: readonly ListedSoftware[], style: Style): string {
  const head = ['index', 'in the upload', 'as a file', 'credentials', 'attestations'];
  const rows = all.map(({ known }) => [
    known.title,
    habitWords[known.signatures.field],
    habitWords[known.signatures.file],
    known.needsCredentials ? 'wanted' : '',
    known.takesAttestations ? 'taken' : '',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const closing = 'What becomes of a signature in the upload of its file, and as a file of its own';
  return [style.dim(line(head)), ...rows.map(line), '', closing].join('\n');
}
