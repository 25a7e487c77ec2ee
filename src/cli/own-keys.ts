import { listOwnKeys } from '../openpgp/choose-key.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import { keyWish, type KeyWish } from '../openpgp/key-wish.ts';
import { type KeyRecord, listSecretKeys, type SecretKeyRecord } from '../openpgp/secret-key-listing.ts';
import type { AgentSigningKey } from '../openpgp/signing-keys.ts';
import type { AuthorKey } from '../openpgp/signing-use.ts';
import type { ListedKey } from '../reports/key-rows.ts';

/** The author's keys as they are shown: those that can sign first, otherwise in gpg's order. */
export interface ShownKeys {
  readonly keys: readonly ListedKey[];
  /** Fingerprint of the key that gpg's `default-key` names; null where it names none that can sign. */
  readonly preferred: string | null;
  /** Those that a fingerprint, key id, address or part of a user id fits, usable or not; subkeys stand for their keys. */
  readonly fitting: (name: string) => readonly ListedKey[];
}

/** @throws PysignError `AGENT_UNAVAILABLE` | `ENVIRONMENT` */
export async function readOwnKeys(gnupg: Gnupg): Promise<ShownKeys> {
  // One after the other: only the first starts an agent where none runs.
  const own = await listOwnKeys(gnupg);
  const records = new Map((await listSecretKeys(gnupg)).map((record) => [record.primary.fingerprint, record]));
  const keys = own.keys.map((key) => shown(key, records.get(key.fingerprint) ?? null));
  const usable = keys.filter(({ trouble }) => trouble === null);
  const unusable = keys.filter(({ trouble }) => trouble !== null);
  return {
    keys: [...usable, ...unusable],
    preferred: own.preferred?.fingerprint ?? null,
    fitting: (name) => {
      const wish = keyWish(name);
      const named = new Set(own.keys.filter((key) => fits(wish, key)).map(({ fingerprint }) => fingerprint));
      return keys.filter(({ fingerprint }) => named.has(fingerprint));
    },
  };
}

function fits(wish: KeyWish, { userIds, parts }: AuthorKey<AgentSigningKey>): boolean {
  if (wish.by === 'user-id') return userIds.some(wish.fits);
  return parts.some(({ fingerprint }) => fingerprint.endsWith(wish.suffix));
}

function shown(key: AuthorKey<AgentSigningKey>, record: SecretKeyRecord | null): ListedKey {
  const signing = key.use.usable ? key.use.key : null;
  return {
    fingerprint: key.fingerprint,
    userIds: key.userIds,
    algorithm: signing?.algorithm ?? (record === null ? '' : algorithmName(record.primary)),
    expires: record === null ? null : firstEnd(record, signing?.signingFingerprint ?? key.fingerprint),
    card: key.onCard,
    trouble: key.use.usable ? null : key.use.reason,
    warnings: key.warnings,
  };
}

/** A subkey signs no longer than its primary key lives. */
function firstEnd({ primary, subkeys }: SecretKeyRecord, signing: string): Date | null {
  const parts = [primary, ...subkeys.filter(({ fingerprint }) => fingerprint === signing)];
  const ends = parts.flatMap(({ expires }) => (expires === null ? [] : [expires]));
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

const families = new Map([
  [1, 'rsa'],
  [2, 'rsa'],
  [3, 'rsa'],
  [16, 'elgamal'],
  [17, 'dsa'],
]);

/** As gpg prints it, also for what pysign does not sign with. */
function algorithmName({ algorithm, bits, curve }: KeyRecord): string {
  if (curve !== '') return curve;
  const family = families.get(algorithm);
  return family === undefined ? `algorithm ${String(algorithm)}` : `${family}${String(bits)}`;
}
