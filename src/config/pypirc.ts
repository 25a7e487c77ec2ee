import { PysignError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { parseRawConfig, pythonWords, type RawConfig } from './raw-config.ts';
import { readSettingsText } from './settings-text.ts';

/** One index of `.pypirc`, as it stands there. */
export interface PypircRepository {
  /** Not checked yet, and may hold a password; null where nothing was said: `pypi` and `testpypi` need no address. */
  readonly repository: Secret | null;
  readonly username: string | null;
  readonly password: Secret | null;
  /** Path of a file with the certificates to trust. */
  readonly caCert: string | null;
  /** Path of a file with a certificate and its key. */
  readonly clientCert: string | null;
}

export interface Pypirc {
  /** How errors call the file. */
  readonly name: string;
  readonly repositories: ReadonlyMap<string, PypircRepository>;
}

const OPTIONS = ['repository', 'username', 'password', 'ca_cert', 'client_cert'];

/**
 * The indexes of `.pypirc`, as twine 7.0 finds them; of a file that is not there, those that need none.
 * @throws PysignError `USAGE` with a line and nothing of what stands there; `ENVIRONMENT` where it cannot be read
 */
export function readPypirc(path: string, name: string): Pypirc {
  return parsePypirc(readSettingsText(path, name) ?? '', name);
}

/** A file that somebody named has to be there. @throws PysignError as above */
export function readNamedPypirc(path: string): Pypirc {
  const text = readSettingsText(path, path);
  if (text !== null) return parsePypirc(text, path);
  throw new PysignError('USAGE', `there is no ${path}`, { next: 'name a file that is there with --config-file' });
}

/**
 * `[distutils] index-servers` lists the sections that count; without it they are `pypi` and `testpypi`. `pypi` is
 * always there. The user name and password of `[server-login]` stand in for those that a section lacks.
 * @throws PysignError `USAGE` with a line and nothing of what stands there
 */
export function parsePypirc(text: string, name: string): Pypirc {
  const config = parseRawConfig(text, name);
  const listed = pythonWords(config.get('distutils', 'index-servers') ?? 'pypi testpypi');
  const there = listed.filter(
    (server) => server === 'testpypi' || OPTIONS.some((option) => config.get(server, option) !== null),
  );
  return { name, repositories: new Map(['pypi', ...there].map((server) => [server, of(config, server, listed)])) };
}

/** Of `pypi` the section counts only where it is listed. */
function of(config: RawConfig, server: string, listed: readonly string[]): PypircRepository {
  const get = (option: string): string | null => (listed.includes(server) ? config.get(server, option) : null);
  const login = (option: string): string | null => get(option) ?? config.get('server-login', option);
  return {
    repository: secret(get('repository')),
    username: login('username'),
    password: secret(login('password')),
    caCert: get('ca_cert'),
    clientCert: get('client_cert'),
  };
}

function secret(value: string | null): Secret | null {
  return value === null ? null : new Secret(value);
}
