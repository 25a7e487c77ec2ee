import type { Collection } from '../distributions/collect.ts';
import type { FileReport, Receipt } from './receipt.ts';

/** What the author should know although nothing required went wrong. */
export function warningsOf(receipt: Omit<Receipt, 'warnings'>, files: Collection): string[] {
  return [
    ...(receipt.wouldSend === null ? [] : ['this was a dry run: nothing was uploaded']),
    ...files.distributions.flatMap(({ distribution }) => distribution.warnings),
    ...files.ignored.map((path) => `${path} is not a distribution and was left alone`),
    ...receipt.files.flatMap(falseClaim),
  ];
}

/** The index's word against its deed. */
function falseClaim({ filename, hasSig, signature }: FileReport): string[] {
  const served = signature.fate === 'kept' || signature.fate === 'altered';
  if (hasSig === true && signature.fate === 'dropped') {
    return [`the index says that it has a signature of ${filename}, and serves none`];
  }
  if (hasSig === false && served) return [`the index says that it has no signature of ${filename}, and serves one`];
  return [];
}
