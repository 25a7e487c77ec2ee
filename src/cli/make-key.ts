import { PysignError } from '../errors.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import { makeSigningKey } from '../openpgp/new-key.ts';
import { gitIdentity } from './git-identity.ts';
import { printNotice } from './notice.ts';

/** What was typed on the command line for a new key; null where nothing was. */
export interface WishedKey {
  readonly name: string | null;
  readonly address: string | null;
  readonly lifetime: string | null;
}

const LIFETIME = '2y';

/**
 * Makes a sign-only Ed25519 key in gpg; what was not given is asked for, with git's own answers proposed.
 * @returns the fingerprint.
 * @throws PysignError `USAGE` where something is missing and nobody can be asked; see `makeSigningKey`
 */
export async function makeKey(gnupg: Gnupg, wish: WishedKey, asking: boolean): Promise<string> {
  const git = await gitIdentity(gnupg.env);
  if (!asking) return makeSigningKey(gnupg, { ...given(wish, git), lifetime: wish.lifetime ?? LIFETIME });
  const { askText } = await import('../ui/key-prompt.ts');
  const key = {
    name: wish.name ?? (await askText({ message: 'Your name:', proposal: git.name })),
    address: wish.address ?? (await askText({ message: 'Your e-mail address:', proposal: git.address })),
    lifetime: wish.lifetime ?? (await askText({ message: 'Valid for (2y, 18m, 90d):', proposal: LIFETIME })),
  };
  printNotice('gpg makes the key; your pinentry asks for its passphrase, twice');
  return makeSigningKey(gnupg, key);
}

interface Person {
  readonly name: string | null;
  readonly address: string | null;
}

/** A key carries a name for years: git's is proposed and never taken unasked. */
function given({ name, address }: WishedKey, git: Person): { readonly name: string; readonly address: string } {
  if (name !== null && address !== null) return { name, address };
  const missing = [...(name === null ? ['--name'] : []), ...(address === null ? ['--email'] : [])];
  const proposal = [
    `--name ${quoted(name ?? git.name ?? 'Your Name')}`,
    `--email ${quoted(address ?? git.address ?? 'you@example.org')}`,
  ];
  throw new PysignError('USAGE', `there is no terminal to ask on, and ${missing.join(' and ')} is missing`, {
    next: `pysign keys new ${proposal.join(' ')}`,
  });
}

/** As a POSIX shell reads it back. */
function quoted(text: string): string {
  return /^[\w@.+-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
