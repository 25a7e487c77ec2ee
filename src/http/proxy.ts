import { BlockList, isIP } from 'node:net';
import { PysignError } from '../errors.ts';
import { hostOf, isLoopbackHost } from './address.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL, as curl and requests read it: `https_proxy`, `http_proxy`, else
 * `all_proxy`, in small letters first; never for a host of `no_proxy`, nor for plain http to this machine, which a proxy
 * could read.
 * @returns with user information, as it stands there; null for none
 * @throws PysignError `USAGE` for a proxy that is none of http and https; its address is not repeated
 */
export function proxyFor(url: URL, environment: Environment): URL | null {
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  if (scheme === 'http' && isLoopbackHost(url)) return null;
  const name = [`${scheme}_proxy`, 'all_proxy'].find((each) => variable(environment, each) !== null);
  if (name === undefined || isExcepted(url, variable(environment, 'no_proxy') ?? '')) return null;
  const text = variable(environment, name) ?? '';
  const proxy = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (proxy !== null && (proxy.protocol === 'http:' || proxy.protocol === 'https:')) return proxy;
  throw new PysignError('USAGE', `${name} names no http proxy`, {
    next: `unset ${name}, or except the index: no_proxy=${url.hostname}`,
  });
}

function variable(environment: Environment, name: string): string | null {
  // A web server passes a request header called Proxy as HTTP_PROXY to what it runs: CVE-2016-5385.
  const isHeader = name === 'http_proxy' && (environment['REQUEST_METHOD'] ?? '') !== '';
  const value = [name, ...(isHeader ? [] : [name.toUpperCase()])].map((each) => environment[each] ?? '');
  return value.find((each) => each !== '') ?? null;
}

/** Names cover what is below them; addresses may be whole networks; a port narrows either. */
function isExcepted(url: URL, list: string): boolean {
  const host = hostOf(url).toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list
    .split(/[\s,]+/u)
    .filter((rule) => rule !== '')
    .some((rule) => {
      if (rule === '*') return true;
      const { name = '', only = port } =
        /^(?<name>\[.*\]|[^:]*|.*:.*:.*?)(?::(?<only>\d+))?$/u.exec(rule)?.groups ?? {};
      return only === port && covers(name.replace(/^\[(.*)\]$/u, '$1').toLowerCase(), host);
    });
}

function covers(name: string, host: string): boolean {
  const [network = '', prefix] = name.split('/');
  if (isIP(host) !== 0 && isIP(network) !== 0) return isWithin(host, network, prefix);
  const domain = name.replace(/^\*?\./u, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function isWithin(host: string, network: string, prefix: string | undefined): boolean {
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix);
  const most = family === 'ipv6' ? 128 : 32;
  if (!Number.isInteger(bits) || bits < 0 || bits > most) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
