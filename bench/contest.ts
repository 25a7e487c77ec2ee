import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseReport } from './results.ts';

export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
}

/** Two commands that do the same work, run in turn so that a noisy machine is noisy for both. */
export interface Contest {
  readonly subject: Command;
  /** Null where a figure of our own is compared with a fixed limit. */
  readonly peer: Command | null;
  /** Brings the world back to the start before every single run; not timed. */
  readonly reset: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export interface Row {
  readonly name: string;
  readonly work: string;
  readonly peer: string;
  /** Ratio subject / peer, or MB for `memory`. */
  readonly atMost: number;
  readonly measures: 'time' | 'memory';
  readonly prepare: () => Promise<Contest>;
}

export interface Measured {
  readonly wall: number;
  readonly peak: number;
}

export interface RowResult {
  readonly name: string;
  readonly work: string;
  readonly peer: string;
  readonly atMost: number;
  readonly measures: Row['measures'];
  readonly subject: readonly Measured[];
  readonly peerRuns: readonly Measured[];
  /** Median of the ratios run by run, or the highest peak in MB. */
  readonly figure: number;
}

export async function runRow(row: Row, runs: number): Promise<RowResult> {
  const contest = await row.prepare();
  const subject: Measured[] = [];
  const peerRuns: Measured[] = [];
  try {
    for (let run = -1; run < runs; run += 1) {
      const ours = await once(contest.subject, contest);
      const theirs = contest.peer === null ? null : await once(contest.peer, contest);
      if (run < 0) continue; // the first of each warms the caches
      subject.push(ours);
      if (theirs !== null) peerRuns.push(theirs);
    }
  } finally {
    await contest.end();
  }
  const { name, work, peer, atMost, measures } = row;
  return { name, work, peer, atMost, measures, subject, peerRuns, figure: figureOf(row, subject, peerRuns) };
}

function figureOf(row: Row, subject: readonly Measured[], peers: readonly Measured[]): number {
  if (row.measures === 'memory') return Math.max(...subject.map(({ peak }) => peak));
  return median(subject.map(({ wall }, run) => wall / (peers[run]?.wall ?? Number.NaN)));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** @throws Error when the command fails: a run that did not do the work is no measurement. */
async function once({ argv, env }: Command, { reset }: Contest): Promise<Measured> {
  await reset();
  const script = join(import.meta.dirname, 'measure.py');
  const { stdout } = spawnSync('python3', [script, ...argv], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const report = parseReport(stdout);
  if (report.exit !== 0) throw new Error(`${argv.join(' ')} ended with ${String(report.exit)}: ${report.said}`);
  return { wall: report.wall, peak: report.peak };
}
