import { readSettingsFiles } from '../config/settings-files.ts';
import { type WantedKeys, wantedKeys } from '../config/settings.ts';
import { PysignError } from '../errors.ts';
import { chooseSigningKey } from '../openpgp/choose-key.ts';
import type { Gnupg } from '../openpgp/gpg.ts';
import type { AgentSigningKey } from '../openpgp/signing-keys.ts';

/** Null where no flag, variable or file names a key. */
export function keysWantedHere(flag: string | null): WantedKeys | null {
  return wantedKeys(flag, process.env, readSettingsFiles(process.env, process.cwd()));
}

/**
 * The first of the wanted keys whose secret half is here and that can sign; without a wish, as gpg would choose.
 * @throws PysignError see `chooseSigningKey`
 */
export async function chooseWanted(gnupg: Gnupg, wanted: WantedKeys | null): Promise<AgentSigningKey> {
  if (wanted === null) return chooseSigningKey(gnupg, null);
  const failures: PysignError[] = [];
  for (const name of wanted.names) {
    try {
      return await chooseSigningKey(gnupg, name);
    } catch (error) {
      if (!isOfOneKey(error)) throw error;
      failures.push(error);
    }
  }
  throw noneOf(wanted, failures);
}

function isOfOneKey(error: unknown): error is PysignError {
  return error instanceof PysignError && (error.code === 'KEY_NOT_FOUND' || error.code === 'KEY_UNUSABLE');
}

/** Says who named the key: what was remembered long ago may have been forgotten by the person. */
function noneOf({ because }: WantedKeys, failures: readonly PysignError[]): PysignError {
  const [first, ...others] = failures;
  const code = failures.find((failure) => failure.code === 'KEY_UNUSABLE')?.code ?? 'KEY_NOT_FOUND';
  const next = because.startsWith('remembered') ? 'pysign keys use' : (first?.next ?? 'pysign keys list');
  if (first !== undefined && others.length === 0)
    return new PysignError(code, `${first.message}; it is ${because}`, { details: first.details, next });
  const details = failures.map(({ message }) => message);
  return new PysignError(code, `none of the keys ${because} is here and can sign`, { details, next });
}
