import type { SigningKey } from './signer.ts';

/** Whether a key, or one part of it, can sign; `reason` completes the sentence "key X …". */
export type SigningUse<K extends SigningKey> =
  { readonly usable: true; readonly key: K } | { readonly usable: false; readonly reason: string };

/** A primary key or subkey and what it is good for. */
export interface KeyPart<K extends SigningKey> {
  /** Upper-case hex. */
  readonly fingerprint: string;
  readonly created: Date;
  /** Whether it was made for signing, usable or not. */
  readonly signs: boolean;
  readonly use: SigningUse<K>;
}

/** One of the author's own keys, wherever its secret half is kept. */
export interface AuthorKey<K extends SigningKey> {
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  /** The primary key first. */
  readonly parts: readonly [KeyPart<K>, ...KeyPart<K>[]];
  /** Through the newest usable subkey, or the primary key if there is none; as gpg chooses. */
  readonly use: SigningUse<K>;
  /** Serial number of the card with the part that would sign; for a key that cannot, with its primary key. */
  readonly onCard: string | null;
  /** Empty for a key that cannot sign: its reason says more. */
  readonly warnings: readonly string[];
}

/** gpg's own rule, for a key whose primary part has nothing against it. */
export function bestUse<K extends SigningKey>(primary: KeyPart<K>, subkeys: readonly KeyPart<K>[]): SigningUse<K> {
  const newestFirst = subkeys.toSorted((a, b) => b.created.getTime() - a.created.getTime());
  const inOrder = [...newestFirst, primary].filter(({ signs }) => signs);
  const best = inOrder.find(({ use }) => use.usable) ?? inOrder[0];
  if (best === undefined) return { usable: false, reason: 'has no part that can sign' };
  if (best.use.usable || best === primary) return best.use;
  return { usable: false, reason: `has a signing subkey ${best.fingerprint} that ${best.use.reason}` };
}
