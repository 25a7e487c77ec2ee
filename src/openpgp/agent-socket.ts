import { readFile, stat } from 'node:fs/promises';
import { PysignError } from '../errors.ts';
import type { Environment, Gnupg } from './gpg.ts';

/** A file that redirects has two short lines. */
const MOST_REDIRECTION = 4096;

/**
 * Where gpg-agent listens. The path that gpgconf names may hold a text file that points elsewhere (Assuan manual,
 * `assuan_sock_set_sockaddr_un`): GnuPG puts one there when the home folder cannot hold sockets.
 */
export async function agentSocket(gnupg: Gnupg): Promise<string> {
  const { status, stdout, stderr } = await gnupg.gpgconf(['--list-dirs', 'agent-socket']);
  // gpgconf percent-escapes what would break its own format, a colon for example.
  const path = decodeURIComponent(stdout.toString('utf8').split('\n')[0] ?? '');
  if (status !== 0 || path === '') {
    throw new PysignError('AGENT_UNAVAILABLE', 'gpgconf does not say where gpg-agent listens', { details: [stderr] });
  }
  return redirected(path, gnupg.env);
}

async function redirected(path: string, env: Environment): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true || found.size > MOST_REDIRECTION) return path;
  const target = /^%Assuan%\r?\nsocket=(.+)/.exec(await readFile(path, 'utf8'))?.[1]?.trimEnd();
  return target?.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '') ?? path;
}
