import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PysignError } from '../errors.ts';
import { type Environment, findProgram, type ProgramOutput, runProgram, withoutSecrets } from './gpg.ts';

/** What another program makes of a signature with the same keys. */
export interface Opinion {
  readonly program: 'gpgv' | 'sqv';
  readonly accepts: boolean;
  /** The first of its reasons, in its own words; empty where it gives none. */
  readonly words: string;
}

/** A large file takes a minute; nothing else takes long. */
const TIME_LIMIT_MS = 300_000;

/**
 * Asks those of gpgv and sqv that are installed. They see only these keys, and neither keyring nor settings of the user.
 * @param keys one or several certificates, not armoured.
 * @returns nothing for a program that is not there.
 */
export async function askOthers(
  content: string,
  signature: string,
  keys: Uint8Array,
  env: Environment,
): Promise<readonly Opinion[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pysign-check-'));
  try {
    const keyring = join(folder, 'keys.gpg');
    await writeFile(keyring, keys);
    const files = [resolve(signature), resolve(content)];
    const alone = { ...withoutSecrets(env), GNUPGHOME: folder };
    const gpgv = await answerOf('gpgv', ['--status-fd', '1', '--keyring', keyring, ...files], alone);
    const sqv = await answerOf('sqv', ['--keyring', keyring, ...files], alone);
    return [
      ...(gpgv === null ? [] : [{ program: 'gpgv', ...gpgvOpinion(gpgv) } as const]),
      ...(sqv === null ? [] : [{ program: 'sqv', accepts: sqv.status === 0, words: firstLine(sqv.stderr) } as const]),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function answerOf(name: string, args: readonly string[], env: Environment): Promise<ProgramOutput | null> {
  try {
    return await runProgram(await findProgram(name, env), args, env, TIME_LIMIT_MS);
  } catch (error) {
    if (error instanceof PysignError && error.code === 'GPG_MISSING') return null;
    throw error;
  }
}

/** The status words say more than the sentences, and in no language. */
function gpgvOpinion({ status, stdout }: ProgramOutput): Omit<Opinion, 'program'> {
  const words = [...stdout.toString('utf8').matchAll(/^\[GNUPG:\] (\w+)/gm)].map((match) => match[1] ?? '');
  const telling = words.filter((word) => !quiet.has(word));
  return { accepts: status === 0, words: [...new Set(telling)].join(' ') };
}

const quiet = new Set(['NEWSIG', 'KEY_CONSIDERED', 'SIG_ID', 'VERIFICATION_COMPLIANCE_MODE']);

function firstLine(text: string): string {
  return text.split('\n').find((each) => each.trim() !== '') ?? '';
}
