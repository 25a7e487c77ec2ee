import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from '../test/fixtures/program.ts';

/** The embedded index in a process of its own: the same for pysign and its peers, and empty at every start. */
export class Sink {
  readonly #port: number;
  readonly #folder: string;
  #server: ChildProcess | null = null;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
  }

  static async make(): Promise<Sink> {
    return new Sink(await freePort(), await mkdtemp(join(tmpdir(), 'pysign-sink-')));
  }

  get uploadUrl(): string {
    return `http://127.0.0.1:${String(this.#port)}/legacy/`;
  }

  async restart(): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
    const args = [
      'index',
      'serve',
      '--quiet',
      '--directory',
      this.#folder,
      '--port',
      String(this.#port),
      '--no-password',
    ];
    const server = spawn(process.execPath, [programPath, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#server = server;
    await once(server.stdout, 'data');
  }

  async end(): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGTERM');
    await exited;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
