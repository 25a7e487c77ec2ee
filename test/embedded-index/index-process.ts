import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** An index in a process of its own, which can be killed. */
export interface IndexProcess {
  readonly url: URL;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
}

const script = fileURLToPath(import.meta.resolve('./index-process-main.ts'));

export async function startIndexProcess(directory: string): Promise<IndexProcess> {
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = new URL(await firstLine(child.stdout));
  return { url, kill: async () => killed(child) };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('\n')) return text.trim();
  }
  throw new Error('the index did not start');
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
