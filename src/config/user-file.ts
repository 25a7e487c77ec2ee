import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../atomic-write.ts';
import { isSystemError, PysignError, reasonOf } from '../errors.ts';
import type { Environment } from './environment.ts';
import { userFilePath } from './places.ts';
import { withRememberedKey } from './remembered-key.ts';
import { readSettingsText } from './settings-text.ts';
import { parseSettingsTables, type SettingsTables } from './settings-tables.ts';
import { parseToml } from './toml-document.ts';
import { keyToRemember } from './values.ts';

/**
 * The user's own settings; null where there are none yet.
 * @throws PysignError `USAGE` | `ENVIRONMENT`
 */
export function readUserFile(environment: Environment): SettingsTables | null {
  const path = userFilePath(environment);
  const text = readSettingsText(path, path);
  return text === null ? null : parseSettingsTables(parseToml(text, path), 'user');
}

/**
 * Keeps the key that signs for this user. Whatever else the file holds stays as it is, comments included.
 * @param fingerprint of the primary key, whole; or of a subkey, with `!`
 * @returns the path of the file
 * @throws PysignError `USAGE` for a file that is wrong already or written in a way that cannot be changed;
 *   `ENVIRONMENT` where it cannot be written
 */
export async function rememberKey(fingerprint: string, environment: Environment): Promise<string> {
  const whole = keyToRemember(fingerprint);
  if (whole === null) throw new PysignError('USAGE', 'only a full fingerprint is remembered');
  const path = userFilePath(environment);
  const text = readSettingsText(path, path) ?? '';
  const changed = withRememberedKey(parseToml(text, path), whole);
  parseSettingsTables(parseToml(changed, path), 'user');
  await makeFolder(dirname(path));
  // Through a link, as people have it who keep their settings in a repository.
  await writeAtomically(await linkedTo(path), changed, 0o600);
  return path;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new PysignError('ENVIRONMENT', `${folder} cannot be made: ${reasonOf(error)}`, {
      cause: error,
      next: 'name the key each time: --key FINGERPRINT, or PYSIGN_KEY',
    });
  }
}

async function linkedTo(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return path;
    throw error;
  }
}
