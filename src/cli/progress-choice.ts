import type { Progress } from '../ui/progress.ts';
import type { Typed } from './typed.ts';

/** A moving line on a terminal, plain lines in a log, nothing for scripts. */
export async function progressFor({
  json,
  quiet,
  verbose,
}: Pick<Typed, 'json' | 'quiet' | 'verbose'>): Promise<Progress> {
  if (json || quiet) return silent;
  const { plainProgress } = await import('../ui/progress.ts');
  if (verbose || !process.stderr.isTTY) return plainProgress(process.stderr);
  const { movingProgress } = await import('../ui/moving-progress.ts');
  return movingProgress(process.stderr);
}

const silent: Progress = { tell: () => undefined, done: () => undefined };
