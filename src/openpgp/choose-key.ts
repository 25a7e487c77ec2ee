import { PysignError } from '../errors.ts';
import { GpgAgent } from './gpg-agent.ts';
import type { Gnupg } from './gpg.ts';
import { type NamedKey, pickKey } from './pick-key.ts';
import { type AgentSigningKey, listSigningKeys } from './signing-keys.ts';
import type { AuthorKey } from './signing-use.ts';

const place = {
  keys: 'your secret keys',
  empty: 'you have no OpenPGP secret key',
  makeOne: 'gpg --quick-generate-key "Your Name <you@example.org>" ed25519 sign 2y',
  takeAnother: 'name another of your keys with --key; gpg --list-secret-keys shows them',
};

/**
 * The key to sign with. `wanted` is a fingerprint or key id (with `!`: exactly this subkey), an address or a part of a
 * user id; null stands for gpg's own `default-key`, or else the only key that can sign.
 * @throws PysignError `KEY_NOT_FOUND` | `KEY_AMBIGUOUS` | `KEY_UNUSABLE` | `AGENT_UNAVAILABLE` | `ENVIRONMENT`
 */
export async function chooseSigningKey(gnupg: Gnupg, wanted: string | null): Promise<AgentSigningKey> {
  // gpgconf starts three programs for its answer.
  const named = wanted === null ? defaultKey(gnupg) : Promise.resolve({ name: wanted, origin: `"${wanted}"` });
  const [keys, name] = await Promise.all([allKeys(gnupg), named]);
  return pickKey(keys, name, place);
}

/** What a person chooses from. */
export interface OwnKeys {
  /** In gpg's order, those that cannot sign among them. */
  readonly keys: readonly AuthorKey<AgentSigningKey>[];
  /** Of these the one that gpg's own `default-key` names; null where it names none, several, or one that cannot sign. */
  readonly preferred: AuthorKey<AgentSigningKey> | null;
}

/** @throws PysignError `AGENT_UNAVAILABLE` | `ENVIRONMENT` */
export async function listOwnKeys(gnupg: Gnupg): Promise<OwnKeys> {
  const [keys, named] = await Promise.all([allKeys(gnupg), defaultKey(gnupg)]);
  return { keys, preferred: named === null ? null : fitting(keys, named) };
}

function fitting(keys: OwnKeys['keys'], named: NamedKey): OwnKeys['preferred'] {
  try {
    const { fingerprint } = pickKey(keys, named, place);
    return keys.find((key) => key.fingerprint === fingerprint) ?? null;
  } catch (error) {
    if (error instanceof PysignError) return null;
    throw error;
  }
}

async function allKeys(gnupg: Gnupg): Promise<OwnKeys['keys']> {
  const agent = await GpgAgent.connect(gnupg);
  try {
    return await listSigningKeys(gnupg, agent);
  } finally {
    agent.close();
  }
}

/** gpg's own setting, null where there is none; gpgconf prints its value after a `"`, percent-escaped. */
async function defaultKey(gnupg: Gnupg): Promise<NamedKey | null> {
  const { stdout } = await gnupg.gpgconf(['--list-options', 'gpg']);
  const line = stdout
    .toString('utf8')
    .split('\n')
    .find((option) => option.startsWith('default-key:'));
  const value = line?.split(':')[9] ?? '';
  if (!value.startsWith('"') || value.length === 1) return null;
  const name = decodeURIComponent(value.slice(1));
  return { name, origin: `the default-key "${name}" of gpg.conf` };
}
