import { LONGEST_LINE } from './assuan.ts';
import type { SigningKey } from './signer.ts';

const COMMAND = 'SETKEYDESC ';

/**
 * The command that tells pinentry which key it asks for, so that a person sees whose passphrase is wanted and by whom.
 * The user id is whatever someone once put into the key: line ends and other control characters become blanks.
 */
export function describeKey(key: SigningKey): string {
  const userId = key.userId.replaceAll(/\p{Cc}/gu, ' ');
  return (
    COMMAND +
    escapeUpTo(
      LONGEST_LINE - COMMAND.length,
      `pysign wants to sign with your OpenPGP key\n${key.fingerprint}\n"${userId}"`,
    )
  );
}

/** Percent-plus escaping, cut between two characters: half an escape or half a UTF-8 sequence would spoil the line. */
function escapeUpTo(bytes: number, text: string): string {
  let escaped = '';
  let length = 0;
  for (const character of text) {
    const next = escapes.get(character) ?? character;
    length += Buffer.byteLength(next);
    if (length > bytes) break;
    escaped += next;
  }
  return escaped;
}

/**
 * Only these, as gpg does. The agent hands the escapes on to the pinentry, but first replaces `%C`, `%c` and `%F` by
 * things of its own: an `é` written as `%C3%A9` would become the key's comment.
 */
const escapes = new Map([
  [' ', '+'],
  ['+', '%2B'],
  ['%', '%25'],
  ['"', '%22'],
  ['\n', '%0A'],
]);
