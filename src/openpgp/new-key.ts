import { PysignError } from '../errors.ts';
import { gpgFailed, type Gnupg, type ProgramOutput } from './gpg.ts';

export interface NewKey {
  readonly name: string;
  /** An e-mail address. */
  readonly address: string;
  /** As gpg counts: `2y`, `18m`, `90d`. A key without an end outlives its passphrase in somebody's memory. */
  readonly lifetime: string;
}

/**
 * Makes an Ed25519 key that can certify and sign, in gpg's keyring; the passphrase is asked for by the author's own
 * pinentry, however long that takes, and never enters this process.
 * @returns the fingerprint.
 * @throws PysignError `USAGE` for a name, address or lifetime that gpg would not take or would take for something else,
 *   `CANCELLED`, `ENVIRONMENT` with gpg's words
 */
export async function makeSigningKey(gnupg: Gnupg, key: NewKey): Promise<string> {
  const output = await gnupg.gpgWithPinentry(generation(userIdOf(key), lifetimeOf(key)));
  return createdKey(output, `make the key "${key.name} <${key.address}>"`);
}

/** @param lifetime see `NewKey`. */
export function generation(userId: string, lifetime: string): readonly string[] {
  return ['--status-fd', '1', '--quick-generate-key', '--', userId, 'ed25519', 'sign', lifetime];
}

/** @returns the fingerprint of the key that gpg says it made. */
export function createdKey(output: ProgramOutput, what: string): string {
  const status = output.stdout.toString('latin1');
  const fingerprint = /^\[GNUPG:\] KEY_CREATED P ([0-9A-F]{40})/m.exec(status)?.[1];
  if (output.status === 0 && fingerprint !== undefined) return fingerprint;
  if (wasCancelled(status))
    throw new PysignError('CANCELLED', 'the key was not made: it was cancelled in the pinentry');
  throw gpgFailed(what, output);
}

/** `ERROR where number`: libgpg-error's numbers in the low 16 bits; 99 and 198 are the cancel button and a closed window. */
function wasCancelled(status: string): boolean {
  const numbers = [...status.matchAll(/^\[GNUPG:\] (?:ERROR|FAILURE) \S+ ([0-9]+)/gm)].map((match) => Number(match[1]));
  return numbers.some((number) => [99, 198].includes(number & 0xffff));
}

function userIdOf({ name, address }: NewKey): string {
  const trimmed = name.trim();
  // A bracket would end the name early, and a control character would end the line that gpg prints it in.
  if (trimmed === '' || /[<>()\p{Cc}]/u.test(trimmed)) {
    throw new PysignError('USAGE', `"${name}" cannot be the name in a key: no brackets, no control characters`);
  }
  if (!/^[^\s<>()@\p{Cc}]+@[^\s<>()@\p{Cc}]+$/u.test(address)) {
    throw new PysignError('USAGE', `"${address}" is not an e-mail address`);
  }
  return `${trimmed} <${address}>`;
}

function lifetimeOf({ lifetime }: NewKey): string {
  if (/^[1-9][0-9]{0,3}[dwmy]$/.test(lifetime)) return lifetime;
  throw new PysignError('USAGE', `"${lifetime}" is not the lifetime of a key`, { next: 'write 2y, 18m, 12w or 90d' });
}
