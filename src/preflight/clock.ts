import type { Http } from '../http/http.ts';
import { type Finding, warning } from './finding.ts';

/** A signature from the future is refused by who verifies it, and a cache may hold an answer for some minutes. */
const SKEW_SECONDS = 300;

/** The same door, which notes what servers think the time is. */
export interface ClockWatch {
  readonly http: Http;
  findings(): readonly Finding[];
}

/** RFC 9110 §6.6.1 `Date`, and RFC 9111 §5.1 `Age` for answers that a cache gave. */
export function watchClock(http: Http, now: () => number): ClockWatch {
  const skews: number[] = [];
  return {
    http: {
      get: async (url, options) => {
        const answer = await http.get(url, options);
        const date = Date.parse(answer.headers.get('date') ?? '');
        const age = Number(answer.headers.get('age') ?? '0');
        if (!Number.isNaN(date) && age >= 0) skews.push((now() - date) / 1000 - age);
        return answer;
      },
      post: async (url, request) => http.post(url, request),
    },
    findings: () => clockFindings(skews),
  };
}

function clockFindings(skews: readonly number[]): readonly Finding[] {
  const smallest = skews.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? 0;
  if (Math.abs(smallest) <= SKEW_SECONDS) return [];
  const minutes = String(Math.round(Math.abs(smallest) / 60));
  const message = `this clock is ${minutes} minutes ${smallest > 0 ? 'ahead of' : 'behind'} the index's`;
  const fix = 'set the clock: a signature from another time is refused by who verifies it';
  return [warning('clock', null, message, fix)];
}
