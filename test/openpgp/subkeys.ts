import { type Author, useAuthor } from '../fixtures/gnupg.ts';

/** A certify-only primary key of 2023 with signing subkeys: two that are usable, and a still newer one that expired. */
export interface AuthorWithSubkeys {
  readonly author: Author;
  readonly older: string;
  readonly newer: string;
  readonly expired: string;
}

export function useSubkeys(): AuthorWithSubkeys {
  const author = useAuthor('encrypt-only');
  const made = { older: '', newer: '', expired: '' };
  before(() => {
    // Not in the order of their dates: the listing's order must not decide.
    made.newer = author.gnupg.addSubkey(author.fingerprint, 'nistp256/ecdsa', 'sign', 'never', '20240601');
    made.older = author.gnupg.addSubkey(author.fingerprint, 'rsa2048', 'sign', 'never', '20240101');
    made.expired = author.gnupg.addSubkey(author.fingerprint, 'ed25519', 'sign', '1m', '20250101');
  });
  return {
    author,
    get older() {
      return made.older;
    },
    get newer() {
      return made.newer;
    },
    get expired() {
      return made.expired;
    },
  };
}
