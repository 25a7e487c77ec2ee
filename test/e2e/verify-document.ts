import type { Run } from '../fixtures/program.ts';

/** What `pysign verify --json` said, as a script would pick it apart. */
export interface VerifiedJson {
  readonly exitCode: number;
  readonly error: string | null;
  readonly files: readonly VerifiedFileJson[];
}

export interface VerifiedFileJson {
  readonly verdict: string;
  readonly because: string | null;
  readonly reason: string | null;
  readonly identity: string;
  /** `correct/usable/pinned` of each signature. */
  readonly answers: readonly string[];
  readonly reasons: readonly string[];
}

function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null
    ? Object.entries(from).find(([key]) => key === name)?.[1]
    : undefined;
}

function listOf(from: unknown, name: string): readonly unknown[] {
  const value = field(from, name);
  return Array.isArray(value) ? value : [];
}

function textOrNull(from: unknown, name: string): string | null {
  const value = field(from, name);
  return typeof value === 'string' ? value : null;
}

export function verifiedJson({ stdout, exitCode }: Run): VerifiedJson {
  const document: unknown = JSON.parse(stdout);
  if (field(document, 'exitCode') !== exitCode) throw new Error('the document has another exit code');
  return { exitCode, error: textOrNull(field(document, 'error'), 'code'), files: listOf(document, 'files').map(file) };
}

function file(each: unknown): VerifiedFileJson {
  const signatures = listOf(each, 'signatures');
  return {
    verdict: textOrNull(each, 'verdict') ?? '',
    because: textOrNull(each, 'because'),
    reason: textOrNull(each, 'reason'),
    identity: textOrNull(each, 'identity') ?? '',
    answers: signatures.map((signature) => {
      const [correct, usable] = ['correct', 'usable'].map((name) => textOrNull(field(signature, name), 'answer'));
      return `${correct ?? ''}/${usable ?? ''}/${String(field(signature, 'pinned'))}`;
    }),
    reasons: signatures.flatMap((signature) =>
      ['correct', 'usable'].flatMap((name) => textOrNull(field(signature, name), 'reason') ?? []),
    ),
  };
}
