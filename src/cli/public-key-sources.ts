import { parseUrl } from '../config/values.ts';
import { PysignError } from '../errors.ts';
import type { AskedSource } from '../evidence/key-observations.ts';
import { keyServer, verifyingServerByAddress } from '../evidence/key-sources/key-servers.ts';
import type { KeySource } from '../evidence/key-sources/key-source.ts';
import { byHttps, directoryAddress, webKeyDirectory } from '../evidence/key-sources/web-key-directory.ts';
import type { Http } from '../http/http.ts';

/** A key may carry hundreds of addresses. */
const MOST_ADDRESSES = 3;

interface PublicWish {
  /** Null asks nobody. */
  readonly keyserver: string | null;
  /** Typed by a person, who thereby names its owner as a witness. */
  readonly address: string | null;
}

/**
 * Where anybody may look. Only an address that a person typed counts.
 * @throws PysignError `USAGE`
 */
export function publicSources({ keyserver, address }: PublicWish, http: Http): readonly AskedSource[] {
  if (keyserver === null) return [];
  const server = parseUrl(keyserver, 'address of the key server');
  const typed =
    address === null ? [] : [directory(address, true, http), verifyingServerByAddress(server, address, http)];
  return [...typed.map((source) => ({ source, counts: true })), { source: keyServer(server, http), counts: false }];
}

/** The directories of the addresses that stand in the key itself: shown, for they only vouch for themselves. */
export function ownDirectories(
  { keyserver, address }: PublicWish,
  userIds: readonly string[],
  http: Http,
): readonly AskedSource[] {
  if (keyserver === null) return [];
  const own = addressesIn(userIds).filter((each) => each !== address?.toLowerCase());
  return own.map((each) => ({ source: directory(each, false, http), counts: false }));
}

/** What a key server serves for the addresses that stand in the key: only for those that were confirmed to it. */
export function ownAddressesAt(
  keyserver: string | null,
  userIds: readonly string[],
  http: Http,
): readonly AskedSource[] {
  if (keyserver === null) return [];
  const server = parseUrl(keyserver, 'address of the key server');
  const sources = addressesIn(userIds).map((address) => verifyingServerByAddress(server, address, http));
  return sources.map((source) => ({ source, counts: false }));
}

function directory(address: string, typed: boolean, http: Http): KeySource {
  return webKeyDirectory(address, { typed, originOf: byHttps }, http);
}

/** Those that have a web key directory by their form. */
export function addressesIn(userIds: readonly string[]): readonly string[] {
  const found = userIds.flatMap((userId) => /(?:^|<)([^\s<>]+@[^\s<>]+)>?$/u.exec(userId)?.[1] ?? []);
  const good = found.map((each) => each.toLowerCase()).filter(hasDirectory);
  return [...new Set(good)].slice(0, MOST_ADDRESSES);
}

function hasDirectory(address: string): boolean {
  try {
    directoryAddress(address);
    return true;
  } catch (error) {
    if (error instanceof PysignError) return false;
    throw error;
  }
}
