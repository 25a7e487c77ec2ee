import { type DigestName, digests } from './policy-table.ts';
import { judgeDigest, judgeKey, type KnownRefusal } from './policy.ts';
import type { PublicKeyFields } from './public-key-fields.ts';
import type { SelfSignature } from './self-signatures.ts';

/**
 * What other verifiers hold against a key that is accepted here, a sentence each, with their dates.
 * @param links what ties the key together; of several words that say the same, one that everyone takes is enough.
 */
export function strengthWarnings(
  keys: readonly PublicKeyFields[],
  links: readonly (readonly SelfSignature[])[],
  at: Date,
): readonly string[] {
  const weak = keys.flatMap(({ strength }) => {
    const judgement = judgeKey(strength, at);
    return judgement.worth === 'warned' ? judgement.refusals.map(({ by, from, what }) => told(by, what, from)) : [];
  });
  return [...new Set([...weak, ...links.flatMap((link) => linkWarnings(link, at))])];
}

function linkWarnings(link: readonly SelfSignature[], at: Date): readonly string[] {
  if (link.length === 0) return ['this copy has no self-signature: whether the key has an end is not known'];
  const faults = link.map(({ digests: names }) => names.flatMap((name) => refusalsOf(name, at)));
  if (faults.some((each) => each.length === 0)) return [];
  const [first = []] = faults;
  const [refused] = first;
  if (refused === undefined) return [];
  const { name } = refused;
  const who = [...new Map(first.map(({ refusal }) => [refusal.by, refusal])).values()];
  const since = who.map(({ by, from }) => `${by} ${sinceWhen(from)}`).join(', ');
  return [`its self-signature uses ${digests[name].title}: refused by ${since}`];
}

function refusalsOf(name: DigestName, at: Date): readonly { name: DigestName; refusal: KnownRefusal }[] {
  const judgement = judgeDigest(name, at, 'self-signature');
  return judgement.worth === 'warned' ? judgement.refusals.map((refusal) => ({ name, refusal })) : [];
}

function told(by: string, what: string, from: Date): string {
  return `${by} refuses ${what}${from.getTime() === 0 ? '' : ` ${sinceWhen(from)}`}`;
}

function sinceWhen(from: Date): string {
  return `${from <= new Date() ? 'since' : 'from'} ${from.toISOString().slice(0, 10)}`;
}
