import type { Progress } from '../ui/progress.ts';
import type { Typed } from './typed.ts';

type Wishes = Pick<Typed, 'json' | 'quiet' | 'verbose' | 'disableProgressBar'>;

/** A moving line on a terminal, plain lines in a log, nothing for scripts. */
export async function progressFor({ json, quiet, verbose, disableProgressBar }: Wishes): Promise<Progress> {
  if (json || quiet) return silent;
  const { plainProgress } = await import('../ui/progress.ts');
  if (verbose || disableProgressBar || !process.stderr.isTTY) return plainProgress(process.stderr);
  const { movingProgress } = await import('../ui/moving-progress.ts');
  return movingProgress(process.stderr);
}

const silent: Progress = { tell: () => undefined, done: () => undefined };
