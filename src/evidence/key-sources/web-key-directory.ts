import { createHash } from 'node:crypto';
import { PysignError } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import { fetchedKey, ONE_KEY_BYTES } from './fetched-key.ts';
import { firstOf, type KeySource } from './key-source.ts';

/** Where a domain publishes the key of one address. */
export interface DirectoryAddress {
  /** The local part in lower case, SHA-1, z-base-32. */
  readonly hash: string;
  /** As it was written: some servers tell capitals apart. */
  readonly local: string;
  /** Lower case, as the DNS has it. */
  readonly domain: string;
}

/**
 * draft-koch-openpgp-webkey-service §3.1.
 * @throws PysignError `USAGE` for what is no address, or one of no domain on the public network.
 */
export function directoryAddress(address: string): DirectoryAddress {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const written = address.slice(at + 1);
  const domain = /^[^\s/:?#@%\\[\]]+$/u.test(written) ? (URL.parse(`https://${written}/`)?.hostname ?? '') : '';
  const isDomain = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/u.test(domain);
  if (at < 1 || local.length > 64 || !isDomain) {
    throw new PysignError('USAGE', `${address} is no e-mail address with a domain`);
  }
  const lowered = local.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
  return { hash: zBase32(createHash('sha1').update(lowered, 'utf8').digest()), local, domain };
}

const alphabet = 'ybndrfg8ejkmcpqxot1uwisza345h769';

/** Zooko's base 32: five bits a letter, the last ones filled with zeros. */
export function zBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/gu) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '').join('');
}

export interface DirectoryOptions {
  /** Whether a person typed the address; one that a key brings may name any host. */
  readonly typed: boolean;
  /** How a host is reached. */
  readonly originOf: (host: string) => URL;
}

export const byHttps: DirectoryOptions['originOf'] = (host) => new URL(`https://${host}/`);

/** The Web Key Directory of an address: the advanced place first, then the direct one. */
export function webKeyDirectory(address: string, options: DirectoryOptions, http: Http): KeySource {
  const { hash, local, domain } = directoryAddress(address);
  const query = `${hash}?l=${encodeURIComponent(local)}`;
  const urls = [
    new URL(`.well-known/openpgpkey/${domain}/hu/${query}`, options.originOf(`openpgpkey.${domain}`)),
    new URL(`.well-known/openpgpkey/hu/${query}`, options.originOf(domain)),
  ];
  const request = { maxBytes: ONE_KEY_BYTES, publicOnly: !options.typed };
  return {
    name: `the web key directory of ${domain}`,
    isPlace: true,
    find: async (fingerprint) =>
      firstOf(urls.map((url) => async () => fetchedKey({ ...request, url }, fingerprint, http))),
  };
}
