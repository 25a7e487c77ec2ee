import { resolve } from 'node:path';
import { writeAtomically } from '../atomic-write.ts';
import type { WantedKeys } from '../config/settings.ts';
import { rememberKey } from '../config/user-file.ts';
import { PysignError } from '../errors.ts';
import { chooseSigningKey } from '../openpgp/choose-key.ts';
import { findGnupg, type Gnupg } from '../openpgp/gpg.ts';
import { exportPublicKey } from '../openpgp/public-key-export.ts';
import { type ListedKey, onOneLine } from '../reports/key-rows.ts';
import { keysDocument, keysText, type SigningChoice } from '../reports/keys.ts';
import { printable } from '../reports/printable.ts';
import { styleFor } from '../ui/terminal.ts';
import { askForKey } from './choose-key.ts';
import { mayAsk } from './may-ask.ts';
import { makeKey, type WishedKey } from './make-key.ts';
import { printDocument, printText } from './output.ts';
import { readOwnKeys, type ShownKeys } from './own-keys.ts';
import { chooseWanted, keysWantedHere } from './wanted-keys.ts';

export async function listKeys(key: string | null, json: boolean): Promise<void> {
  const gnupg = await findGnupg(process.env);
  const { keys, preferred } = await readOwnKeys(gnupg);
  const choice = await signingChoice(gnupg, keysWantedHere(key), preferred);
  const result = { keys, choice, now: new Date() };
  if (json) printDocument(keysDocument(result));
  else printText(keysText(result, styleFor(process.stdout)));
}

/** Asked in the very way of a release without a terminal, so that the list never promises another key. */
async function signingChoice(
  gnupg: Gnupg,
  wanted: WantedKeys | null,
  preferred: string | null,
): Promise<SigningChoice> {
  try {
    const { fingerprint, signingFingerprint } = await chooseWanted(gnupg, wanted);
    const unnamed = fingerprint === preferred ? "gpg's default-key" : 'the only key that can sign';
    return { made: true, fingerprint, signingFingerprint, because: wanted?.because ?? unnamed };
  } catch (error) {
    if (error instanceof PysignError && error.code.startsWith('KEY_')) return { made: false, error };
    throw error;
  }
}

/** Remembers the key that was named, or that a person chooses. */
export async function useKey(name: string | null, json: boolean): Promise<void> {
  const gnupg = await findGnupg(process.env);
  if (name?.trimEnd().endsWith('!') === true) {
    throw new PysignError('USAGE', 'only a whole key is remembered, not one subkey of it', {
      next: 'name the subkey with --key or PYSIGN_KEY, or the key without !',
    });
  }
  const key = await chooseSigningKey(gnupg, name ?? (await askedFingerprint(gnupg, json)));
  const path = await rememberKey(key.fingerprint, process.env);
  const strongest = keysWantedHere(null);
  const outranked = strongest === null || strongest.names[0] === key.fingerprint ? null : strongest.because;
  const warnings = outranked === null ? [] : [`in this place another key comes first, ${outranked}`];
  const { fingerprint, userId } = key;
  const document = { fingerprint, userId, remembered: path, warnings, error: null };
  if (json) printDocument({ schemaVersion: 1, command: 'keys use', exitCode: 0, ...document });
  else
    printText([`${fingerprint} signs your releases`, `remembered in ${path}`, ...warnings].map(printable).join('\n'));
}

async function askedFingerprint(gnupg: Gnupg, json: boolean): Promise<string> {
  if (!mayAsk(json)) {
    const { keys } = await readOwnKeys(gnupg);
    const usable = keys.filter(({ trouble }) => trouble === null);
    throw new PysignError('KEY_AMBIGUOUS', 'no key was named, and there is no terminal to ask on', {
      details: usable.map(candidate),
      next: `name one of them: pysign keys use ${usable[0]?.fingerprint ?? 'FINGERPRINT'}`,
    });
  }
  const answer = await askForKey(gnupg, { offerFile: false, current: keysWantedHere(null) });
  return answer.is === 'key' ? answer.fingerprint : answer.path;
}

export async function newKey(wish: WishedKey, json: boolean): Promise<void> {
  const gnupg = await findGnupg(process.env);
  const fingerprint = await makeKey(gnupg, wish, mayAsk(json));
  const { fitting } = await readOwnKeys(gnupg);
  const [key] = fitting(fingerprint);
  const document = { fingerprint, userIds: key?.userIds ?? [], expires: key?.expires?.toISOString() ?? null };
  if (json)
    printDocument({ schemaVersion: 1, command: 'keys new', exitCode: 0, ...document, warnings: [], error: null });
  else
    printText(
      [
        `made ${fingerprint}`,
        'gpg put a revocation certificate into openpgp-revocs.d of its home; keep a copy of it elsewhere',
        `next:  pysign keys use ${fingerprint}`,
      ].join('\n'),
    );
}

export interface ExportWish {
  /** Null for the key that signs. */
  readonly key: string | null;
  readonly minimal: boolean;
  /** Null for standard output. */
  readonly output: string | null;
}

export async function exportKey({ key, minimal, output }: ExportWish, json: boolean): Promise<void> {
  const gnupg = await findGnupg(process.env);
  const fingerprint = await exportedFingerprint(gnupg, key);
  const form = minimal ? 'minimal' : 'full';
  const armour = Buffer.from(await exportPublicKey(gnupg, fingerprint, form)).toString('latin1');
  if (output !== null) await writeAtomically(resolve(output), armour);
  const document = { fingerprint, form, path: output, armour, warnings: [], error: null };
  if (json) printDocument({ schemaVersion: 1, command: 'keys export', exitCode: 0, ...document });
  else if (output === null) process.stdout.write(armour);
  else printText(`wrote the public key ${fingerprint} to ${output}`);
}

/** Also a key that signs no more: its old signatures are verified with it. */
export async function exportedFingerprint(gnupg: Gnupg, name: string | null): Promise<string> {
  if (name !== null) return only(await readOwnKeys(gnupg), name).fingerprint;
  return (await chooseWanted(gnupg, keysWantedHere(null))).fingerprint;
}

function only({ keys, fitting }: ShownKeys, name: string): ListedKey {
  const [key, another, ...others] = fitting(name);
  if (key !== undefined && another === undefined) return key;
  const fit = key === undefined || another === undefined ? keys : [key, another, ...others];
  const message = `"${name}" ${key === undefined ? 'is none' : `fits ${String(fit.length)}`} of your secret keys`;
  throw new PysignError(key === undefined ? 'KEY_NOT_FOUND' : 'KEY_AMBIGUOUS', message, {
    details: fit.map(candidate),
    next: 'name one by its fingerprint; pysign keys list shows them',
  });
}

function candidate({ fingerprint, userIds, algorithm }: ListedKey): string {
  return `${fingerprint}  ${onOneLine(userIds[0] ?? 'no user id')}  ${algorithm}`;
}
