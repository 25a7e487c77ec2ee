import { execFileSync } from 'node:child_process';
import { pythonProgram } from '../python-environment.ts';

/** Runs a program that turns `data` into `answer`, both JSON, and returns the answer. */
export function askPython(program: string, data: unknown): unknown {
  const lines = ['import json, sys', 'data = json.load(sys.stdin)', program, 'json.dump(answer, sys.stdout)'];
  const output = execFileSync(pythonProgram('python'), ['-c', lines.join('\n')], {
    input: JSON.stringify(data),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(output);
}
