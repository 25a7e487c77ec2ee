import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './node-version.ts';
import { preparePythonEnvironment } from './python-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'pysign-test-'));
const counts = join(folder, 'counts.json');

function step(...command: readonly [string, ...string[]]): boolean {
  const [program, ...args] = command;
  process.stdout.write(`\n> ${command.join(' ')}\n`);
  const { status } = spawnSync(program === 'node' ? process.execPath : join('node_modules', '.bin', program), args, {
    stdio: 'inherit',
    env: { ...process.env, PYSIGN_TEST_COUNTS: counts, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  return status === 0;
}

function checks(): boolean {
  return (
    step('tsc', '-p', 'tsconfig.json') &&
    step('oxlint') &&
    step('prettier', '--check', '--log-level', 'warn', '.') &&
    step('knip')
  );
}

function tests(): boolean {
  preparePythonEnvironment();
  return step('node', 'test/build.ts') && step('c8', 'mocha', 'test/**/*.test.ts');
}

/** The closing line says how many tests passed and failed; a check that fails before any test counts as one failure. */
function closingLine(good: boolean): string {
  try {
    const [passes = 0, failures = 0, pending = 0] = readFileSync(counts, 'utf8').split(' ').map(Number);
    const failed = good ? failures : Math.max(1, failures);
    const skipped = pending === 0 ? '' : `, ${String(pending)} skipped`;
    return `${String(passes)} passed, ${String(failed)} failed${skipped}`;
  } catch {
    return good ? '' : '0 passed, 1 failed';
  }
}

const good = process.argv.includes('--checks-only') ? checks() : checks() && tests();
process.stdout.write(`\n${closingLine(good)}\n`);
rmSync(folder, { recursive: true, force: true });
process.exit(good ? 0 : 1);
