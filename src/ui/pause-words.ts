import type { ErrorCode } from '../errors.ts';
import { seconds } from './quantities.ts';

interface Pause {
  readonly because: ErrorCode;
  readonly milliseconds: number;
}

/** Why nothing moves at the moment, and for how long. */
export function pauseWords({ because, milliseconds }: Pause): string {
  const words = because === 'INDEX_UNREACHABLE' ? 'no answer' : busyWords(because);
  return `${words}, trying again in ${seconds(milliseconds)}`;
}

function busyWords(because: ErrorCode): string {
  return because === 'INDEX_REFUSED' ? 'the index asks for a pause' : 'the index failed';
}
