import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { proxyFor } from './proxy.ts';
import { type TlsFiles, Trust } from './trust.ts';

export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export interface ConnectionOptions {
  readonly tls: TlsFiles;
  /** Names the proxies. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the index; null where there is none. */
  readonly origin: string | null;
}

/** Makes the connections of one run: through which proxy, believing whom. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #trust: Trust;
  readonly #kept = new Map<string, Agents>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#trust = new Trust(options.tls, options.origin);
  }

  /** Of a proxied request the address that is connected to says nothing about the server. */
  proxyOf(url: URL): URL | null {
    return proxyFor(url, this.#options.environment);
  }

  /** @throws PysignError `USAGE` for a proxy or a file of certificates that cannot be used */
  agentsFor(url: URL, connection: 'kept-open' | 'new'): Agents {
    if (connection === 'new') return this.#make(url, false);
    const key = `${url.origin} ${this.proxyOf(url)?.href ?? ''}`;
    const agents = this.#kept.get(key) ?? this.#make(url, true);
    this.#kept.set(key, agents);
    return agents;
  }

  #make(url: URL, keepAlive: boolean): Agents {
    const proxy = this.proxyOf(url)?.href;
    const options = {
      keepAlive,
      ...(proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }),
    };
    const secure = url.protocol === 'https:' ? { secureContext: this.#trust.contextFor(url) } : {};
    return { http: new HttpAgent(options), https: new HttpsAgent({ ...options, ...secure }) };
  }
}
