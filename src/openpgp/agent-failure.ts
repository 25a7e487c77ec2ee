import { type ErrorCode, PysignError } from '../errors.ts';

interface Words {
  readonly code: ErrorCode;
  /** Completes the sentence "key X was not used: …"; `{card}` stands for the card, with its number where it is known. */
  readonly reason: string;
  readonly next: string | null;
}

const again = 'try again; gpg-agent asks once more';
const look = 'look into what --passphrase-file, --passphrase-fd or PYSIGN_PASSPHRASE gives';
const card = 'insert the card or token that holds the key, see gpg --card-status';
const terminal = 'export GPG_TTY=$(tty), or install a pinentry with windows, see gpgconf --list-components';

/** libgpg-error's numbers (err-codes.h), low 16 bits; gpg-agent uses many for one thing that a person did. */
const words = new Map<number, Words>([
  [11, { code: 'PASSPHRASE_WRONG', reason: 'the passphrase was wrong', next: again }],
  [87, { code: 'PASSPHRASE_WRONG', reason: 'the PIN was wrong', next: again }],
  [177, { code: 'PASSPHRASE_WRONG', reason: 'no passphrase was given', next: again }],
  [17, { code: 'KEY_UNUSABLE', reason: 'gpg-agent does not have its secret half', next: 'gpg --list-secret-keys' }],
  [54, { code: 'KEY_UNUSABLE', reason: 'gpg-agent says that its secret half cannot be used', next: null }],
  [110, { code: 'KEY_UNUSABLE', reason: '{card} was taken out', next: card }],
  [112, { code: 'KEY_UNUSABLE', reason: '{card} is not there', next: card }],
  [119, { code: 'KEY_UNUSABLE', reason: 'it is on {card}, and gpg has no smartcard daemon', next: 'install scdaemon' }],
  [130, { code: 'KEY_UNUSABLE', reason: 'the PIN of {card} is blocked', next: 'gpg --card-edit, then admin, passwd' }],
  [251, { code: 'KEY_UNUSABLE', reason: 'gpg-agent forbids it on this socket', next: null }],
  [62, { code: 'AGENT_UNAVAILABLE', reason: 'nobody answered the pinentry in time', next: again }],
  [77, { code: 'AGENT_UNAVAILABLE', reason: 'there is no gpg-agent', next: 'gpgconf --launch gpg-agent' }],
  [85, { code: 'AGENT_UNAVAILABLE', reason: 'gpg-agent has no pinentry that it could ask with', next: terminal }],
  // What pinentry-curses says when it has no terminal (ENOTTY), one that is not there (ENOENT), or one that ended (EOF).
  [0x8066, { code: 'AGENT_UNAVAILABLE', reason: 'the pinentry has no terminal to ask on', next: terminal }],
  [0x8051, { code: 'AGENT_UNAVAILABLE', reason: 'the pinentry does not find the terminal in GPG_TTY', next: terminal }],
  [16383, { code: 'AGENT_UNAVAILABLE', reason: 'the pinentry ended without an answer', next: terminal }],
  [99, { code: 'CANCELLED', reason: 'it was cancelled in the pinentry', next: null }],
  [198, { code: 'CANCELLED', reason: 'it was cancelled in the pinentry', next: null }],
  [277, { code: 'CANCELLED', reason: 'gpg-agent asked for something that pysign does not give', next: null }],
]);

/** A refusal as Assuan says it: libgpg-error's number and words. */
export interface AgentRefusal {
  readonly code: number;
  readonly text: string;
}

/**
 * gpg-agent's refusal to sign, in words of our own where the number is known.
 * @param given whether pysign itself gave the passphrase.
 */
export function agentFailure(
  { fingerprint, onCard }: { readonly fingerprint: string; readonly onCard: string | null },
  { code, text }: AgentRefusal,
  given: boolean,
): PysignError {
  const known = words.get(code) ?? { code: 'KEY_UNUSABLE', reason: `gpg-agent answered "${text}"`, next: null };
  const reason = known.reason.replace('{card}', onCard === null ? 'its card' : `its card ${onCard}`);
  const next = given && known.code === 'PASSPHRASE_WRONG' ? look : known.next;
  return new PysignError(known.code, `key ${fingerprint} was not used: ${reason}`, {
    details: [`gpg-agent: ${text} (libgpg-error ${String(code)})`],
    ...(next !== null && { next }),
  });
}
