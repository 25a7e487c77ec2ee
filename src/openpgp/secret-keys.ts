import { enums, type PrivateKey, readPrivateKeys, SecretKeyPacket, SecretSubkeyPacket, type Subkey } from 'openpgp';
import { PysignError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { type Certificate, readCertificates } from './certificate.ts';
import { keyWarnings } from './key-warnings.ts';
import { type SignatureAlgorithm, signatureAlgorithm } from './signature-algorithm.ts';
import type { SigningKey } from './signer.ts';
import { type AuthorKey, bestUse, type KeyPart, type SigningUse } from './signing-use.ts';

/** A signing key whose secret half is in this process, locked or not. */
export interface SecretSigningKey extends SigningKey {
  readonly packet: SecretKeyPacket | SecretSubkeyPacket;
  readonly certificate: Certificate;
  readonly signatureAlgorithm: SignatureAlgorithm;
}

type Part = KeyPart<SecretSigningKey>;

/** Larger than any person's key with all its certifications. */
const MOST_BYTES = 4 << 20;
const secretBlock = /-----BEGIN PGP PRIVATE KEY BLOCK-----[\s\S]*?-----END PGP PRIVATE KEY BLOCK-----/g;

/**
 * Reads every secret key that a person gave, armoured or as gpg exports it without armour, and judges each as gpg's
 * own are judged. No text of openpgp.js reaches an error: it quotes the lines that it does not understand.
 * @throws PysignError `KEY_NOT_FOUND` when there is none, `KEY_UNUSABLE` when one cannot be read.
 */
export async function readSecretKeys(
  given: Secret | Uint8Array,
  now: Date,
): Promise<readonly AuthorKey<SecretSigningKey>[]> {
  const keys = await parse(given instanceof Secret ? Buffer.from(given.reveal()) : given);
  return Promise.all(keys.map(async (key) => judge(key, now)));
}

async function parse(bytes: Uint8Array): Promise<readonly PrivateKey[]> {
  const next = 'gpg --armor --export-secret-keys FINGERPRINT prints one';
  if (bytes.length > MOST_BYTES) throw new PysignError('KEY_UNUSABLE', 'the secret key is larger than 4 MiB', { next });
  const binary = ((bytes[0] ?? 0) & 0x80) !== 0;
  const blocks = binary ? [] : (Buffer.from(bytes).toString('latin1').match(secretBlock) ?? []);
  if (!binary && blocks.length === 0) {
    throw new PysignError('KEY_NOT_FOUND', 'what was given as secret key holds no OpenPGP secret key', { next });
  }
  const readings = binary
    ? [readPrivateKeys({ binaryKeys: bytes })]
    : blocks.map(async (block) => readPrivateKeys({ armoredKeys: block }));
  return Promise.all(readings).then(
    (keys) => keys.flat(),
    () => {
      throw new PysignError('KEY_UNUSABLE', 'the secret key cannot be read: its bytes are damaged', { next });
    },
  );
}

async function judge(key: PrivateKey, now: Date): Promise<AuthorKey<SecretSigningKey>> {
  const certificate = await certificateOf(key);
  const part = async (each: PrivateKey | Subkey): Promise<Part> => ({
    fingerprint: fingerprintOf(each),
    created: each.getCreationTime(),
    signs: signs(key, each),
    use: await useOf(each, key, certificate, now),
  });
  const [primary, subkeys] = await Promise.all([part(key), Promise.all(key.subkeys.map(part))]);
  const use = bestUse(primary, subkeys);
  return {
    fingerprint: certificate.fingerprint,
    userIds: certificate.userIds,
    parts: [primary, ...subkeys],
    use,
    onCard: null,
    warnings: use.usable ? use.key.warnings : [],
  };
}

async function certificateOf(key: PrivateKey): Promise<Certificate> {
  const [certificate] = await readCertificates(key.toPublic().write());
  if (certificate === undefined) throw new PysignError('KEY_UNUSABLE', 'the secret key has no public half');
  return certificate;
}

function no(reason: string): SigningUse<SecretSigningKey> {
  return { usable: false, reason };
}

async function useOf(
  part: PrivateKey | Subkey,
  owner: PrivateKey,
  certificate: Certificate,
  now: Date,
): Promise<SigningUse<SecretSigningKey>> {
  if (part.keyPacket.version !== 4) return no('is not a version 4 key, the only kind pysign signs with');
  if (!signs(owner, part)) return no('is not made for signing');
  const { algorithm, bits, curve } = strengthOf(part);
  const choice = signatureAlgorithm(algorithm, bits, curve, now);
  if (!choice.supported) return no(choice.reason);
  const [publicPart] = certificate.partsNamed(fingerprintOf(part));
  if (publicPart === undefined) return no('cannot be read');
  const vouching = await certificate.signerAt(publicPart, now);
  if (!vouching.vouched) return no(vouching.reason);
  const packet = part.keyPacket;
  const isSecret = packet instanceof SecretKeyPacket || packet instanceof SecretSubkeyPacket;
  if (!isSecret || packet.isMissingSecretKeyMaterial()) return no('has no secret half here that pysign could use');
  const key = {
    fingerprint: certificate.fingerprint,
    signingFingerprint: fingerprintOf(part),
    userId: vouching.userId,
    algorithm: choice.algorithm.name,
    warnings: keyWarnings(await Promise.all([aged(part), aged(owner)]), certificate, now),
    packet,
    certificate,
    signatureAlgorithm: choice.algorithm,
  };
  return { usable: true, key };
}

/** The flags in the newest self-signature (RFC 9580 §5.2.3.29); without any, gpg lets a key do all that it can. */
function signs(owner: PrivateKey, part: PrivateKey | Subkey): boolean {
  const signatures =
    'bindingSignatures' in part ? part.bindingSignatures : owner.users.flatMap((user) => user.selfCertifications);
  const newest = signatures.toSorted((a, b) => Number(b.created) - Number(a.created))[0];
  const flags = newest?.keyFlags?.[0];
  return flags === undefined || (flags & enums.keyFlags.signData) !== 0;
}

/** Where openpgp.js has a name of its own for a curve, gpg's. */
const gpgCurves = new Map([
  ['nistP256', 'nistp256'],
  ['nistP384', 'nistp384'],
  ['nistP521', 'nistp521'],
  ['ed25519Legacy', 'ed25519'],
]);

function strengthOf(part: PrivateKey | Subkey): {
  readonly algorithm: number;
  readonly bits: number;
  readonly curve: string;
} {
  const { bits = 0, curve = '' } = part.getAlgorithmInfo();
  return { algorithm: part.keyPacket.algorithm, bits, curve: gpgCurves.get(curve) ?? curve };
}

async function aged(
  part: PrivateKey | Subkey,
): Promise<ReturnType<typeof strengthOf> & { readonly fingerprint: string; readonly expires: Date | null }> {
  const expires = await part.getExpirationTime();
  return { ...strengthOf(part), fingerprint: fingerprintOf(part), expires: expires instanceof Date ? expires : null };
}

function fingerprintOf(part: PrivateKey | Subkey): string {
  return part.getFingerprint().toUpperCase();
}
