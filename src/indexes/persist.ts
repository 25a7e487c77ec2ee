import { setTimeout as sleep } from 'node:timers/promises';
import type { PysignError } from '../errors.ts';
import { backOff, type Patience } from './patience.ts';
import type { Reply } from './post-form.ts';

/** Whether what was sent is there after all. */
export type Arrival<Outcome> =
  /** It is, or something else is: either way nothing more is sent. */
  | { readonly arrived: 'settled'; readonly outcome: Outcome }
  | { readonly arrived: 'no' }
  | { readonly arrived: 'unknown'; readonly cause: PysignError };

/** One thing that is to get to an index. */
export interface Errand<Outcome> {
  /** The same bytes each time. */
  readonly send: () => Promise<Reply>;
  readonly askWhetherArrived: () => Promise<Arrival<Outcome>>;
  /** @param earlier whether a request before this one may have got through unseen. */
  readonly outcomeOf: (reply: Reply, earlier: boolean) => Promise<Outcome>;
  /** Nothing is sent again once this is aborted. */
  readonly stopping: AbortSignal;
  /** Called before each wait. */
  readonly onPause: (cause: PysignError, milliseconds: number) => void;
}

/**
 * Sends, and sends again what failed in a way that passes. An upload is no read: it may have arrived although nothing
 * good came back (pypa/twine#199), so the index is asked before every further request, and one that does not say is
 * sent nothing.
 */
export async function persist<Outcome>(errand: Errand<Outcome>, patience: Patience): Promise<Outcome> {
  let earlier = false;
  for (let failed = 1; ; failed += 1) {
    const reply = await errand.send();
    const pause = failed < patience.attempts ? pauseAfter(reply, failed, patience) : null;
    if (pause === null) return errand.outcomeOf(reply, earlier);
    errand.onPause(pause.cause, pause.milliseconds);
    if (!(await rested(pause.milliseconds, errand.stopping))) return errand.outcomeOf(reply, earlier);
    const arrival = await askPatiently(errand, patience);
    if (arrival.arrived === 'settled') return arrival.outcome;
    if (arrival.arrived === 'unknown') return errand.outcomeOf(reply, earlier);
    earlier ||= reply.reply === 'open';
  }
}

/** False where somebody did not want to wait so long. */
async function rested(milliseconds: number, stopping: AbortSignal): Promise<boolean> {
  return sleep(milliseconds, true, { signal: stopping }).catch(() => false);
}

/** What broke the upload may last a moment longer, and takes the question too. */
async function askPatiently<Outcome>(
  { askWhetherArrived, stopping }: Errand<Outcome>,
  patience: Patience,
): Promise<Arrival<Outcome>> {
  for (let failed = 1; ; failed += 1) {
    const arrival = await askWhetherArrived();
    if (arrival.arrived !== 'unknown' || failed >= patience.attempts || isFinal(arrival.cause)) return arrival;
    if (!(await rested(backOff(patience, failed), stopping))) return arrival;
  }
}

/** Waiting does not mend refused credentials. */
function isFinal({ code }: PysignError): boolean {
  return code === 'CREDENTIALS_REFUSED' || code === 'CREDENTIALS_MISSING';
}

interface Pause {
  readonly cause: PysignError;
  readonly milliseconds: number;
}

/** Null where another try would be answered in the same way, or too late. */
function pauseAfter(reply: Reply, failed: number, patience: Patience): Pause | null {
  switch (reply.reply) {
    case 'taken':
    case 'duplicate':
    case 'refused':
    case 'not-sent':
      return null;
    case 'open':
      return reply.passes ? { cause: reply.cause, milliseconds: backOff(patience, failed) } : null;
    case 'later': {
      // Who knocks again without being told when may only make it longer.
      if (reply.rest === null || reply.rest > patience.longestWait) return null;
      return { cause: reply.cause, milliseconds: reply.rest };
    }
  }
}
