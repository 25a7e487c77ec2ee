import { setTimeout as sleep } from 'node:timers/promises';
import { withoutSecrets } from './address.ts';
import { begin, type Exchange } from './exchange.ts';
import { isBrokenConnection, noAnswer, PrivateAddressError, redirectRefused } from './failure.ts';
import type { Door } from './door.ts';
import type { Answer, GetOptions } from './http.ts';
import { type Received, Receiver } from './receive.ts';

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

interface Step {
  readonly url: URL;
  /** False for good once a redirect has left the first origin: what follows was chosen by a stranger. */
  readonly withCredentials: boolean;
  /** The public server that sent us here; null while nothing but private addresses, or nobody, has. */
  readonly sentBy: URL | null;
}

/** Reads one URL, through redirects that lead nowhere worse than where they come from. */
export async function read(start: URL, options: GetOptions, door: Door): Promise<Answer> {
  const url = withoutSecrets(start);
  const isStrange = options.publicOnly === true;
  let step: Step = { url, withCredentials: !isStrange, sentBy: isStrange ? url : null };
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const { answer, address } = await readStep(step, options, door);
    const target = redirectTarget(answer);
    if (target === null) return answer;
    const isSameOrigin = target.origin === step.url.origin;
    if (options.stayOnOrigin === true && !isSameOrigin) return answer;
    if (step.url.protocol === 'https:' && target.protocol !== 'https:') {
      throw redirectRefused(step.url, 'redirects from https to plain http');
    }
    const isPublic = door.isPublic(step.url, address);
    step = {
      url: target,
      withCredentials: step.withCredentials && isSameOrigin,
      sentBy: isPublic ? step.url : step.sentBy,
    };
  }
  throw redirectRefused(start, `redirects more than ${String(MAX_REDIRECTS)} times`);
}

async function readStep(step: Step, options: GetOptions, door: Door): Promise<Received> {
  door.admit(step.url);
  try {
    if (step.sentBy !== null) door.refusePrivate(step.url);
    const headers = door.headersFor(step.url, options.accept, step.withCredentials);
    return await door.watched('GET', step.url, headers, async () => {
      const received = await readPatiently(step, options, door);
      return { status: received.answer.status, result: received };
    });
  } catch (error) {
    if (step.sentBy !== null && isPrivateTarget(error)) {
      const verb = step.sentBy === step.url ? 'is' : 'redirects to';
      throw redirectRefused(step.sentBy, `${verb} an address inside a private network`);
    }
    throw noAnswer(step.url, error, door.connections.proxyOf(step.url));
  }
}

/** Milliseconds before a read whose connection broke is begun again. */
const PAUSES = [250, 1000];

/** A read changes nothing, so it can be repeated; but what a sink has taken cannot be taken back. */
async function readPatiently(step: Step, options: GetOptions, door: Door): Promise<Received> {
  const pauses = options.sink === undefined ? PAUSES : [];
  for (const pause of pauses) {
    try {
      return await readOnce(step, options, door, 'kept-open');
    } catch (error) {
      if (!isBrokenConnection(error)) throw error;
      await sleep(pause);
    }
  }
  return readOnce(step, options, door, 'kept-open');
}

async function readOnce(
  step: Step,
  options: GetOptions,
  door: Door,
  connection: 'kept-open' | 'new',
): Promise<Received> {
  const exchange = beginRead(step, options, door, connection);
  const sink = options.sink ?? null;
  const { received } = new Receiver(exchange.stream, {
    url: step.url,
    maxBytes: options.maxBytes,
    sink,
    wants: 'body',
  });
  try {
    return await received;
  } catch (error) {
    if (isBrokenConnection(error) && exchange.isOnReusedConnection() && !exchange.isAnswered()) {
      return readOnce(step, options, door, 'new');
    }
    throw error;
  }
}

function beginRead({ url, ...step }: Step, options: GetOptions, door: Door, connection: 'kept-open' | 'new'): Exchange {
  const { connect, idle, read: whole } = door.surroundings.limits;
  return begin({
    method: 'GET',
    url,
    headers: door.headersFor(url, options.accept, step.withCredentials),
    timeout: {
      lookup: connect,
      connect,
      secureConnect: connect,
      socket: idle,
      response: idle,
      ...(options.sink === undefined ? { request: whole } : {}),
    },
    // A connection kept open was made without the look at the address.
    agents: door.connections.agentsFor(url, step.sentBy === null ? connection : 'new'),
    // A proxy looks names up itself, and may well stand inside our own network.
    lookup: step.sentBy === null || door.connections.proxyOf(url) !== null ? null : door.lookupPublic,
  });
}

/** Null where the answer is to be taken as it is. */
function redirectTarget({ status, headers, url }: Answer): URL | null {
  const location = headers.get('location');
  if (location === undefined || !REDIRECTS.has(status)) return null;
  const target = URL.parse(location, url.href);
  if (target === null || (target.protocol !== 'https:' && target.protocol !== 'http:')) return null;
  return withoutSecrets(target);
}

function isPrivateTarget(error: unknown): boolean {
  return error instanceof PrivateAddressError || (error instanceof Error && isPrivateTarget(error.cause));
}
