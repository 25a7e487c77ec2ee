/** What to do when a person presses Ctrl-C or the process is told to end. */
interface Departure {
  /**
   * The first time. Answers `wait` where what is under way ends by itself soon and tells what it did; Ctrl-C again then
   * ends the program at once.
   */
  readonly asked: () => 'wait' | 'exit';
  /** Before the program ends. */
  readonly cleanup: () => Promise<void>;
}

const departures = new Set<Departure>();
const signals = ['SIGINT', 'SIGTERM'] as const;
let isWaiting = false;

/**
 * Listens until the returned function is called. The program must exit itself: a signal's default end would close an
 * upload in good order, and pypiserver 2.4.2 on wsgiref keeps what it has of one.
 */
export function whenInterrupted(departure: Departure): () => void {
  if (departures.size === 0) for (const signal of signals) process.on(signal, end);
  departures.add(departure);
  return () => {
    departures.delete(departure);
    if (departures.size === 0) for (const signal of signals) process.off(signal, end);
  };
}

/** One who cannot wait decides for all, and whoever came first is asked first. */
function end(): void {
  const mayWait = !isWaiting && ![...departures].some(({ asked }) => asked() === 'exit');
  isWaiting = true;
  if (mayWait) return;
  const all = [...departures].map(async ({ cleanup }) => cleanup());
  void Promise.allSettled(all).then(() => process.exit(130));
}
