import type { Measured, RowResult } from './contest.ts';

export interface Report extends Measured {
  readonly exit: number;
  readonly said: string;
}

/** What `measure.py` prints. */
export function parseReport(text: string): Report {
  const report = record(JSON.parse(text));
  return { ...measured(report), exit: number(report['exit']), said: String(report['said']) };
}

/** The rows of a former run, so that one row can be measured anew. */
export function parseResults(text: string): RowResult[] {
  return list(record(JSON.parse(text))['rows']).map((value) => {
    const row = record(value);
    return {
      name: String(row['name']),
      work: String(row['work']),
      peer: String(row['peer']),
      atMost: number(row['atMost']),
      measures: row['measures'] === 'memory' ? 'memory' : 'time',
      subject: list(row['subject']).map((run) => measured(record(run))),
      peerRuns: list(row['peerRuns']).map((run) => measured(record(run))),
      figure: number(row['figure']),
    };
  });
}

function measured(value: Readonly<Record<string, unknown>>): Measured {
  return { wall: number(value['wall']), peak: number(value['peak']) };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return Object.fromEntries(Object.entries(value));
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('not a number');
  return value;
}
