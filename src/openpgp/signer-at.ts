import { reasonOf } from '../errors.ts';
import type { CertificatePackets, CertificatePart } from './certificate-packets.ts';
import { judgeKey } from './policy.ts';
import { proveOnPrimary, proveOnSubkey, type SelfSignature, type SelfSignatures } from './self-signatures.ts';
import { judgeRevocations, newestAt, type Standing, standingOf } from './standing.ts';
import { strengthWarnings } from './standing-warnings.ts';
import { lastOf, subpacketTypes } from './subpackets.ts';

export type SignerAt =
  /** `warnings` are sentences: what other verifiers hold against this key, with their dates. */
  | { readonly vouched: true; readonly userId: string; readonly warnings: readonly string[] }
  /** `reason` completes the sentence "the key …". */
  | { readonly vouched: false; readonly why: 'weak' | 'key'; readonly reason: string };

/** The same certificate often vouches for many files: what it says of itself is proven once. */
const proven = new WeakMap<CertificatePackets, Promise<SelfSignatures>>();

async function ownWords(packets: CertificatePackets): Promise<SelfSignatures> {
  const known = proven.get(packets);
  if (known !== undefined) return known;
  const words = proveOnPrimary(packets);
  proven.set(packets, words);
  return words;
}

/** @see Certificate.signerAt */
export async function judgePart(
  packets: CertificatePackets,
  part: CertificatePart,
  at: Date,
  seen: Date,
): Promise<SignerAt> {
  const { primary } = packets;
  if (primary.created > at || part.created > at) return no('was made after the signature says it was');
  for (const key of [part, primary]) {
    const judgement = judgeKey(key.strength, seen);
    if (judgement.worth === 'refused') return no(judgement.reason, 'weak');
  }
  try {
    const words = await ownWords(packets);
    const onPrimary = standingOfPrimary(packets, words, part, seen);
    if (!onPrimary.stands) return no(onPrimary.reason);
    const onPart = part.isPrimary ? onPrimary : await standingOfSubkey(packets, part, seen);
    if (!onPart.stands) return no(onPart.reason);
    const links = part.isPrimary ? [words.onPrimary] : [words.onPrimary, onPart.by];
    return {
      vouched: true,
      userId: userIdAt(words.onPrimary, seen),
      warnings: strengthWarnings([part, primary], links, seen),
    };
  } catch (error) {
    // A flood of signatures is the certificate's fault; everything else is ours.
    if (error instanceof SyntaxError) return no(`cannot be relied on: ${reasonOf(error)}`);
    throw error;
  }
}

/** @see Certificate.revokedAt */
export async function revocationAt(packets: CertificatePackets, at: Date): Promise<string | null> {
  try {
    return judgeRevocations((await ownWords(packets)).revocations, at, 'is revoked');
  } catch (error) {
    if (error instanceof SyntaxError) return `cannot be relied on: ${reasonOf(error)}`;
    throw error;
  }
}

function no(reason: string, why: 'weak' | 'key' = 'key'): SignerAt {
  return { vouched: false, why, reason };
}

function standingOfPrimary(
  { primary }: CertificatePackets,
  { onPrimary, revocations, worthless }: SelfSignatures,
  part: CertificatePart,
  seen: Date,
): Standing {
  const revoked = judgeRevocations(revocations, seen, 'is revoked');
  if (revoked !== null) return { stands: false, reason: revoked };
  if (onPrimary.length === 0) {
    const [first] = worthless;
    if (first !== undefined) return { stands: false, reason: `has no self-signature to rely on: it ${first}` };
    if (!part.isPrimary) return { stands: true, by: [] };
    // Whoever holds the fingerprint holds the key: user ids are for finding it. It cannot say when it ends, though.
    return { stands: true, by: [] };
  }
  const words = part.isPrimary
    ? { expired: 'had expired when it signed', noSigning: 'is not made for signing' }
    : { expired: 'had expired when it signed', noSigning: null };
  return standingOf(primary, onPrimary, seen, words);
}

async function standingOfSubkey(packets: CertificatePackets, part: CertificatePart, seen: Date): Promise<Standing> {
  const unbound = { stands: false, reason: 'is a subkey that is not bound to the certificate' } as const;
  const subkeys = packets.subkeys.filter(({ key }) => key.fingerprint === part.fingerprint);
  const all = await Promise.all(subkeys.map(async (subkey) => proveOnSubkey(subkey, packets.primary)));
  const revoked = judgeRevocations(
    all.flatMap(({ revocations }) => revocations),
    seen,
    'is a revoked subkey',
  );
  if (revoked !== null) return { stands: false, reason: revoked };
  const bindings = all.flatMap((each) => each.bindings);
  if (bindings.length === 0) return unbound;
  const standing = standingOf(part, bindings, seen, {
    expired: 'is a subkey that had expired when it signed',
    noSigning: 'is a subkey that is not made for signing',
  });
  if (!standing.stands) return standing;
  // Two digests: the binding's and that of what the subkey signed back.
  return newestAt(bindings, seen)?.digests.length === 2 ? standing : unbound;
}

/** The one that says it is the primary one, else the newest. */
function userIdAt(words: readonly SelfSignature[], seen: Date): string {
  const named = words.filter(({ userId }) => userId !== null);
  const chosen = named.filter(({ signature }) => lastOf(signature.hashed, subpacketTypes.primaryUserId)?.uint8() === 1);
  return (newestAt(chosen, seen) ?? newestAt(named, seen))?.userId ?? '';
}
