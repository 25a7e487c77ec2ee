import type { Exchange } from './refusal.ts';

/** Takes one line, without its end, of printable ASCII. */
export type Log = (line: string) => void;

/** The target of a request may be as long as all headers together. */
const MAX_TARGET = 300;

/** `<time> <method> <target> <status> <milliseconds> ms`; `cut` for the status of an answer that did not get through. */
export function logAnswer({ request, response }: Exchange, log: Log): void {
  const began = Date.now();
  response.once('close', () => {
    const status = response.writableFinished ? String(response.statusCode) : 'cut';
    // The client's, but Node answers 400 to a target that is not printable ASCII before it comes here. Credentials are
    // in a header, and never here.
    const asked = `${request.method ?? ''} ${(request.url ?? '').slice(0, MAX_TARGET)}`;
    log(`${new Date(began).toISOString()} ${asked} ${status} ${String(Date.now() - began)} ms`);
  });
}
