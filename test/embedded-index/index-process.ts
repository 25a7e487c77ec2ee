import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { programPath } from '../fixtures/program.ts';

/** An index in a process of its own, which can be killed. */
export interface IndexProcess {
  readonly url: URL;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
}

const script = fileURLToPath(import.meta.resolve('./index-process-main.ts'));

/** Of the sources. */
export async function startIndexProcess(directory: string): Promise<IndexProcess> {
  return started([script, directory]);
}

/** Of the built program, as a user starts it. */
export async function startBuiltIndex(directory: string): Promise<IndexProcess> {
  return started([programPath, 'index', 'serve', '--directory', directory, '--port', '0', '--no-password']);
}

async function started(args: readonly string[]): Promise<IndexProcess> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await firstUrl(child.stdout);
  return { url, kill: async () => killed(child) };
}

async function firstUrl(stream: NodeJS.ReadableStream): Promise<URL> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    const [url] = /http:\/\/127\.0\.0\.1:\d+\//u.exec(text) ?? [];
    if (url !== undefined) return new URL(url);
  }
  throw new Error(`the index did not start: ${text}`);
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
