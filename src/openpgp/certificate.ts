import { type Key, type PublicKey, readKeys, type SignaturePacket, type Subkey } from 'openpgp';
import { PysignError, reasonOf } from '../errors.ts';

/** The primary key or one subkey of a certificate. */
export type CertificatePart = Key | Subkey;

/** Somebody's public key: primary key, subkeys, user ids and what binds them. */
export class Certificate {
  readonly #key: PublicKey;

  constructor(key: Key) {
    this.#key = key.toPublic();
  }

  /** Of the primary key, upper-case hex. */
  get fingerprint(): string {
    return this.#key.getFingerprint().toUpperCase();
  }

  /** As the key has them; from whoever made the key, so print them with care. */
  get userIds(): readonly string[] {
    return this.#key.getUserIDs();
  }

  /** Every part with this fingerprint or 64-bit key id (upper-case hex). Key ids collide at will; fingerprints do not. */
  partsNamed(issuer: string): readonly CertificatePart[] {
    const names = (part: CertificatePart): boolean =>
      part.getFingerprint().toUpperCase() === issuer || part.getKeyID().toHex().toUpperCase() === issuer;
    return this.#key.getKeys().filter(names);
  }

  /**
   * Whether the certificate vouches for signatures that this part of it made at a time.
   * @returns the primary user id, or the reason against it, which completes the sentence "the key …".
   */
  async signerAt(part: CertificatePart, at: Date): Promise<SignerAt> {
    if (this.#key.getCreationTime() > at || part.getCreationTime() > at) {
      return { vouched: false, reason: 'was made after the signature says it was' };
    }
    const moment = this.#firstWordFrom(part, at);
    try {
      const vouched = await this.#key.getSigningKey(part.getKeyID(), moment);
      if (vouched.getFingerprint() !== part.getFingerprint())
        return { vouched: false, reason: 'is not the one vouched for' };
      const { user } = await this.#key.getPrimaryUser(moment);
      return { vouched: true, userId: user.userID?.userID ?? '' };
    } catch (error) {
      return { vouched: false, reason: troubleOf(reasonOf(error)) };
    }
  }

  /**
   * The digests (RFC 9580 §9.5) of what ties a part to the certificate. Every link must hold; a link holds by any one
   * of its chains; a chain holds if each digest in it does: a signing subkey signs back inside its binding signature.
   */
  linksTo(fingerprint: string): readonly (readonly (readonly number[])[])[] {
    const userIds = this.#key.users.flatMap(({ selfCertifications }) => selfCertifications.map(digestsOf));
    const subkey = this.#key.subkeys.find((each) => each.getFingerprint().toUpperCase() === fingerprint);
    return subkey === undefined ? [userIds] : [userIds, subkey.bindingSignatures.map(digestsOf)];
  }

  /**
   * A published certificate often keeps only its newest self-signatures. Where all are newer than the signature, the
   * certificate is judged at the first moment at which it says anything; what had expired by then is not forgiven.
   */
  #firstWordFrom(part: CertificatePart, at: Date): Date {
    const selfSignatures = this.#key.users.flatMap((user) => user.selfCertifications);
    const bindings = 'bindingSignatures' in part ? part.bindingSignatures : [];
    const firsts = [selfSignatures, bindings].map((signatures) =>
      Math.min(...signatures.flatMap(({ created }) => (created === null ? [] : [created.getTime()]))),
    );
    return new Date(Math.max(at.getTime(), ...firsts.filter((time) => Number.isFinite(time))));
  }
}

function digestsOf({ hashAlgorithm, embeddedSignature }: SignaturePacket): readonly number[] {
  return [hashAlgorithm, embeddedSignature?.hashAlgorithm ?? null].filter((number) => number !== null);
}

export type SignerAt =
  { readonly vouched: true; readonly userId: string } | { readonly vouched: false; readonly reason: string };

/** openpgp.js says why only in English sentences; its version is pinned and each of these has a test. */
const troubles: readonly (readonly [RegExp, string])[] = [
  [/Primary key is revoked/, 'is revoked'],
  [/Primary key is expired/, 'had expired when it signed'],
  [/Subkey is revoked/, 'is a revoked subkey'],
  [/Subkey is expired/, 'is a subkey that had expired when it signed'],
  [
    /subkey binding signature|Missing embedded signature|key binding signature/,
    'is a subkey that is not bound to the certificate',
  ],
  [/Could not find primary user/, 'has no user id in this copy of the certificate'],
  [/Hash algorithm too weak/, 'has a self-signature made with a digest too weak for its curve'],
  [/too weak/, 'is too weak'],
];

function troubleOf(message: string): string {
  const known = troubles.find(([pattern]) => pattern.test(message));
  return known === undefined ? `cannot be relied on: ${message}` : known[1];
}

const armouredBlock = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g;

/**
 * Reads every certificate in a keyring or KEYS file, binary or armoured; a file may hold several armoured blocks.
 * @throws PysignError `CERTIFICATE_NOT_FOUND`
 */
export async function readCertificates(bytes: Uint8Array): Promise<readonly Certificate[]> {
  try {
    const keys = isBinary(bytes) ? await readKeys({ binaryKeys: bytes }) : await readArmoured(bytes);
    if (keys.length > 0) return keys.map((key) => new Certificate(key));
  } catch (error) {
    throw new PysignError('CERTIFICATE_NOT_FOUND', `the OpenPGP key cannot be read: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  throw new PysignError('CERTIFICATE_NOT_FOUND', 'there is no OpenPGP public key in these bytes');
}

/** The first octet of every packet has its highest bit set (RFC 9580 §4.2). */
function isBinary(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x80) !== 0;
}

async function readArmoured(bytes: Uint8Array): Promise<readonly Key[]> {
  const blocks = Buffer.from(bytes).toString('utf8').match(armouredBlock) ?? [];
  const keys = await Promise.all(blocks.map(async (block) => readKeys({ armoredKeys: block })));
  return keys.flat();
}
