import { BlockList, isIP } from 'node:net';

type Subnet = readonly [network: string, prefix: number];

/** Addresses that mean something only on this machine or network: RFC 6890 and its successors. */
const privateIpv4: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
];

const privateIpv6: readonly Subnet[] = [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];

/** RFC 6052: behind the prefix of a NAT64 gateway the last 32 bits are an IPv4 address. */
const behindNat64 = privateIpv4.map(([network, prefix]): Subnet => [`64:ff9b::${network}`, 96 + prefix]);

const privateRanges = blockList([...privateIpv4, ...privateIpv6, ...behindNat64]);

const loopbackRanges = blockList([
  ['127.0.0.0', 8],
  ['::1', 128],
]);

/** True for an IP address that no stranger's server may send us to; an IPv4 address inside IPv6 counts as itself. */
export function isPrivateAddress(address: string): boolean {
  return within(privateRanges, address);
}

/** True where bytes cannot leave this machine: `localhost`, 127.0.0.0/8, `[::1]`. */
export function isLoopbackHost(url: URL): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host.endsWith('.localhost') || within(loopbackRanges, host);
}

/** The host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The same URL without user information, of which the HTTP client would make Basic authentication, and fragment. */
export function withoutSecrets(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare;
}

function within(ranges: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && ranges.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function blockList(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return list;
}
