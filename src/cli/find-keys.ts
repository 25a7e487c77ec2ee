import { homedir } from 'node:os';
import { parseUrl } from '../config/values.ts';
import { askedOnce, type CertificateSource } from '../evidence/certificate-source.ts';
import { keyServer } from '../evidence/key-sources/key-servers.ts';
import type { KeySource } from '../evidence/key-sources/key-source.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import { keyBeside, openTrust, type TrustStore } from '../trust-file/trust-store.ts';
import { keyHttp } from './key-http.ts';
import { trustHere } from './trust-here.ts';

export interface FindKeysWish {
  readonly keyserver: string;
  readonly allowHttp: boolean;
  readonly userAgent: string;
}

/**
 * What `trustHere` has, and behind it a key server: for pinned keys that do not lie beside the trust file, and for whole
 * fingerprints that a signature names. Where a key was found changes nothing about who is pinned.
 */
export function trustFindingKeys(wish: FindKeysWish): typeof trustHere {
  return async (folder) => {
    const trust = await trustHere(folder);
    const server = keyServer(
      parseUrl(wish.keyserver, 'address of the key server'),
      keyHttp(wish.userAgent, wish.allowHttp),
    );
    const found = onServer(server, await missing(openTrust(folder, homedir())));
    return {
      policy: trust?.policy ?? { mode: 'strict', pins: [], exceptions: [] },
      sources: [...(trust?.sources ?? []), found],
    };
  };
}

async function missing(store: TrustStore): Promise<readonly string[]> {
  const fingerprints = [...new Set(store.file.pins.flatMap(({ openpgp }) => openpgp))];
  const kept = await Promise.all(fingerprints.map(async (each) => keyBeside(store, each)));
  return fingerprints.filter((_, position) => kept[position] === null);
}

/** A subkey's name does not say whose it is: the pinned keys that are missing are looked through for it. */
function onServer(server: KeySource, pinned: readonly string[]): CertificateSource {
  const fetched = new Map<string, Promise<Certificate | null>>();
  const look = async (fingerprint: string): Promise<Certificate | null> => {
    const known = fetched.get(fingerprint) ?? ask(server, fingerprint);
    fetched.set(fingerprint, known);
    return known;
  };
  return askedOnce(server.name, async (issuer) => {
    const whole = issuer.length > KEY_ID ? [issuer] : [];
    for (const fingerprint of new Set([...whole, ...pinned])) {
      const certificate = await look(fingerprint);
      if (certificate !== null && certificate.partsNamed(issuer).length > 0) return certificate;
    }
    return null;
  });
}

const KEY_ID = 16;

async function ask(server: KeySource, fingerprint: string): Promise<Certificate | null> {
  const answer = await server.find(fingerprint);
  if (answer.answer === 'unreachable') throw answer.cause;
  return answer.answer === 'found' ? answer.certificate.proven() : null;
}
