import { homedir } from 'node:os';
import type { WantedKeys } from '../config/settings.ts';
import { rememberKey } from '../config/user-file.ts';
import { PysignError } from '../errors.ts';
import { openGpgAgentSigner } from '../openpgp/gpg-agent-signer.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import type { AskPassphrase, Signer } from '../openpgp/signer.ts';
import { fittingName, keyRows, onOneLine, shortFingerprint } from '../reports/key-rows.ts';
import { Secret } from '../secret.ts';
import type { KeyAnswer, KeyQuestion } from '../ui/key-prompt.ts';
import { gitIdentity } from './git-identity.ts';
import { makeKey } from './make-key.ts';
import { printNotice } from './notice.ts';
import { readOwnKeys, type ShownKeys } from './own-keys.ts';
import { chooseWanted } from './wanted-keys.ts';

export interface Surroundings {
  /** For a machine without a terminal; null leaves the asking to the pinentry. */
  readonly passphrase: AskPassphrase | null;
  /** Whether a person may be asked; see `mayAsk`. */
  readonly asking: boolean;
  readonly openFile: (path: string) => Promise<Signer>;
}

/**
 * The author's signer: the key that was named, else what a person answers, else, where nobody can be asked, gpg's
 * `default-key` or the only key that can sign. An answer is remembered; a file is not, for it may lie on a stick that is
 * pulled out again.
 * @param wanted by flag, environment or settings; null where nobody named one.
 * @throws PysignError `CANCELLED`, and what `chooseSigningKey`, `openGpgAgentSigner` and `openFile` throw.
 */
export async function openOwnSigner(
  gnupg: Gnupg,
  wanted: WantedKeys | null,
  { passphrase, asking, openFile }: Surroundings,
): Promise<Signer> {
  const inAgent = async (keys: WantedKeys | null): Promise<Signer> =>
    openGpgAgentSigner(gnupg, await chooseWanted(gnupg, keys), passphrase);
  if (wanted !== null || !asking) return inAgent(wanted);
  const answer = await askForKey(gnupg, { offerFile: true, current: null });
  if (answer.is === 'file') {
    printNotice(`a key in a file is not remembered; next time: --key-file ${answer.path}`);
    return openFile(answer.path);
  }
  await rememberOrSay(answer.fingerprint, gnupg);
  return inAgent({ names: [answer.fingerprint], because: 'chosen' });
}

export type AskedKey =
  { readonly is: 'key'; readonly fingerprint: string } | { readonly is: 'file'; readonly path: string };

interface Circumstances {
  /** Whether a key outside gpg would do. */
  readonly offerFile: boolean;
  /** What would sign now; null before anything was chosen. */
  readonly current: WantedKeys | null;
}

/** @throws PysignError `CANCELLED` */
export async function askForKey(gnupg: Gnupg, { offerFile, current }: Circumstances): Promise<AskedKey> {
  const { askText, askWhichKey } = await import('../ui/key-prompt.ts');
  const [shown, identity] = await Promise.all([readOwnKeys(gnupg), gitIdentity(gnupg.env)]);
  const proposals = [...(current?.names ?? []), ...(identity.signingKey === null ? [] : [identity.signingKey])];
  const answer: KeyAnswer = await askWhichKey(keyQuestion(shown, proposals, process.stderr.columns, offerFile));
  switch (answer.is) {
    case 'key':
      return answer;
    case 'file':
      return { is: 'file', path: inHome(await askText({ message: 'File with your secret key:', proposal: null })) };
    case 'new':
      return { is: 'key', fingerprint: await makeKey(gnupg, { name: null, address: null, lifetime: null }, true) };
  }
}

/**
 * @param proposals names of keys; the first that fits one usable key is under the cursor, else gpg's own.
 * @param columns of the terminal.
 */
export function keyQuestion(
  { keys, preferred, fitting }: ShownKeys,
  proposals: readonly string[],
  columns: number,
  offerFile: boolean,
): KeyQuestion {
  const proposed = proposals.map((name) => fitting(name).filter(({ trouble }) => trouble === null));
  const rows = keyRows(keys, columns - CURSOR_WIDTH, new Date());
  return {
    preselected: proposed.find(({ length }) => length === 1)?.[0]?.fingerprint ?? preferred,
    offerFile,
    choices: keys.map(({ fingerprint, userIds, trouble }, position) => ({
      fingerprint,
      row: rows[position] ?? '',
      short: fittingName(onOneLine(userIds[0] ?? 'no user id'), columns - ASKED_WIDTH),
      trouble: trouble === null ? null : `cannot sign: it ${onOneLine(trouble)}`,
    })),
  };
}

const CURSOR_WIDTH = 2;
/** Of the question that stays before the answer, with a column to spare. */
const ASKED_WIDTH = 34;

/** As a shell would have read it. */
function inHome(path: string): string {
  return path.replace(/^~(?=\/)/u, homedir());
}

/** A home that cannot be written to is no reason not to sign. */
async function rememberOrSay(fingerprint: string, { env }: Gnupg): Promise<void> {
  try {
    await rememberKey(fingerprint, env);
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    printNotice(`not remembered: ${error.message}; name it with --key ${fingerprint}`);
  }
}

/** For a secret key in this process, which no pinentry knows. */
export const askPassphrase: AskPassphrase = async ({ fingerprint, userId }) => {
  const { askHidden } = await import('../ui/key-prompt.ts');
  return new Secret(await askHidden(`Passphrase of ${onOneLine(userId)} ${shortFingerprint(fingerprint)}`));
};
