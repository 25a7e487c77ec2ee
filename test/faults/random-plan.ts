import type { Fault, FaultPlan } from './fault-proxy.ts';

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const faults: readonly ((bytes: number, random: () => number) => Fault)[] = [
  (bytes) => ({ fault: 'reset', afterBytes: bytes }),
  (bytes) => ({ fault: 'stall', afterBytes: bytes }),
  (bytes) => ({ fault: 'truncated-answer', afterBytes: bytes % 400 }),
  () => ({ fault: 'trickle' }),
  () => ({ fault: 'garbage-answer' }),
  () => ({ fault: 'lost-answer' }),
  (_, random) => ({ fault: 'status', status: [500, 502, 503, 504][Math.floor(random() * 4)] ?? 503, headers: '' }),
  (_, random) => ({
    fault: 'status',
    status: 429,
    headers: random() < 0.5 ? 'Retry-After: 0\r\n' : 'X-RateLimit-Reset: 0\r\n',
  }),
];

/** Any fault at any request of a release, once or until whoever sends gives up. */
export function randomPlan(random: () => number): FaultPlan {
  const below = (limit: number): number => Math.floor(random() * limit);
  const make = faults[below(faults.length)];
  if (make === undefined) throw new Error('no such fault');
  return {
    method: random() < 0.6 ? 'POST' : 'GET',
    spared: below(4),
    times: [1, 1, 2, 9][below(4)] ?? 1,
    fault: make(below(6000), random),
  };
}
