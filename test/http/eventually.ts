import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for what another process or connection is about to do; the test's own time limit ends it. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}
