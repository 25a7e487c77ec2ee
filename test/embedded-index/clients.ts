import { spawn } from 'node:child_process';
import { pythonProgram } from '../python-environment.ts';

export interface ClientRun {
  readonly exitCode: number | null;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/**
 * Runs twine, uv or pip with only what the test gives them: no settings of the developer, no other index.
 * Not synchronous, because the index runs in this process.
 */
export async function runClient(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ClientRun> {
  const child = spawn(pythonProgram(program), args, {
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}

/** The index for installers, with the credentials in it where some are wanted. */
export function indexUrl(simpleUrl: URL, env: Readonly<Record<string, string>>): string {
  const url = new URL(simpleUrl);
  url.username = env['TWINE_USERNAME'] ?? '';
  url.password = env['TWINE_PASSWORD'] ?? '';
  return url.href;
}

function surroundings(): NodeJS.ProcessEnv {
  const outside = /^(?:PIP_|UV_|TWINE_|PYSIGN_|GNUPG|PYTHON|https?_proxy$|all_proxy$|no_proxy$)/iu;
  const kept = Object.entries(process.env).filter(([name]) => !outside.test(name));
  return {
    ...Object.fromEntries(kept),
    PIP_CONFIG_FILE: '/dev/null',
    UV_NO_CONFIG: '1',
    NO_COLOR: '1',
    COLUMNS: '500',
  };
}
