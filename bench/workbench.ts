import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GnupgHome } from '../test/fixtures/gnupg.ts';
import { programPath } from '../test/fixtures/program.ts';
import type { Command } from './contest.ts';

export function pysign(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  return { argv: [process.execPath, programPath, ...args], env };
}

export async function nothing(): Promise<void> {
  return Promise.resolve();
}

export interface Workbench {
  readonly folder: string;
  readonly author: GnupgHome;
  readonly fingerprint: string;
  readonly end: () => Promise<void>;
}

/** A folder and an author whose agent is running already, as it is on an author's machine. */
export async function workbench(): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'pysign-bench-'));
  const author = new GnupgHome();
  const fingerprint = author.makeKey('ed25519', 'Bench <bench@example.org>');
  const end = async (): Promise<void> => {
    author.dispose();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, author, fingerprint, end };
}
