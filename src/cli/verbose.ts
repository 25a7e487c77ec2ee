import { existsSync } from 'node:fs';
import type { Environment } from '../config/environment.ts';
import { pypircPath } from '../config/places.ts';
import { readSettingsFiles } from '../config/settings-files.ts';
import type { FoundCredentials } from '../credentials/find.ts';
import { withoutUserInformation } from '../credentials/credentials.ts';
import type { Exchanged } from '../http/http.ts';
import { printNotice } from './notice.ts';
import type { CredentialTarget } from './index-credentials.ts';
import type { Typed } from './typed.ts';

/** What `--verbose` says beside everything else; never a secret. */
export interface Verbose {
  sources(typed: Typed, environment: Environment, target: CredentialTarget): void;
  credentials(found: FoundCredentials | null): void;
  readonly exchanged: (exchange: Exchanged) => void;
}

export function verboseFor(typed: Pick<Typed, 'verbose'>): Verbose {
  return typed.verbose ? talkative : silent;
}

const silent: Verbose = { sources: () => undefined, credentials: () => undefined, exchanged: () => undefined };

const talkative: Verbose = {
  sources: (typed, environment, { repository, url }) => {
    const { project, user } = readSettingsFiles(environment, process.cwd());
    const pypirc = typed.configFile ?? pypircPath(environment);
    const read = [project?.name, user?.name, repository.name !== null && existsSync(pypirc) ? pypirc : undefined];
    const files = read.filter((name) => name !== undefined);
    say(`settings: ${files.length === 0 ? 'no files' : files.join(', ')}`);
    say(`index: ${repository.name ?? 'by its address'}, ${shown(withoutUserInformation(url))}`);
  },
  credentials: (found) => {
    if (found === null) say('credentials: none found');
    else say(`credentials: user ${found.username} (${found.usernameSource}), password from ${found.source}`);
  },
  exchanged: ({ method, url, status, milliseconds, withCredentials, proxy }) => {
    const extras = [withCredentials ? ', with credentials' : '', proxy === null ? '' : `, through ${proxy}`].join('');
    say(
      `${method} ${shown(url)}: ${status === null ? 'no answer' : String(status)}, ${String(milliseconds)} ms${extras}`,
    );
  },
};

/** A query may be a secret: a signed address is one. */
function shown({ origin, pathname, search }: URL): string {
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}

function say(line: string): void {
  printNotice(`  ${line}`);
}
