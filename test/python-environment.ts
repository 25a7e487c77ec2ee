import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, '.test-venv');
const requirements = join(root, 'test', 'requirements.txt');
const marker = join(folder, 'installed-requirements.txt');

/** Absolute path of a program of the virtual environment: `pypi-server`, `devpi-server`, `twine`, `uv`, `pip`, `python`. */
export function pythonProgram(name: string): string {
  return join(folder, 'bin', name);
}

/** Makes the virtual environment with the pinned servers and clients, once, and again when the pins change. */
export function preparePythonEnvironment(): void {
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  run(
    'python3',
    ['-m', 'venv', folder],
    'Python 3 with its venv module is needed (on Debian: apt-get install python3-venv)',
  );
  run(
    pythonProgram('pip'),
    ['install', '--quiet', '--no-deps', '-r', requirements],
    'pip could not install test/requirements.txt',
  );
  writeFileSync(marker, wanted);
}

function run(program: string, args: readonly string[], failure: string): void {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(failure, { cause: error });
}
