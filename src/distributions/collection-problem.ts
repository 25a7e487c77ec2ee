import { type ErrorCode, PysignError } from '../errors.ts';

/** What can be wrong with a set of files, the most telling first: the first that occurs gives the error its code. */
const KINDS = [
  'no-files',
  'no-distribution',
  'unreadable',
  'orphan-signature',
  'orphan-attestation',
  'several-projects',
  'several-versions',
  'same-name',
  'invalid',
  'broken-attestation',
] as const;

export type ProblemKind = (typeof KINDS)[number];

export interface CollectionProblem {
  readonly kind: ProblemKind;
  /** A line of its own, naming the file or files. */
  readonly line: string;
}

interface Words {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
}

/** What each kind is to a person, and what it fails with. */
export const problemWords: Record<ProblemKind, Words> = {
  'no-files': { code: 'NO_FILES', message: 'no files were given', next: 'python -m build' },
  'no-distribution': {
    code: 'NO_DISTRIBUTION',
    message: 'none of the files is a wheel or an sdist',
    next: 'python -m build',
  },
  unreadable: { code: 'USAGE', message: 'not every file could be read', next: 'check the names of the files' },
  'orphan-signature': {
    code: 'ORPHAN_SIGNATURE',
    message: 'a signature came without its distribution',
    next: 'name the distribution beside its .asc, or leave the .asc out',
  },
  'orphan-attestation': {
    code: 'ORPHAN_SIGNATURE',
    message: 'an attestation came without its distribution',
    next: 'name the distribution beside its .attestation, or leave the .attestation out',
  },
  'several-projects': {
    code: 'SEVERAL_PROJECTS',
    message: 'the files belong to several projects',
    next: 'name the files of one project at a time, or release them one after another: --all-projects',
  },
  'several-versions': {
    code: 'SEVERAL_VERSIONS',
    message: 'the files belong to several versions',
    next: 'name the files of one version at a time, or empty dist/ before the build',
  },
  'same-name': {
    code: 'USAGE',
    message: 'two files have one name, and an index can take only one of them',
    next: 'name the files of one folder',
  },
  invalid: { code: 'DISTRIBUTION_INVALID', message: 'not every distribution can be used', next: 'python -m build' },
  'broken-attestation': {
    code: 'DISTRIBUTION_INVALID',
    message: 'not every attestation can be used',
    next: 'make the attestation again, or move it away from its distribution',
  },
};

/** All problems in one error; none at all means that there was nothing to collect. */
export function problemsAsError(problems: readonly CollectionProblem[]): PysignError {
  const present = KINDS.find((kind) => problems.some((problem) => problem.kind === kind));
  const { code, message, next } = problemWords[present ?? 'no-distribution'];
  const inOrder = KINDS.flatMap((kind) => problems.filter((problem) => problem.kind === kind));
  return new PysignError(code, message, { details: inOrder.map(({ line }) => line), next });
}
