import type { GpgAgent } from './gpg-agent.ts';
import type { Gnupg } from './gpg.ts';
import { type KeyRecord, listSecretKeys, type SecretKeyRecord } from './secret-key-listing.ts';
import { type SignatureAlgorithm, signatureAlgorithm } from './signature-algorithm.ts';
import type { SigningKey } from './signer.ts';

/** A signing key whose secret half gpg-agent has. */
export interface AgentSigningKey extends SigningKey {
  readonly keygrip: string;
  readonly signatureAlgorithm: SignatureAlgorithm;
}

/** Whether a key, or one part of it, can sign; `reason` completes the sentence "key X …". */
export type SigningUse =
  { readonly usable: true; readonly key: AgentSigningKey } | { readonly usable: false; readonly reason: string };

/** A primary key or subkey and what it is good for. */
interface KeyPart {
  readonly record: KeyRecord;
  readonly use: SigningUse;
}

/** One of the author's own keys. */
export interface AuthorKey {
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  /** The primary key first. */
  readonly parts: readonly [KeyPart, ...KeyPart[]];
  /** Through the newest usable subkey, or the primary key if there is none; as gpg chooses. */
  readonly use: SigningUse;
}

/**
 * The author's keys, each usable or not and why. Field 15 of gpg's listing (`#`, `+`, a card's serial number) is not
 * believed: over a forwarded agent every key shows `#` and still signs. The agent is asked.
 */
export async function listSigningKeys(gnupg: Gnupg, agent: GpgAgent): Promise<readonly AuthorKey[]> {
  const keys = await listSecretKeys(gnupg);
  return Promise.all(keys.map(async (key) => judge(key, agent)));
}

async function judge(key: SecretKeyRecord, agent: GpgAgent): Promise<AuthorKey> {
  const part = async (record: KeyRecord): Promise<KeyPart> => ({ record, use: await useOf(record, key, agent) });
  const primary = await part(key.primary);
  const subkeys = await Promise.all(key.subkeys.map(part));
  const use = troubleOf(key.primary) === null ? bestUse(primary, subkeys) : primary.use;
  return { fingerprint: key.primary.fingerprint, userIds: key.userIds, parts: [primary, ...subkeys], use };
}

function bestUse(primary: KeyPart, subkeys: readonly KeyPart[]): SigningUse {
  const newestFirst = subkeys.toSorted((a, b) => b.record.created.getTime() - a.record.created.getTime());
  const inOrder = [...newestFirst, primary].filter((part) => canSign(part.record));
  const best = inOrder.find((part) => part.use.usable) ?? inOrder[0];
  if (best === undefined) return { usable: false, reason: 'has no part that can sign' };
  if (best.use.usable || best === primary) return best.use;
  return { usable: false, reason: `has a signing subkey ${best.record.fingerprint} that ${best.use.reason}` };
}

async function useOf(record: KeyRecord, key: SecretKeyRecord, agent: GpgAgent): Promise<SigningUse> {
  const trouble = troubleOf(key.primary) ?? troubleOf(record);
  if (trouble !== null) return { usable: false, reason: trouble };
  if (!canSign(record)) return { usable: false, reason: 'is not made for signing' };
  const choice = signatureAlgorithm(record.algorithm, record.bits, record.curve);
  if (!choice.supported) return { usable: false, reason: choice.reason };
  if (!(await agent.has(record.keygrip)))
    return { usable: false, reason: 'has no secret half that gpg-agent could use' };
  return { usable: true, key: agentSigningKey(record, key, choice.algorithm) };
}

function agentSigningKey(record: KeyRecord, key: SecretKeyRecord, algorithm: SignatureAlgorithm): AgentSigningKey {
  return {
    fingerprint: key.primary.fingerprint,
    signingFingerprint: record.fingerprint,
    userId: key.userIds[0] ?? '',
    algorithm: algorithm.name,
    keygrip: record.keygrip,
    signatureAlgorithm: algorithm,
  };
}

function canSign(record: KeyRecord): boolean {
  return record.capabilities.includes('s');
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
