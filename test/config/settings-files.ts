import { parsePypirc } from '../../src/config/pypirc.ts';
import type { SettingsFiles } from '../../src/config/settings-files.ts';
import { parseSettingsTables, type SettingsTables } from '../../src/config/settings-tables.ts';
import type { GivenFlags } from '../../src/config/settings.ts';
import { parseToml } from '../../src/config/toml-document.ts';

interface Texts {
  readonly project?: string;
  readonly user?: string;
  readonly pypirc?: string;
}

/** The files with these contents; those left out are not there. */
export function filesWith({ project, user, pypirc }: Texts): SettingsFiles {
  return {
    project: tables(project, 'pysign.toml', 'project'),
    user: tables(user, 'config.toml', 'user'),
    pypirc: () => parsePypirc(pypirc ?? '', '~/.pypirc'),
  };
}

function tables(text: string | undefined, name: string, owner: 'project' | 'user'): SettingsTables | null {
  return text === undefined ? null : parseSettingsTables(parseToml(text, name), owner);
}

export const noFiles = filesWith({});

export const noFlags: GivenFlags = {
  repository: null,
  repositoryUrl: null,
  simpleUrl: null,
  key: null,
  signatures: null,
  confirmTimeout: null,
  timeout: null,
  jobs: null,
};
