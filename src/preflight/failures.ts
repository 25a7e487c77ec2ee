import { type CollectionProblem, problemWords, type ProblemKind } from '../distributions/collection-problem.ts';
import { mostSerious, PysignError, exitCodes } from '../errors.ts';
import type { Finding, RuleName } from './finding.ts';

const ruleOf: Readonly<Record<ProblemKind, RuleName>> = {
  'no-files': 'files',
  'no-distribution': 'files',
  unreadable: 'files',
  'orphan-signature': 'files',
  'orphan-attestation': 'files',
  'several-projects': 'several-projects',
  'several-versions': 'several-versions',
  'same-name': 'files',
  invalid: 'archive',
  'broken-attestation': 'archive',
};

/** What is wrong with a set of files, as one finding among others. */
export function problemFinding({ kind, line }: CollectionProblem): Finding {
  const { code, message, next } = problemWords[kind];
  const said = ruleOf[kind] === 'archive' ? line : `${message}: ${line}`;
  return { rule: ruleOf[kind], file: null, severity: 'error', message: said, fix: next, dataOf: null, code };
}

/** A failure that would have ended a release. */
export function failureFinding(rule: RuleName, { code, message, details, next }: PysignError): Finding {
  const said = [message, ...details].join('; ');
  return { rule, file: null, severity: 'error', message: said, fix: next ?? 'see above', dataOf: null, code };
}

/** All errors among the findings as one failure, with a line for each; null where there is none. */
export function asFailure(findings: readonly Finding[]): PysignError | null {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const exit = mostSerious(errors.map(({ code }) => exitCodes[code]));
  const first = errors.find(({ code }) => exitCodes[code] === exit);
  if (first === undefined) return null;
  if (errors.length === 1) return new PysignError(first.code, sentence(first), { next: first.fix });
  return new PysignError(first.code, `${String(errors.length)} things stand in the way of this release`, {
    details: errors.map((finding) => `${sentence(finding)} (${finding.fix})`),
    next: 'pysign check shows them all, and what mends them',
  });
}

/** With the file it is about. */
export function sentence({ file, message }: Finding): string {
  return file === null || message.startsWith(`${file}:`) ? message : `${file}: ${message}`;
}
