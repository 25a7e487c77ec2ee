import { begin, type Exchange } from './exchange.ts';
import { noAnswer } from './failure.ts';
import type { Door } from './door.ts';
import type { Answer, PostRequest } from './http.ts';
import { Receiver } from './receive.ts';
import { withoutSecrets } from './address.ts';

/** Enough for any message; of an upload's answer the status is what counts. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Sends one body once. Whatever ends it before its last byte resets the connection. */
export async function send(target: URL, request: PostRequest, door: Door): Promise<Answer> {
  const url = withoutSecrets(target);
  door.admit(url);
  const exchange = beginSend(url, request, door);
  const receiver = new Receiver(exchange.stream, { url, maxBytes: MAX_ANSWER_BYTES, sink: null, wants: 'status' });
  const settled = receiver.received.then(
    () => 'settled' as const,
    () => 'settled' as const,
  );
  // A process that is interrupted must not leave part of a file behind: its sockets would be closed in good order.
  process.once('exit', exchange.breakOff);
  const { read, slowest } = door.surroundings.limits;
  const limit = setTimeout(exchange.giveUp, read + Math.ceil((request.contentLength / slowest) * 1000));
  try {
    return await door.watched('POST', url, door.headersFor(url, request.accept, true), async () => {
      await sendBody(exchange.stream, request.body, receiver, settled);
      const { answer } = await receiver.received.catch((error: unknown) => {
        throw noAnswer(url, error, door.connections.proxyOf(url));
      });
      return { status: answer.status, result: answer };
    });
  } finally {
    clearTimeout(limit);
    process.off('exit', exchange.breakOff);
    exchange.breakOff();
  }
}

function beginSend(url: URL, request: PostRequest, door: Door): Exchange {
  const { connect, idle } = door.surroundings.limits;
  return begin({
    method: 'POST',
    url,
    headers: {
      ...door.headersFor(url, request.accept, true),
      'content-type': request.contentType,
      'content-length': String(request.contentLength),
    },
    timeout: { lookup: connect, connect, secureConnect: connect, socket: idle, response: idle },
    lookup: null,
    // An upload is never repeated, so it must not start on a connection that may be dead already.
    agents: door.connections.agentsFor(url, 'new'),
  });
}

/**
 * Ends early, without an error of its own, when the index answers or the connection breaks: the receiver knows why. The
 * next chunk is not asked for before this one has left, for it may lie in the same memory.
 */
async function sendBody(
  stream: Exchange['stream'],
  body: PostRequest['body'],
  receiver: Receiver,
  settled: Promise<'settled'>,
): Promise<void> {
  for await (const chunk of body) {
    if (receiver.isRefusal || stream.destroyed) return;
    const written = new Promise<'written'>((resolve) => {
      stream.write(chunk, () => resolve('written'));
    });
    if ((await Promise.race([written, settled])) === 'settled') return;
  }
  stream.end();
}
