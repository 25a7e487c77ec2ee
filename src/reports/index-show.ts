import type { Delivery, IndexServer } from '../indexes/index-server.ts';
import type { KnownSoftware } from '../indexes/known-software.ts';
import { habitWords, knowledge } from './index-list.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

export interface ShownIndex {
  readonly server: IndexServer;
  /** Null where it was not recognised. */
  readonly known: KnownSoftware | null;
  /** The one that is used where nobody chose another. */
  readonly delivery: Delivery;
}

/** What `pysign index show --json` prints. */
export function indexShowDocument({ server, known, delivery }: ShownIndex): object {
  return {
    schemaVersion: 1,
    command: 'index show',
    exitCode: 0,
    index: {
      name: server.name,
      uploadUrl: server.uploadUrl.href,
      simpleUrl: server.simpleUrl.href,
      simpleUrlIsKnown: isSimpleUrlKnown(known),
      jsonUrl: server.jsonUrl?.href ?? null,
      software: server.software,
      usualDelivery: delivery,
    },
    known: known === null ? null : knowledge(known, delivery),
    warnings: [],
    error: null,
  };
}

/** A line for each fact; whatever is only guessed is marked. */
export function indexShowText({ server, known, delivery }: ShownIndex, style: Style): string {
  const guess = isSimpleUrlKnown(known) ? '' : ' (a guess; --simple-url names another)';
  const facts: readonly (readonly [string, string])[] = [
    ['index', server.name],
    ['software', known?.title ?? 'not recognised'],
    ['upload', server.uploadUrl.href],
    ['simple API', `${server.simpleUrl.href}${guess}`],
    ...(known === null ? unknownFacts : knownFacts(known)),
    ['delivery', deliveryWords(known, delivery)],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts
    .map(([name, fact]) => {
      const lines = wrapped(printable(fact), style.columns - width - 2);
      return `${style.dim(name.padEnd(width))}  ${lines.join(`\n${' '.repeat(width + 2)}`)}`;
    })
    .join('\n');
}

const unknownFacts = [['signatures', 'unknown; a release finds out, and reports what it found']] as const;

function knownFacts(known: KnownSoftware): readonly (readonly [string, string])[] {
  const { field, file } = known.signatures;
  return [
    ['signatures', `in the upload ${habitWords[field]}, as a file of its own ${habitWords[file]}`],
    ['source', known.source],
    ['name taken', known.duplicates.words],
    ['success', known.success.length === 0 ? 'not established; 200, 201 and 202 are believed' : known.success.join()],
    ['credentials', known.needsCredentials ? 'wanted' : 'as its owner likes'],
    ['attestations', known.takesAttestations ? 'taken' : 'not sent'],
  ];
}

function deliveryWords(known: KnownSoftware | null, delivery: Delivery): string {
  const working = known?.deliveries ?? [];
  if (working.length === 0) return `${delivery}, as twine does; nobody knows what works`;
  if (working.includes('none')) return 'none that would be kept';
  const others = working.filter((other) => other !== delivery);
  return others.length === 0 ? delivery : `${delivery}; ${others.join()} works too`;
}

function isSimpleUrlKnown(known: KnownSoftware | null): boolean {
  return known !== null && known.simple !== null;
}
