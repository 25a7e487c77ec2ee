import type { Certificate } from './certificate.ts';
import type { GpgAgent } from './gpg-agent.ts';
import type { Gnupg } from './gpg.ts';
import { keyWarnings } from './key-warnings.ts';
import { ownCertificates } from './keyring.ts';
import { judgeKey } from './policy.ts';
import { type KeyRecord, listSecretKeys, type SecretKeyRecord } from './secret-key-listing.ts';
import { type SignatureAlgorithm, signatureAlgorithm } from './signature-algorithm.ts';
import type { SigningKey } from './signer.ts';
import { type AuthorKey, bestUse, type KeyPart, type SigningUse } from './signing-use.ts';

/** A signing key whose secret half gpg-agent has. */
export interface AgentSigningKey extends SigningKey {
  readonly keygrip: string;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** Serial number of the card that holds the secret half; null for a key on disk. */
  readonly onCard: string | null;
}

type Use = SigningUse<AgentSigningKey>;
type Part = KeyPart<AgentSigningKey>;

/**
 * The author's keys, each usable or not and why. Field 15 of gpg's listing (`#`, `+`, a card's serial number) is not
 * believed: over a forwarded agent every key shows `#` and still signs. The agent is asked.
 */
export async function listSigningKeys(gnupg: Gnupg, agent: GpgAgent): Promise<readonly AuthorKey<AgentSigningKey>[]> {
  const keys = await listSecretKeys(gnupg);
  const certificates = ownCertificates(
    gnupg,
    keys.map(({ primary }) => primary.fingerprint),
  );
  return Promise.all(keys.map(async (key) => judge(key, agent, await certificates)));
}

type Certificates = ReadonlyMap<string, Certificate>;

async function judge(
  key: SecretKeyRecord,
  agent: GpgAgent,
  certificates: Certificates,
): Promise<AuthorKey<AgentSigningKey>> {
  const certificate = certificates.get(key.primary.fingerprint) ?? null;
  const part = async (record: KeyRecord): Promise<Part> => ({
    fingerprint: record.fingerprint,
    created: record.created,
    signs: canSign(record),
    use: await useOf(record, key, agent, certificate),
  });
  const primary = await part(key.primary);
  const subkeys = await Promise.all(key.subkeys.map(part));
  const use = troubleOf(key.primary) === null ? bestUse(primary, subkeys) : primary.use;
  return {
    fingerprint: key.primary.fingerprint,
    userIds: key.userIds,
    parts: [primary, ...subkeys],
    use,
    onCard: use.usable ? use.key.onCard : key.primary.card,
    warnings: use.usable ? use.key.warnings : [],
  };
}

async function useOf(
  record: KeyRecord,
  key: SecretKeyRecord,
  agent: GpgAgent,
  certificate: Certificate | null,
): Promise<Use> {
  const trouble = troubleOf(key.primary) ?? troubleOf(record) ?? weaknessOf(key.primary);
  if (trouble !== null) return { usable: false, reason: trouble };
  if (!canSign(record)) return { usable: false, reason: 'is not made for signing' };
  const choice = signatureAlgorithm(record.algorithm, record.bits, record.curve);
  if (!choice.supported) return { usable: false, reason: choice.reason };
  if (!(await agent.has(record.keygrip)))
    return { usable: false, reason: 'has no secret half that gpg-agent could use' };
  const warnings = keyWarnings([record, key.primary], certificate, new Date());
  return { usable: true, key: agentSigningKey(record, key, choice.algorithm, warnings) };
}

function agentSigningKey(
  record: KeyRecord,
  key: SecretKeyRecord,
  algorithm: SignatureAlgorithm,
  warnings: readonly string[],
): AgentSigningKey {
  return {
    fingerprint: key.primary.fingerprint,
    signingFingerprint: record.fingerprint,
    userId: key.userIds[0] ?? '',
    algorithm: algorithm.name,
    keygrip: record.keygrip,
    signatureAlgorithm: algorithm,
    onCard: record.card,
    warnings,
  };
}

function canSign(record: KeyRecord): boolean {
  return record.capabilities.includes('s');
}

/** A subkey is worth no more than the primary key that vouches for it. */
function weaknessOf(primary: KeyRecord): string | null {
  const judgement = judgeKey(primary, new Date());
  return judgement.worth === 'refused' ? judgement.reason : null;
}

/** What stops this part whatever it was made for. */
function troubleOf(record: KeyRecord): string | null {
  if (record.validity === 'r') return 'is revoked';
  if (record.validity === 'e') return `expired on ${record.expires?.toISOString().slice(0, 10) ?? 'an unknown day'}`;
  if (record.validity === 'i') return 'is invalid: it lacks a self-signature that verifies';
  if (record.capabilities.includes('D')) return 'is disabled in gpg';
  if (record.fingerprint.length !== 40) return 'is not a version 4 key, the only kind pysign signs with';
  return null;
}
