import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { PysignError } from '../errors.ts';
import { readSettingsText } from './settings-text.ts';
import { parseSettingsTables, type SettingsTables } from './settings-tables.ts';
import { parseToml } from './toml-document.ts';

const FILE = 'pysign.toml';

/**
 * The settings of the project that a folder belongs to; null where it has none.
 * @throws PysignError `USAGE` for a file that is wrong, or that another user put into a folder above
 */
export function readProjectFile(folder: string, home: string): SettingsTables | null {
  const path = findProjectFile(folder, home);
  if (path === null) return null;
  const name = relative(folder, path);
  const text = readSettingsText(path, name);
  return text === null ? null : parseSettingsTables(parseToml(text, name), 'project');
}

/** In the folder itself, else above it, no further than the top of a checkout, and not in the home folder or root. */
export function findProjectFile(folder: string, home: string, file = FILE): string | null {
  const start = resolve(folder);
  for (let at = start; ; at = dirname(at)) {
    const above = at !== start;
    if (above && (at === resolve(home) || at === dirname(at))) return null;
    const path = join(at, file);
    if (existsSync(path)) return above ? ofSameOwner(path, start) : path;
    if (existsSync(join(at, '.git')) || at === dirname(at)) return null;
  }
}

/** In a folder that many may write to, such as /tmp, anybody could place a file above somebody else's project. */
function ofSameOwner(path: string, folder: string): string {
  const owner = statSync(path).uid;
  if (owner === statSync(folder).uid || owner === 0) return path;
  throw new PysignError('USAGE', `${path} belongs to another user than the folder you are in`, {
    next: `move your project out of ${dirname(path)}`,
  });
}
