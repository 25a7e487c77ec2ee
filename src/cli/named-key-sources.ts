import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseUrl } from '../config/values.ts';
import { PysignError } from '../errors.ts';
import { keysAt } from '../evidence/key-sources/key-servers.ts';
import type { KeySource } from '../evidence/key-sources/key-source.ts';
import { keysOnDisk } from '../evidence/key-sources/local-keys.ts';
import type { Http } from '../http/http.ts';
import type { Certificate } from '../openpgp/certificate.ts';

export interface NamedKeys {
  readonly keyFile: string | null;
  readonly keysUrl: string | null;
}

/** What a person named on the command line, and so answers for. @throws PysignError `USAGE` */
export function namedSources({ keyFile, keysUrl }: NamedKeys, http: Http): readonly KeySource[] {
  return [
    ...(keyFile === null ? [] : [keysOnDisk(keyFile)]),
    ...(keysUrl === null ? [] : [keysAt(parseUrl(keysUrl, 'address of the keys'), http)]),
  ];
}

type Find = (issuer: string) => Promise<Certificate | null>;

/** Where nobody has used gpg yet, none is asked: it would make a home for itself. */
export function keyringOf(find: Find): Find {
  const { GNUPGHOME: given = '', HOME: home = '' } = process.env;
  const exists = existsSync(given === '' ? join(home, '.gnupg') : given);
  return async (issuer) => {
    if (!exists) return null;
    try {
      return await find(issuer);
    } catch (error) {
      if (error instanceof PysignError && error.code === 'GPG_MISSING') return null;
      throw error;
    }
  };
}
