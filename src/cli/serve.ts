import { readFile } from 'node:fs/promises';
import { startEmbeddedIndex } from '../embedded-index/server.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { Secret } from '../secret.ts';
import { printNotice } from './notice.ts';
import { printDocument, printText } from './output.ts';

interface ServeOptions {
  readonly directory: string;
  readonly port: number;
  readonly passwordFile: string | null;
  readonly dropSignatures: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Serves until the process is told to end. */
export async function serve(options: ServeOptions): Promise<void> {
  const { directory, port, passwordFile, dropSignatures } = options;
  const authentication = passwordFile === null ? null : await readPasswordFile(passwordFile);
  const log = options.quiet ? (): undefined => undefined : printNotice;
  const index = await startEmbeddedIndex({ directory, port, authentication, dropSignatures, log });
  const upload = new URL('legacy/', index.url).href;
  const simple = new URL('simple/', index.url).href;
  if (options.json) printDocument({ schemaVersion: 1, command: 'index serve', url: index.url.href, upload, simple });
  else printText([`serving ${directory}`, `  upload  ${upload}`, `  install ${simple}`, 'Ctrl-C ends it'].join('\n'));
  await ended();
  await index.close();
}

async function readPasswordFile(path: string): Promise<{ username: string; password: Secret }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new PysignError('USAGE', `the password file cannot be read: ${reasonOf(error)}`, { cause: error });
  });
  const [, username = '', password = ''] = /^([^:\n]+):([^\n]+)\n?$/u.exec(text) ?? [];
  if (username === '') {
    throw new PysignError('USAGE', `${path} is not one line of the form NAME:PASSWORD`, {
      next: `printf 'name:password\\n' > ${path}`,
    });
  }
  return { username, password: new Secret(password) };
}

async function ended(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
