import { PysignError, reasonOf } from '../errors.ts';
import { Secret } from '../secret.ts';

/** Where a secret is read from and what it is, in the words of an error. */
export interface SecretPlace {
  readonly name: string;
  /** `passphrase`, `password`. */
  readonly what: string;
  readonly next: string;
}

/** Far longer than any secret; what is read is bounded by it. */
const MOST_BYTES = 64 << 10;
const LINE_FEED = 0x0a;

/** The first line, without its end, in UTF-8. No byte of it may reach an error. @throws PysignError `USAGE` */
export async function firstLine(place: SecretPlace, chunks: AsyncIterable<unknown>): Promise<Secret> {
  const line = await bytesOfLine(chunks).catch((error: unknown) => {
    throw new PysignError('USAGE', `no ${place.what} could be read from ${place.name}: ${reasonOf(error)}`, {
      cause: error,
      next: place.next,
    });
  });
  if (line.length > MOST_BYTES) throw unfit(place, `its first line is longer than ${String(MOST_BYTES)} bytes`);
  const text = decoded(line);
  if (text === null) throw unfit(place, 'its first line is not UTF-8');
  const secret = text.replace(/\r$/u, '');
  if (secret === '') throw unfit(place, 'its first line is empty');
  return new Secret(secret);
}

async function bytesOfLine(chunks: AsyncIterable<unknown>): Promise<Buffer> {
  let line = Buffer.alloc(0);
  for await (const chunk of chunks) {
    line = Buffer.concat([line, chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk))]);
    const end = line.indexOf(LINE_FEED);
    if (end !== -1) return line.subarray(0, end);
    if (line.length > MOST_BYTES) break;
  }
  return line;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function unfit({ name, what, next }: SecretPlace, reason: string): PysignError {
  return new PysignError('USAGE', `${name} gives no ${what}: ${reason}`, { next });
}
