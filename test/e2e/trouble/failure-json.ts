import { expect } from 'chai';
import type { Run } from '../../fixtures/program.ts';

/** What any command prints with `--json` when it fails. */
export interface FailureDocument {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** Exactly one document, whose exit code is the program's, with an error that names a next step. */
export function failureFrom({ stdout, exitCode }: Run): FailureDocument {
  const document: unknown = JSON.parse(stdout);
  if (!isRecord(document) || !isRecord(document['error'])) throw new Error(`no error in: ${stdout}`);
  expect(document['exitCode']).to.equal(exitCode);
  const { code, message, next } = document['error'];
  if (typeof code !== 'string' || typeof message !== 'string' || typeof next !== 'string')
    throw new Error(`not a whole error: ${stdout}`);
  return { exitCode, code, message, next };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
