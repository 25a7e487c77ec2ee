import { readFileSync } from 'node:fs';
import { failureDocument } from './cli/failure-document.ts';
import { isSystemError } from './errors.ts';
import { asPysignError, isQuietExit } from './cli/failure.ts';
import { printDocument, printFailure, printText } from './cli/output.ts';

/** The one place that catches everything and decides the exit code of a failure. `program` is the URL of `bin/run.js`. */
export async function main(program: string): Promise<void> {
  const argv = process.argv.slice(2);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessReaderLeft);
  if (argv[0] === '--version') {
    printText(version(program));
    return;
  }
  // The library's own debugging prints every argument, and an address among them may hold a password.
  delete process.env['DEBUG'];
  const { flush, run, settings } = await import('@oclif/core');
  // Otherwise NODE_ENV=test or development would run source in place of the built code.
  settings.enableAutoTranspile = false;
  try {
    await run(argv, program);
  } catch (thrown) {
    if (isQuietExit(thrown)) return;
    const error = asPysignError(thrown);
    process.exitCode = error.exitCode;
    if (wantsJson(argv)) printDocument(failureDocument(argv, error));
    else printFailure(error);
  }
  await flush();
}

/** Whoever reads may stop reading, as `head` does: that changes neither what is done nor the exit code. */
function unlessReaderLeft(error: Error): void {
  if (!isSystemError(error, 'EPIPE')) throw error;
}

/** In the form of the command line library, without the time it takes to load: editors and scripts ask for it often. */
function version(program: string): string {
  const description = readFileSync(new URL('../package.json', program), 'utf8');
  const number = /^ {2}"version": "(?<number>[^"]+)"/mu.exec(description)?.groups?.['number'] ?? 'unknown';
  return `pysign/${number} ${process.platform}-${process.arch} node-${process.version}`;
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}
