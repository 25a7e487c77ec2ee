import type { RowResult } from './contest.ts';
import { median } from './contest.ts';

export interface Results {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly RowResult[];
}

/** `docs/benchmarks.md`, from the raw runs. */
export function benchmarkPage({ date, machine, versions, rows }: Results): string {
  return `${[
    '# Benchmarks',
    '',
    'Made by `npm run bench`; do not edit. Each row runs pysign and its peer in turn in one go, after a warm-up of each;',
    'the figure is the median of the ratios run by run. The raw runs are in `bench/results.json`.',
    '',
    `${date}, ${machine}. ${Object.entries(versions)
      .map(([name, version]) => `${name}: ${version}`)
      .join(' · ')}`,
    '',
    '| work | peer | runs | pysign | peer | figure | at most | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(line),
  ].join('\n')}\n`;
}

function line(row: RowResult): string {
  const memory = row.measures === 'memory';
  const ours = memory ? `${row.figure.toFixed(0)} MB` : seconds(row.subject.map(({ wall }) => wall));
  const theirs = row.peerRuns.length === 0 ? '' : seconds(row.peerRuns.map(({ wall }) => wall));
  const figure = memory ? `${row.figure.toFixed(0)} MB` : `${row.figure.toFixed(2)} ×`;
  const limit = memory ? `${String(row.atMost)} MB` : `${String(row.atMost)} ×`;
  const verdict = row.figure <= row.atMost ? '' : '**missed**';
  return `| ${row.work} | ${row.peer} | ${String(row.subject.length)} | ${ours} | ${theirs} | ${figure} | ${limit} | ${verdict} |`;
}

function seconds(values: readonly number[]): string {
  return `${median(values).toFixed(2)} s`;
}
