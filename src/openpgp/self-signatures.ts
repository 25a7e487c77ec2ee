import { createHash } from 'node:crypto';
import type { CertificatePackets, SubkeyPackets } from './certificate-packets.ts';
import { digests } from './policy-table.ts';
import { isTooShort, judgeDigest } from './policy.ts';
import type { PublicKeyFields } from './public-key-fields.ts';
import { parseSignature, type SignatureFields, signatureTypes } from './signature-fields.ts';
import { numbersFit } from './signature-numbers.ts';
import { lastOf, subpacketTypes, unknownCritical } from './subpackets.ts';

/** What a certificate says of its own parts, proven: each of these was made by its primary key. */
export interface SelfSignatures {
  /** Over user ids, and over the key itself. */
  readonly onPrimary: readonly SelfSignature[];
  readonly revocations: readonly SelfSignature[];
  /** Everything that was proven, also what was taken back since. */
  readonly all: readonly SelfSignature[];
  /** How many claim to be the key's own word and are not, or are made with a digest that nobody may rely on. */
  readonly worthless: readonly string[];
}

export interface SelfSignature {
  readonly signature: SignatureFields;
  /** The user id that it is about; null where it is about the key, or about a picture. */
  readonly userId: string | null;
  /** Numbers of RFC 9580 §9.5: a subkey's binding holds another signature, made by the subkey. */
  readonly digests: readonly SignatureFields['digest'][];
}

/** A certificate with 10,000 signatures that claim to be its own would keep a verifier busy. Real ones have dozens. */
const MOST_PROOFS = 512;

/** To look at the first ones only would let a flood hide a revocation. */
function bounded<T>(claims: readonly T[]): readonly T[] {
  if (claims.length <= MOST_PROOFS) return claims;
  throw new SyntaxError(`it has ${String(claims.length)} signatures that say they are its own`);
}

/** Whether a signature inside a certificate is by this key over these bytes. */
export async function isOver(
  signature: SignatureFields,
  key: PublicKeyFields,
  ...parts: readonly Uint8Array[]
): Promise<boolean> {
  const hash = createHash(signature.digest).update(signature.salt);
  for (const part of parts) hash.update(part);
  return numbersFit(signature, hash.update(signature.closing).digest(), key);
}

/** Strangers' signatures are passed over unread: what they vouch for is nobody's business here. */
export function claimsToBeBy({ issuer }: SignatureFields, { fingerprint, keyId }: PublicKeyFields): boolean {
  return issuer === fingerprint || issuer === keyId || issuer === '';
}

export async function proveOnPrimary({ primary, signatures, identities }: CertificatePackets): Promise<SelfSignatures> {
  const subjects = [
    { userId: null, parts: [primary.hashedForm], signatures },
    ...identities.map((identity) => ({
      userId: identity.userId,
      parts: [primary.hashedForm, identity.hashedForm],
      signatures: identity.signatures,
    })),
  ];
  const candidates = bounded(
    subjects
      .flatMap(({ userId, parts, signatures: all }) => all.map((signature) => ({ userId, parts, signature })))
      .filter(({ signature }) => saysSomething(signature) && claimsToBeBy(signature, primary)),
  );
  const proven: SelfSignature[] = [];
  const worthless: string[] = [];
  for (const { userId, parts, signature } of candidates) {
    const against = troubleWith(signature, primary);
    if (against !== null) worthless.push(against);
    else if (await isOver(signature, primary, ...parts)) {
      proven.push({ signature, userId, digests: [signature.digest] });
    } else worthless.push('does not verify');
  }
  return sorted(proven, worthless);
}

function saysSomething({ type }: SignatureFields): boolean {
  return isCertification(type) || type === signatureTypes.directKey || isRevocation(type);
}

export function isCertification(type: number): boolean {
  return type >= signatureTypes.firstCertification && type <= signatureTypes.lastCertification;
}

function isRevocation(type: number): boolean {
  return type === signatureTypes.keyRevocation || type === signatureTypes.certificationRevocation;
}

/** A revocation counts whatever it is made with: to forge one helps nobody. Null where there is nothing against it. */
export function troubleWith({ digest, hashed, type }: SignatureFields, { strength }: PublicKeyFields): string | null {
  if (type === signatureTypes.keyRevocation || type === signatureTypes.subkeyRevocation) return null;
  const judgement = judgeDigest(digest, new Date(), 'self-signature');
  if (judgement.worth === 'refused') return judgement.reason;
  if (isTooShort(digest, strength)) return `is made with ${digests[digest].title}, which is too short for its curve`;
  const critical = unknownCritical(hashed);
  return critical === null ? null : `has ${critical}`;
}

function sorted(proven: readonly SelfSignature[], worthless: readonly string[]): SelfSignatures {
  const revoked = new Map<string, number>();
  for (const { signature, userId } of proven) {
    if (signature.type !== signatureTypes.certificationRevocation || userId === null) continue;
    revoked.set(userId, Math.max(revoked.get(userId) ?? 0, signature.created.getTime()));
  }
  const stands = ({ signature, userId }: SelfSignature): boolean =>
    userId === null || (revoked.get(userId) ?? -1) < signature.created.getTime();
  return {
    onPrimary: proven.filter((each) => !isRevocation(each.signature.type) && stands(each)),
    revocations: proven.filter(({ signature }) => signature.type === signatureTypes.keyRevocation),
    all: proven,
    worthless,
  };
}

/** What ties a subkey to its primary key, and what unties it. */
export interface SubkeySignatures {
  readonly bindings: readonly SelfSignature[];
  readonly revocations: readonly SelfSignature[];
  readonly worthless: readonly string[];
}

export async function proveOnSubkey(
  { key, signatures }: SubkeyPackets,
  primary: PublicKeyFields,
): Promise<SubkeySignatures> {
  const bindings: SelfSignature[] = [];
  const revocations: SelfSignature[] = [];
  const worthless: string[] = [];
  for (const signature of bounded(signatures.filter((each) => claimsToBeBy(each, primary)))) {
    const { type, digest } = signature;
    if (type !== signatureTypes.subkeyBinding && type !== signatureTypes.subkeyRevocation) continue;
    const against = troubleWith(signature, primary);
    if (against !== null) worthless.push(against);
    else if (!(await isOver(signature, primary, primary.hashedForm, key.hashedForm))) worthless.push('does not verify');
    else if (type === signatureTypes.subkeyRevocation) revocations.push({ signature, userId: null, digests: [digest] });
    else {
      const back = await backSignature(signature, key, primary);
      bindings.push({ signature, userId: null, digests: back === null ? [digest] : [digest, back.digest] });
    }
  }
  return { bindings, revocations, worthless };
}

/**
 * A subkey that signs must itself say that it belongs to the primary key (RFC 9580 §5.2.1.9): otherwise anybody could
 * adopt a stranger's subkey, and with it what the stranger signed.
 */
async function backSignature(
  { hashed, unhashed }: SignatureFields,
  key: PublicKeyFields,
  primary: PublicKeyFields,
): Promise<SignatureFields | null> {
  for (const area of [hashed, unhashed]) {
    const embedded = lastOf(area, subpacketTypes.embeddedSignature);
    if (embedded === null) continue;
    const signature = readable(embedded.rest());
    if (signature?.type !== signatureTypes.primaryKeyBinding || troubleWith(signature, key) !== null) continue;
    if (await isOver(signature, key, primary.hashedForm, key.hashedForm)) return signature;
  }
  return null;
}

function readable(body: Uint8Array): SignatureFields | null {
  try {
    return parseSignature(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
