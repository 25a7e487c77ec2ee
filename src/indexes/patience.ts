/** How long what fails on its way to an index is tried again. All times in milliseconds. */
export interface Patience {
  /** Requests for one file, the first included. */
  readonly attempts: number;
  /** Before the second request; doubled for each further one. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** What an index may ask us to wait. When it asks for more, the file fails and the person is told when to come back. */
  readonly longestWait: number;
}

export const usualPatience: Patience = { attempts: 4, firstPause: 500, longestPause: 15_000, longestWait: 60_000 };

/**
 * Milliseconds before the next request, after so many that failed. Between half and all of the back-off, so that those
 * who failed together do not come back together.
 */
export function backOff({ firstPause, longestPause }: Patience, failed: number): number {
  const full = Math.min(firstPause * 2 ** (failed - 1), longestPause);
  return full * (0.5 + Math.random() / 2);
}
