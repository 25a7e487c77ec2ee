import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import '../test/node-version.ts';
import { preparePythonEnvironment, pythonProgram } from '../test/python-environment.ts';
import { runRow } from './contest.ts';
import { rows } from './rows.ts';
import { benchmarkPage, type Results } from './page.ts';
import { parseResults } from './results.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '7' }, row: { type: 'string', multiple: true } },
});
const results = join(import.meta.dirname, 'results.json');

preparePythonEnvironment();
if (spawnSync(process.execPath, ['test/build.ts'], { stdio: 'inherit' }).status !== 0) process.exit(1);

const chosen = rows.filter(({ name }) => values.row === undefined || values.row.includes(name));
const before = values.row === undefined || !existsSync(results) ? [] : parseResults(readFileSync(results, 'utf8'));
const measured = new Map(before.map((row) => [row.name, row]));
for (const row of chosen) {
  process.stdout.write(`${row.name}: ${row.work}\n`);
  const result = await runRow(row, Number(values.runs));
  measured.set(row.name, result);
  process.stdout.write(`  ${result.figure.toFixed(2)} (at most ${String(row.atMost)})\n`);
}

const document: Results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${String(cpus().length)} processors, ${String(Math.round(totalmem() / 2 ** 30))} GiB`,
  versions: {
    node: process.version,
    gpg: firstLine('gpg'),
    twine: firstLine(pythonProgram('twine')),
    curl: firstLine('curl'),
    openssl: firstLine('openssl', 'version'),
  },
  rows: rows.flatMap(({ name }) => measured.get(name) ?? []),
};
writeFileSync(results, `${JSON.stringify(document, null, 1)}\n`);
writeFileSync(join(import.meta.dirname, '..', 'docs', 'benchmarks.md'), benchmarkPage(document));

function firstLine(program: string, flag = '--version'): string {
  const { stdout } = spawnSync(program, [flag], { encoding: 'utf8' });
  return stdout.split('\n')[0] ?? '';
}
