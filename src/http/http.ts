import type { Credentials } from '../credentials/credentials.ts';
import type { TlsFiles } from './trust.ts';

/** The one door to the network. Every failure to get an answer is a PysignError `INDEX_UNREACHABLE` that names the host. */
export interface Http {
  /**
   * Reads. Follows redirects (never from https to http, never from a public to a private address, never with
   * credentials to another origin); the body is bounded. Any status is an answer, not an error.
   * @throws PysignError `INDEX_UNREACHABLE`; `INDEX_FAILED` for a refused redirect or a body that is too long; `USAGE`
   * for plain http beyond this machine.
   */
  get(url: URL, options: GetOptions): Promise<Answer>;
  /**
   * Sends once: never repeated, redirects are answers. An answer that comes before the whole body was sent ends the
   * sending; the answer's body is cut after 64 KiB.
   * @throws PysignError `INDEX_UNREACHABLE`, `USAGE` as above; whatever `request.body` throws.
   */
  post(url: URL, request: PostRequest): Promise<Answer>;
}

export interface GetOptions {
  readonly accept: string;
  /** A longer body is an error (`INDEX_FAILED`) with status 200, and is cut with any other. */
  readonly maxBytes: number;
  /** Where given, takes the body chunk by chunk and the answer's own body is empty; only called for status 200. */
  readonly sink?: (chunk: Uint8Array) => void;
  /** A redirect to another origin is not followed but is the answer. Default false. */
  readonly stayOnOrigin?: boolean;
  /** A stranger chose the host: it must not be one of a private network, nor lead to one. Default false. */
  readonly publicOnly?: boolean;
}

export interface PostRequest {
  readonly contentType: string;
  /** Exact bytes of the body, sent as Content-Length. */
  readonly contentLength: number;
  readonly accept: string;
  /**
   * Each chunk may lie where the one before did: it is asked for when that one has left. When it throws, the request is
   * torn down without its last bytes and the same error is thrown by `post`.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface Answer {
  readonly status: number;
  /** HTTP/1 reason phrase; PyPI puts its message there. From the server: print it with care. */
  readonly reason: string;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** After redirects, without user information. */
  readonly url: URL;
  readonly body: Uint8Array;
}

/** One request and what came of it, for whoever watches. */
export interface Exchanged {
  readonly method: 'GET' | 'POST';
  /** Without user information; its query may be a secret. */
  readonly url: URL;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly milliseconds: number;
  readonly withCredentials: boolean;
  /** Host and port; null for none. */
  readonly proxy: string | null;
}

export interface HttpOptions {
  /** Hears of every request, redirects included. Default: nobody. */
  readonly onExchange?: (exchange: Exchanged) => void;
  /** Sent as Basic authentication to this origin and to no other. */
  readonly credentials: { readonly origin: string; readonly credentials: Credentials } | null;
  /** Default: the authorities of the system, and no certificate of one's own. */
  readonly tls?: TlsFiles;
  /** To which a certificate of one's own is shown. Default: the origin of the credentials. */
  readonly indexOrigin?: string;
  /** Names proxies. Default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Plain http to a host that is not loopback is refused unless this is set. */
  readonly allowHttp: boolean;
  readonly userAgent: string;
  /** How long nothing may move on a connection; null for the usual limit. */
  readonly idleSeconds: number | null;
}
