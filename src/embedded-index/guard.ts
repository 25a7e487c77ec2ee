import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Secret } from '../secret.ts';
import { Refusal } from './refusal.ts';

/** The one user that may read and upload. */
export interface Authentication {
  readonly username: string;
  readonly password: Secret;
}

/**
 * Listening on loopback keeps other machines out, but not web pages in this machine's browser: they can send requests
 * here (they carry Origin) or have a name of theirs resolve to 127.0.0.1 (then Host is theirs).
 */
export class Guard {
  /** Of the credentials, keyed: comparing two of them tells nothing about length or common beginnings. */
  readonly #expected: Buffer | null;
  readonly #key = randomBytes(32);

  constructor(authentication: Authentication | null) {
    this.#expected =
      authentication === null ? null : this.#mac(`${authentication.username}:${authentication.password.reveal()}`);
  }

  /** @throws Refusal 401 without credentials, 403 with wrong ones and for requests of web pages. */
  admit({ headers, socket }: IncomingMessage): void {
    if (headers.origin !== undefined) throw new Refusal(403, 'Requests of web pages are refused.');
    if (!isOwnHost(headers.host, socket.localPort)) throw new Refusal(403, 'The Host header does not name this index.');
    if (this.#expected === null) return;
    if (headers.authorization === undefined) throw unauthenticated();
    if (timingSafeEqual(this.#mac(basicCredentials(headers.authorization)), this.#expected)) return;
    throw new Refusal(403, 'Invalid or non-existent authentication information.');
  }

  #mac(credentials: string): Buffer {
    return createHmac('sha256', this.#key).update(credentials).digest();
  }
}

function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  const own = ['127.0.0.1', 'localhost', '[::1]'];
  // Port 80 is left out of the header by clients.
  const hosts = port === 80 ? own : own.map((name) => `${name}:${String(port)}`);
  return host !== undefined && hosts.includes(host.toLowerCase());
}

function unauthenticated(): Refusal {
  const headers = { 'www-authenticate': 'Basic realm="pysign-index", charset="UTF-8"' };
  return new Refusal(401, 'This index wants a user name and a password.', headers);
}

/** RFC 7617; empty, which is nobody's, where it is of another scheme. */
function basicCredentials(header: string): string {
  const [, encoded = ''] = /^basic +([\w+/=-]+) *$/iu.exec(header) ?? [];
  return Buffer.from(encoded, 'base64').toString('utf8');
}
