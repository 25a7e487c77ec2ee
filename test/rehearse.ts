import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import './node-version.ts';
import { buildSampleDistributions } from './fixtures/distributions.ts';

const root = join(import.meta.dirname, '..');

/** Runs a script of this project on the Node that runs this one, and gives its exit code. */
async function node(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((ended, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => {
      ended(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

async function sampleFiles(folder: string): Promise<readonly string[]> {
  const { wheel, sdist } = await buildSampleDistributions(folder);
  return [wheel, sdist];
}

/** npm changes to the folder of package.json, and says where the files were named. */
function fromCaller(argument: string): string {
  return argument.startsWith('-') ? argument : resolve(process.env['INIT_CWD'] ?? process.cwd(), argument);
}

async function rehearse(args: readonly string[], folder: string): Promise<number> {
  const built = await node('test/build.ts');
  if (built !== 0) return built;
  const named = args.some((argument) => !argument.startsWith('-'));
  const files = named ? [] : await sampleFiles(folder);
  return node('bin/run.js', 'release', '--rehearse', ...args.map(fromCaller), ...files);
}

// The child hears of Ctrl-C itself and cleans up; this process stays to do the same.
process.on('SIGINT', () => undefined);
const folder = await mkdtemp(join(tmpdir(), 'pysign-samples-'));
try {
  process.exitCode = await rehearse(process.argv.slice(2), folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
