import { PysignError } from '../errors.ts';

/** One line of the question; `trouble` says why it cannot be chosen, null where it can. */
interface KeyChoice {
  readonly fingerprint: string;
  readonly row: string;
  /** What stands in place of the question once it is answered. */
  readonly short: string;
  readonly trouble: string | null;
}

export type KeyAnswer =
  { readonly is: 'key'; readonly fingerprint: string } | { readonly is: 'file' } | { readonly is: 'new' };

export interface KeyQuestion {
  readonly choices: readonly KeyChoice[];
  /** Fingerprint of the choice under the cursor; null for the first. */
  readonly preselected: string | null;
  readonly offerFile: boolean;
}

const QUESTION = 'Which key signs your releases?';
const HINT = '(remembered; change it with `pysign keys use`)';
const IN_A_FILE = 'file';
const NEW = 'new';

/**
 * Asks on standard error, so that standard output stays the command's own.
 * @throws PysignError `CANCELLED` for Ctrl-C and Ctrl-D
 */
export async function askWhichKey({ choices, preselected, offerFile }: KeyQuestion): Promise<KeyAnswer> {
  const { select } = await import('@inquirer/prompts');
  const others = [
    ...(offerFile ? [{ name: 'A key in a file…', value: IN_A_FILE }] : []),
    { name: 'Make a new signing key…', value: NEW },
  ];
  const items = choices.map(({ fingerprint, row, short, trouble }) => ({
    name: trouble === null ? row : `${row}\n   `,
    short,
    value: fingerprint,
    disabled: trouble ?? false,
  }));
  const config = {
    message: QUESTION,
    choices: [...items, ...others],
    pageSize: Math.max(5, process.stderr.rows - 6),
    loop: false,
    theme: {
      style: { message: (text: string, status: string) => (status === 'done' ? text : `${text}  ${HINT}`) },
      i18n: { disabledError: 'This key cannot sign.' },
    },
    ...(preselected === null ? {} : { default: preselected }),
  };
  const answer = await uncancelled(async (context) => select(config, context));
  if (answer === IN_A_FILE || answer === NEW) return { is: answer };
  return { is: 'key', fingerprint: answer };
}

export interface TextQuestion {
  readonly message: string;
  /** Taken when nothing is typed; null to insist on something. */
  readonly proposal: string | null;
}

/** @throws PysignError `CANCELLED` */
export async function askText({ message, proposal }: TextQuestion): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  const config = { message, required: true, ...(proposal === null ? {} : { default: proposal }) };
  return uncancelled(async (context) => input(config, context));
}

/** No is what a mere Enter means. @throws PysignError `CANCELLED` */
export async function askYes(message: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  return uncancelled(async (context) => confirm({ message, default: false }, context));
}

/** What is typed is not shown. @throws PysignError `CANCELLED` */
export async function askHidden(message: string): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  return uncancelled(async (context) => password({ message }, context));
}

/** Enter alone means yes. @throws PysignError `CANCELLED` */
export async function askYesNo(message: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  return uncancelled(async (context) => confirm({ message }, context));
}

interface PromptContext {
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

/**
 * Ctrl-C makes the prompt throw. Ctrl-D only ends its input, after which nothing could ever happen; and a signal would
 * end the process with the cursor still hidden.
 */
async function uncancelled<T>(ask: (context: PromptContext) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const giveUp = (): void => {
    abort.abort();
  };
  for (const event of endings) process.on(event, giveUp);
  try {
    return await ask({ output: process.stderr, signal: abort.signal });
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name))
      throw new PysignError('CANCELLED', 'cancelled at the keyboard', { cause: error });
    throw error;
  } finally {
    for (const event of endings) process.off(event, giveUp);
  }
}

const endings = ['beforeExit', 'SIGTERM', 'SIGHUP'] as const;
