type Cleanup = () => Promise<void>;

const cleanups = new Set<Cleanup>();

/**
 * Runs `cleanup` when the person presses Ctrl-C or the process is told to end, before it exits as interrupted programs
 * do. It must exit itself: a signal's default end would close an upload in good order, and pypiserver 2.4.2 on wsgiref
 * keeps what it has of one.
 * @returns a function that takes it back.
 */
export function whenInterrupted(cleanup: Cleanup): () => void {
  if (cleanups.size === 0) listen();
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) stopListening();
  };
}

function listen(): void {
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

function stopListening(): void {
  process.off('SIGINT', end);
  process.off('SIGTERM', end);
}

function end(): void {
  const all = [...cleanups].map(async (cleanup) => cleanup());
  void Promise.allSettled(all).then(() => process.exit(130));
}
