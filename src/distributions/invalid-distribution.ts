import { PysignError } from '../errors.ts';

const LONGEST_QUOTE = 80;

/** `reason` completes the sentence "`filename`: …" and may carry text from the archive. */
export function invalidDistribution(filename: string, reason: string, cause?: unknown): PysignError {
  return new PysignError('DISTRIBUTION_INVALID', `${filename}: ${reason}`, { next: 'python -m build', cause });
}

/** Text from an archive in a sentence; its author decides how much there is. */
export function quoted(text: string): string {
  return text.length > LONGEST_QUOTE ? `"${text.slice(0, LONGEST_QUOTE)}…"` : `"${text}"`;
}
