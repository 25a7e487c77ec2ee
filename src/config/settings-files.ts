import type { Environment } from './environment.ts';
import { homeFolder, pypircPath } from './places.ts';
import { readProjectFile } from './project-file.ts';
import { type Pypirc, readNamedPypirc, readPypirc } from './pypirc.ts';
import type { SettingsTables } from './settings-tables.ts';
import { readUserFile } from './user-file.ts';

/** What the files say, each read once; null where there is no such file. */
export interface SettingsFiles {
  /** Came with the project, perhaps with a clone: not the user's will. */
  readonly project: SettingsTables | null;
  readonly user: SettingsTables | null;
  /** Read when it is first needed: a release to an address needs nothing of it. */
  readonly pypirc: () => Pypirc;
}

/**
 * @param configFile read in place of `~/.pypirc`; null for that one, which need not be there
 * @throws PysignError `USAGE` | `ENVIRONMENT` for a file that is wrong or cannot be read
 */
export function readSettingsFiles(
  environment: Environment,
  folder: string,
  configFile: string | null = null,
): SettingsFiles {
  let pypirc: Pypirc | null = null;
  return {
    project: readProjectFile(folder, homeFolder(environment)),
    user: readUserFile(environment),
    pypirc: () =>
      (pypirc ??= configFile === null ? readPypirc(pypircPath(environment), '~/.pypirc') : readNamedPypirc(configFile)),
  };
}
