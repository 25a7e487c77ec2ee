/**
 * Does the work for all items, so many at once, and answers in their order. After the first failure nothing further is
 * started; what is under way is waited for before that failure is thrown.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const waiting = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [position, item] of waiting) {
      if (failed) return;
      try {
        results.set(position, await work(item));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
