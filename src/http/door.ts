import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { PysignError } from '../errors.ts';
import { hostOf, isLoopbackHost } from './address.ts';
import { basicAuth } from './basic-auth.ts';
import { Connections } from './connections.ts';
import { PrivateAddressError } from './failure.ts';
import type { HttpOptions } from './http.ts';
import type { Surroundings } from './surroundings.ts';

type HeadersSent = Readonly<Record<string, string>>;

interface Told<T> {
  readonly status: number;
  readonly result: T;
}

/** What every request must pass, whatever it is for. */
export class Door {
  readonly surroundings: Surroundings;
  readonly connections: Connections;
  readonly #options: HttpOptions;

  constructor(options: HttpOptions, surroundings: Surroundings) {
    this.#options = options;
    this.connections = new Connections({
      tls: options.tls ?? { authorities: null, client: null },
      environment: options.environment ?? {},
      origin: options.indexOrigin ?? options.credentials?.origin ?? null,
    });
    this.surroundings = surroundings;
  }

  /** @throws PysignError `USAGE` for plain http beyond this machine: whoever carries it can change every byte. */
  admit(url: URL): void {
    if (url.protocol === 'https:' || this.#options.allowHttp || isLoopbackHost(url)) return;
    throw new PysignError(
      'USAGE',
      `${url.host} is addressed by plain http, which anyone on the way can read and change`,
      {
        next: 'use https, or say --allow-http',
      },
    );
  }

  /** @param withCredentials false where a stranger may have chosen the URL. */
  headersFor(url: URL, accept: string, withCredentials: boolean): Record<string, string> {
    const { credentials, userAgent } = this.#options;
    const headers = { accept, 'user-agent': userAgent };
    if (!withCredentials || credentials === null || credentials.origin !== url.origin) return headers;
    return { ...headers, authorization: basicAuth(credentials.credentials) };
  }

  /** Tells of one request when it has ended, however it did. */
  async watched<T>(method: 'GET' | 'POST', url: URL, sent: HeadersSent, doing: () => Promise<Told<T>>): Promise<T> {
    const started = performance.now();
    const tell = (status: number | null): void => {
      this.#options.onExchange?.({
        method,
        url,
        status,
        milliseconds: Math.round(performance.now() - started),
        withCredentials: 'authorization' in sent,
        proxy: this.connections.proxyOf(url)?.host ?? null,
      });
    };
    try {
      const { status, result } = await doing();
      tell(status);
      return result;
    } catch (error) {
      tell(null);
      throw error;
    }
  }

  /**
   * Whether an answer came from the public network. Behind a proxy only an address in the URL itself tells.
   * @param address that was connected to; null where it is not known
   */
  isPublic(url: URL, address: string | null): boolean {
    const known = this.connections.proxyOf(url) === null ? address : hostOf(url);
    return known !== null && !this.surroundings.isPrivate(known);
  }

  /**
   * A name is looked up by `lookupPublic` instead.
   * @throws PrivateAddressError for an address that a server on the public network must not send us to.
   */
  refusePrivate(url: URL): void {
    if (isIP(hostOf(url)) !== 0 && this.surroundings.isPrivate(hostOf(url))) throw new PrivateAddressError();
  }

  /** Looks a name up and refuses it when it stands for a private address: the answer checked is the one connected to. */
  readonly lookupPublic: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const [first] = addresses;
      const isInside = addresses.some(({ address }) => this.surroundings.isPrivate(address));
      if (first === undefined || isInside) callback(new PrivateAddressError(), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
