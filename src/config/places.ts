import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type Environment, given } from './environment.ts';

type Platform = typeof process.platform;

export function homeFolder(environment: Environment, platform: Platform = process.platform): string {
  return given(environment, platform === 'win32' ? 'USERPROFILE' : 'HOME') ?? homedir();
}

/**
 * Where the user's own settings are. `XDG_CONFIG_HOME` counts on every platform and only if it is absolute (XDG Base
 * Directory Specification 0.8); otherwise each platform's custom decides.
 */
export function userFilePath(environment: Environment, platform: Platform = process.platform): string {
  return join(configurationFolder(environment, platform), 'pysign', 'config.toml');
}

/** What may be deleted at any time: facts that were found out before, in a folder of this user alone. */
export function factCachePath(environment: Environment, platform: Platform = process.platform): string {
  return join(cacheFolder(environment, platform), 'pysign', 'facts-1');
}

function cacheFolder(environment: Environment, platform: Platform): string {
  const xdg = given(environment, 'XDG_CACHE_HOME');
  if (xdg !== null && isAbsolute(xdg)) return xdg;
  const home = homeFolder(environment, platform);
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  if (platform === 'win32') return given(environment, 'LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
  return join(home, '.cache');
}

export function pypircPath(environment: Environment): string {
  return join(homeFolder(environment), '.pypirc');
}

function configurationFolder(environment: Environment, platform: Platform): string {
  const xdg = given(environment, 'XDG_CONFIG_HOME');
  if (xdg !== null && isAbsolute(xdg)) return xdg;
  const home = homeFolder(environment, platform);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return given(environment, 'APPDATA') ?? join(home, 'AppData', 'Roaming');
  return join(home, '.config');
}
