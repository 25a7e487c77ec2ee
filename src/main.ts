import { flush, run, settings } from '@oclif/core';
import type { LoadOptions } from '@oclif/core/interfaces';
import { failureDocument } from './cli/failure-document.ts';
import { asPysignError, isQuietExit } from './cli/failure.ts';
import { printDocument, printFailure } from './cli/output.ts';

// Otherwise NODE_ENV=test or development would run source in place of the built code, or the other way round.
settings.enableAutoTranspile = false;

/** The one place that catches everything and decides the exit code of a failure. */
export async function main(root: string | LoadOptions): Promise<void> {
  const argv = process.argv.slice(2);
  try {
    await run(argv, root);
  } catch (thrown) {
    if (isQuietExit(thrown)) return;
    const error = asPysignError(thrown);
    process.exitCode = error.exitCode;
    if (wantsJson(argv)) printDocument(failureDocument(argv, error));
    else printFailure(error);
  }
  await flush();
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}
