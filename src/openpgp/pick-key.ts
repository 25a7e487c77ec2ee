import { PysignError } from '../errors.ts';
import { keyWish, type KeyWish } from './key-wish.ts';
import type { SigningKey } from './signer.ts';
import type { AuthorKey, SigningUse } from './signing-use.ts';

/** How a person may have named a key, and how errors call it: `"ada@example.org"`, `the default-key "…" of gpg.conf`. */
export interface NamedKey {
  readonly name: string;
  readonly origin: string;
}

/** What errors say about the place where the keys are. */
export interface KeyPlace {
  /** Completes "X is none of …". */
  readonly keys: string;
  readonly empty: string;
  readonly makeOne: string;
  readonly takeAnother: string;
}

interface Candidate<K extends SigningKey> {
  readonly owner: AuthorKey<K>;
  readonly use: SigningUse<K>;
}

/**
 * The one key that is meant: the named one, or else the only one that can sign.
 * @throws PysignError `KEY_NOT_FOUND` | `KEY_AMBIGUOUS` | `KEY_UNUSABLE`
 */
export function pickKey<K extends SigningKey>(
  keys: readonly AuthorKey<K>[],
  wanted: NamedKey | null,
  place: KeyPlace,
): K {
  if (keys.length === 0) throw notFound(place.empty, keys, place);
  const wish = wanted === null ? null : keyWish(wanted.name);
  const matches = keys.flatMap((owner) => (wish === null ? [{ owner, use: owner.use }] : candidateFor(wish, owner)));
  const usable = matches.filter((match) => match.use.usable);
  if (matches.length === 0) throw notFound(`${wanted?.origin ?? ''} is none of ${place.keys}`, keys, place);
  if (usable.length === 0) throw unusable(matches, place);
  const several = String(usable.length);
  return single(
    usable,
    wanted === null
      ? `${several} of ${place.keys} can sign, and none was named`
      : `${wanted.origin} fits ${several} of ${place.keys}`,
  );
}

function candidateFor<K extends SigningKey>(wish: KeyWish, owner: AuthorKey<K>): readonly Candidate<K>[] {
  if (wish.by === 'user-id') return owner.userIds.some(wish.fits) ? [{ owner, use: owner.use }] : [];
  const part = owner.parts.find(({ fingerprint }) => fingerprint.endsWith(wish.suffix));
  if (part === undefined) return [];
  return [{ owner, use: wish.exactly ? part.use : owner.use }];
}

function single<K extends SigningKey>(candidates: readonly Candidate<K>[], message: string): K {
  const keys = candidates.flatMap(({ use }) => (use.usable ? [use.key] : []));
  const [first, second] = keys;
  if (first !== undefined && second === undefined) return first;
  throw new PysignError('KEY_AMBIGUOUS', message, {
    details: keys.map((key) => `${key.fingerprint}  ${key.userId}  ${key.algorithm}`),
    next: `name one of them: --key ${first?.fingerprint ?? 'FINGERPRINT'}`,
  });
}

function notFound<K extends SigningKey>(
  message: string,
  keys: readonly AuthorKey<K>[],
  { makeOne, takeAnother }: KeyPlace,
): PysignError {
  return new PysignError('KEY_NOT_FOUND', message, {
    details: keys.map((key) => `${key.fingerprint}  ${key.userIds[0] ?? ''}`),
    next: keys.length === 0 ? makeOne : takeAnother,
  });
}

function unusable<K extends SigningKey>(candidates: readonly Candidate<K>[], { takeAnother }: KeyPlace): PysignError {
  const reasons = candidates.flatMap(({ owner, use }) =>
    use.usable ? [] : [`key ${owner.fingerprint} (${owner.userIds[0] ?? 'no user id'}) ${use.reason}`],
  );
  const [only] = reasons;
  const message = reasons.length === 1 && only !== undefined ? only : 'none of these keys can sign';
  return new PysignError('KEY_UNUSABLE', message, {
    details: reasons.length === 1 ? [] : reasons,
    next: takeAnother,
  });
}
