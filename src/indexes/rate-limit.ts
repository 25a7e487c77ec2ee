import type { Answer } from '../http/http.ts';

/** Beyond this a number of seconds is a moment: seconds since 1970, as GitHub and others send it. */
const MOMENT = 1_000_000_000;

/**
 * Milliseconds that an index wants to be left alone, from `Retry-After` (RFC 9110 §10.2.3: seconds or a date) or else
 * `RateLimit-Reset` and `X-RateLimit-Reset` (seconds, or seconds since 1970) and `RateLimit`; null where it does not say.
 */
export function wantedRest({ headers }: Answer, now: number): number | null {
  const names = ['retry-after', 'ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset'];
  const said = [...names.map((name) => headers.get(name) ?? ''), structured(headers.get('ratelimit') ?? '')];
  return said.map((value) => rest(value, now)).find((wait) => wait !== null) ?? null;
}

/** `"new-projects";r=0;t=3600`, as PyPI sends it: the seconds until there is room again. */
function structured(value: string): string {
  return /;\s*t=(?<seconds>\d+)/u.exec(value)?.groups?.['seconds'] ?? '';
}

function rest(value: string, now: number): number | null {
  const text = value.trim();
  if (/^\d{1,12}(?:\.\d+)?$/u.test(text)) {
    const seconds = Number(text);
    return seconds > MOMENT ? Math.max(0, seconds * 1000 - now) : seconds * 1000;
  }
  // Anything else that Date.parse takes, a negative number for one, is no date of HTTP.
  const date = /^[A-Z][a-z]{2}, /u.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
