import type { Progress } from '../ui/progress.ts';
import type { Typed } from './typed.ts';

/** A moving line on a terminal, plain lines in a log, nothing for scripts. */
export async function progressFor({ json, quiet }: Typed): Promise<Progress> {
  const { movingProgress, noProgress, plainProgress } = await import('../ui/progress.ts');
  if (json || quiet) return noProgress;
  return process.stderr.isTTY ? movingProgress(process.stderr) : plainProgress(process.stderr);
}
