import { PysignError, reasonOf } from '../errors.ts';

/** `--help` and `--version` end by throwing: nothing went wrong. */
export function isQuietExit(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIT';
}

/** Anything thrown anywhere, as an error with a code: our own, a mistake on the command line, or a bug. */
export function asPysignError(thrown: unknown): PysignError {
  if (thrown instanceof PysignError) return thrown;
  if (isUsageError(thrown)) {
    return new PysignError('USAGE', withoutValues(reasonOf(thrown)), { cause: thrown, next: 'pysign help' });
  }
  return new PysignError('UNEXPECTED', `something unexpected happened: ${withoutLogin(reasonOf(thrown))}`, {
    cause: thrown,
    details: thrown instanceof Error && thrown.stack !== undefined ? [withoutLogin(thrown.stack)] : [],
    next: 'please report this with the command you ran',
  });
}

/** The command line parser marks its errors with the exit code 2. */
function isUsageError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'oclif' in thrown && isRecord(thrown.oclif) && thrown.oclif['exit'] === 2;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What reads as the name of a command, mistyped or not; anything else may be a secret in its place. */
export function commandWord(word: string): string {
  return /^[a-z][a-z-]{0,19}$/u.test(word) ? word : '…';
}

function shownWords(words: string): string {
  return words.split(':').map(commandWord).join(' ');
}

/** Addresses are quoted by many libraries, whole. */
function withoutLogin(message: string): string {
  return message.replaceAll(/\/\/[^\s/@]*@/gu, '//');
}

/** The parser repeats what was typed, which may be a password: `--password=…`, `https://user:…@host`. */
function withoutValues(message: string): string {
  const [first = ''] = message.split('\nSee more help');
  return withoutLogin(first)
    .replaceAll(/(?<flag>--?[\w-]+)=\S*/gu, '$<flag>')
    .replaceAll(/(?<=^|\s)(?<flag>-\w)[^\s-]\S*/gu, '$<flag>')
    .replace(/^Unexpected arguments?: .*$/su, 'something was typed that this command does not take')
    .replace(/^command (?<words>.*) not found$/su, (_whole, words: string) => `command ${shownWords(words)} not found`)
    .replace(/\bbut received: .*$/su, 'and something else was typed');
}
