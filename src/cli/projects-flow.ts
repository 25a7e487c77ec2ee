import { writeAtomically } from '../atomic-write.ts';
import type { ProjectOutcome } from '../release/release-projects.ts';
import { releaseProjects } from '../release/release-projects.ts';
import { errorDocument, failedReceiptDocument, type ReceiptDocument } from '../reports/receipt-document.ts';
import type { ReleasesDocument } from '../reports/releases-document.ts';
import { mostSerious } from '../errors.ts';
import { whenInterrupted } from './interrupt.ts';
import { documentText, printDocument, printFailure, printText } from './output.ts';
import { progressFor } from './progress-choice.ts';
import { documentOf, printReceipt } from './receipt-output.ts';
import { indexCredentials } from './index-credentials.ts';
import { buildRequest, buildServices, namedIndex, type Surroundings } from './services.ts';
import { Stop } from './stop.ts';
import type { Typed } from './typed.ts';

/** `release --all-projects`: a receipt for each project, one after another. */
export async function releaseAllProjects(typed: Typed, surroundings: Surroundings): Promise<void> {
  const progress = await progressFor(typed);
  const stop = new Stop(progress);
  const forget = whenInterrupted({ asked: () => stop.asked(), cleanup: async () => Promise.resolve(progress.done()) });
  const { environment } = surroundings;
  let outcomes: readonly ProjectOutcome[] = [];
  let source: string | null = null;
  try {
    const target = { ...namedIndex(typed, environment), project: null };
    const credentials = await indexCredentials(typed, environment, target);
    source = credentials?.source ?? null;
    const services = buildServices(typed, surroundings, credentials, stop.reporter, stop.signal);
    outcomes = await releaseProjects(await buildRequest(typed, surroundings), services);
  } finally {
    forget();
    progress.done();
  }
  const document = releasesDocument(outcomes, source);
  process.exitCode = document.exitCode;
  if (typed.receipt !== null) await writeAtomically(typed.receipt, documentText(document));
  if (typed.json) printDocument(document);
  else outcomes.forEach(printOutcome);
}

function releasesDocument(outcomes: readonly ProjectOutcome[], source: string | null): ReleasesDocument {
  const releases = outcomes.flatMap((outcome) => receiptOf(outcome, source));
  const exitCode = mostSerious(releases.map((each) => each.exitCode));
  const decisive = releases.find((each) => each.exitCode === exitCode && each.error !== null)?.error ?? null;
  const notStarted = outcomes.filter(({ released }) => released === 'not-started').map(({ project }) => project);
  return { schemaVersion: 1, command: 'release', exitCode, releases, notStarted, error: decisive };
}

function receiptOf(outcome: ProjectOutcome, source: string | null): readonly ReceiptDocument[] {
  switch (outcome.released) {
    case 'receipt':
      return [documentOf(outcome.receipt, source)];
    case 'failed': {
      const { project, version, cause } = outcome;
      return [{ ...failedReceiptDocument('release', cause), project, version, error: errorDocument(cause) }];
    }
    case 'not-started':
      return [];
  }
}

function printOutcome(outcome: ProjectOutcome): void {
  switch (outcome.released) {
    case 'receipt':
      printReceipt(outcome.receipt);
      printText('');
      return;
    case 'failed':
      printFailure(outcome.cause);
      return;
    case 'not-started':
      printText(
        `${outcome.project} ${outcome.version} was not started; run the same command again when that is mended`,
      );
  }
}
