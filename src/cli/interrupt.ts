/**
 * Runs `cleanup` when the person presses Ctrl-C or the process is told to end, then exits as interrupted programs do.
 * @returns a function that takes it back.
 */
export function whenInterrupted(cleanup: () => Promise<void>): () => void {
  const end = (): void => {
    void cleanup().finally(() => process.exit(130));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  };
}
