import { PysignError } from '../errors.ts';
import { GpgAgent } from './gpg-agent.ts';
import type { Gnupg } from './gpg.ts';
import { type AgentSigningKey, type AuthorKey, listSigningKeys, type SigningUse } from './signing-keys.ts';
import { keyWish, type KeyWish } from './key-wish.ts';

interface Candidate {
  readonly owner: AuthorKey;
  readonly use: SigningUse;
}

/**
 * The key to sign with. `wanted` is a fingerprint or key id (with `!`: exactly this subkey), an address or a part of a
 * user id; null stands for gpg's own `default-key`, or else the only key that can sign.
 * @throws PysignError `KEY_NOT_FOUND` | `KEY_AMBIGUOUS` | `KEY_UNUSABLE` | `AGENT_UNAVAILABLE` | `ENVIRONMENT`
 */
export async function chooseSigningKey(gnupg: Gnupg, wanted: string | null): Promise<AgentSigningKey> {
  const agent = await GpgAgent.connect(gnupg);
  try {
    const keys = await listSigningKeys(gnupg, agent);
    const name = wanted ?? (await defaultKey(gnupg));
    return name === null ? onlyUsable(keys) : named(name, wanted === null, keys);
  } finally {
    agent.close();
  }
}

/** gpg's own setting; gpgconf prints its value after a `"`, percent-escaped. */
async function defaultKey(gnupg: Gnupg): Promise<string | null> {
  const { stdout } = await gnupg.gpgconf(['--list-options', 'gpg']);
  const line = stdout
    .toString('utf8')
    .split('\n')
    .find((option) => option.startsWith('default-key:'));
  const value = line?.split(':')[9] ?? '';
  return value.startsWith('"') && value.length > 1 ? decodeURIComponent(value.slice(1)) : null;
}

function named(name: string, fromGpgConf: boolean, keys: readonly AuthorKey[]): AgentSigningKey {
  const wish = keyWish(name);
  const matches = keys.flatMap((owner) => candidateFor(wish, owner));
  const usable = matches.filter((match) => match.use.usable);
  const origin = fromGpgConf ? `the default-key "${name}" of gpg.conf` : `"${name}"`;
  if (matches.length === 0) throw notFound(`${origin} is none of your secret keys`, keys);
  if (usable.length === 0) throw unusable(matches);
  return single(usable, `${origin} fits ${String(usable.length)} of your keys`);
}

function candidateFor(wish: KeyWish, owner: AuthorKey): readonly Candidate[] {
  if (wish.by === 'user-id') return owner.userIds.some(wish.fits) ? [{ owner, use: owner.use }] : [];
  const part = owner.parts.find(({ record }) => record.fingerprint.endsWith(wish.suffix));
  if (part === undefined) return [];
  return [{ owner, use: wish.exactly ? part.use : owner.use }];
}

function onlyUsable(keys: readonly AuthorKey[]): AgentSigningKey {
  const candidates = keys.map((owner) => ({ owner, use: owner.use }));
  const usable = candidates.filter((candidate) => candidate.use.usable);
  if (candidates.length === 0) throw notFound('you have no OpenPGP secret key', keys);
  if (usable.length === 0) throw unusable(candidates);
  return single(usable, `${String(usable.length)} of your keys can sign, and none was named`);
}

function single(candidates: readonly Candidate[], message: string): AgentSigningKey {
  const keys = candidates.flatMap(({ use }) => (use.usable ? [use.key] : []));
  const [first, second] = keys;
  if (first !== undefined && second === undefined) return first;
  throw new PysignError('KEY_AMBIGUOUS', message, {
    details: keys.map((key) => `${key.fingerprint}  ${key.userId}  ${key.algorithm}`),
    next: `name one of them: --key ${first?.fingerprint ?? 'FINGERPRINT'}`,
  });
}

function notFound(message: string, keys: readonly AuthorKey[]): PysignError {
  return new PysignError('KEY_NOT_FOUND', message, {
    details: keys.map((key) => `${key.fingerprint}  ${key.userIds[0] ?? ''}`),
    next:
      keys.length === 0
        ? 'gpg --quick-generate-key "Your Name <you@example.org>" ed25519 sign 2y'
        : 'name one of your own keys with --key; gpg --list-secret-keys shows them',
  });
}

function unusable(candidates: readonly Candidate[]): PysignError {
  const reasons = candidates.flatMap(({ owner, use }) =>
    use.usable ? [] : [`key ${owner.fingerprint} (${owner.userIds[0] ?? 'no user id'}) ${use.reason}`],
  );
  const [only] = reasons;
  const message = reasons.length === 1 && only !== undefined ? only : 'none of these keys can sign';
  return new PysignError('KEY_UNUSABLE', message, {
    details: reasons.length === 1 ? [] : reasons,
    next: 'name another key with --key; gpg --list-secret-keys shows them',
  });
}
