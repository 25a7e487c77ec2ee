import type { Http } from '../../http/http.ts';
import { fetchedKey, KEYS_FILE_BYTES, ONE_KEY_BYTES } from './fetched-key.ts';
import { answered, firstOf, type KeySource } from './key-source.ts';

const publicOnly = false;

/** A server that speaks VKS (keys.openpgp.org) by fingerprint: anybody may have put the key there. */
export function verifyingServer(server: URL, http: Http): KeySource {
  return serverSource(server, (fingerprint) => `vks/v1/by-fingerprint/${fingerprint}`, http);
}

/** The same by an address, whose owner has confirmed it to the server. */
export function verifyingServerByAddress(server: URL, address: string, http: Http): KeySource {
  const path = `vks/v1/by-email/${encodeURIComponent(address)}`;
  return { ...serverSource(server, () => path, http), name: `${server.host}, for ${address}`, isPlace: true };
}

/** HKP (draft-gallagher-openpgp-hkp): keys that nobody verified. */
export function hkpServer(server: URL, http: Http): KeySource {
  return serverSource(server, (fingerprint) => `pks/lookup?op=get&options=mr&search=0x${fingerprint}`, http);
}

/** A server that speaks either: some speak only one of the two. */
export function keyServer(server: URL, http: Http): KeySource {
  const both = [verifyingServer(server, http), hkpServer(server, http)];
  return {
    name: server.host,
    isPlace: false,
    find: async (fingerprint) => firstOf(both.map((each) => async () => each.find(fingerprint))),
  };
}

function serverSource(server: URL, pathOf: (fingerprint: string) => string, http: Http): KeySource {
  const base = new URL(server.href.endsWith('/') ? server : `${server.href}/`);
  return {
    name: server.host,
    isPlace: false,
    find: async (fingerprint) =>
      answered(async () => {
        const url = new URL(pathOf(fingerprint), base);
        return fetchedKey({ url, maxBytes: ONE_KEY_BYTES, publicOnly }, fingerprint, http);
      }),
  };
}

/** A file of keys at an address that a person typed: `KEYS`, `<account>.gpg`. */
export function keysAt(url: URL, http: Http): KeySource {
  return {
    name: `${url.host}${url.pathname}`,
    isPlace: true,
    find: async (fingerprint) =>
      answered(async () => fetchedKey({ url, maxBytes: KEYS_FILE_BYTES, publicOnly }, fingerprint, http)),
  };
}
