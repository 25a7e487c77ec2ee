import type { PysignError } from '../errors.ts';
import type { Finding } from '../preflight/finding.ts';
import type { CheckReport } from '../release/check.ts';
import { printable } from './printable.ts';
import { errorDocument, type ErrorDocument } from './receipt-document.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

/** What `pysign check --json` prints; all of it is always there. */
export interface CheckDocument {
  readonly schemaVersion: 1;
  readonly command: 'check';
  readonly exitCode: number;
  readonly index: {
    readonly name: string;
    readonly uploadUrl: string;
    readonly simpleUrl: string;
    readonly software: string | null;
  } | null;
  readonly projects: readonly {
    readonly project: string;
    readonly version: string;
    readonly files: readonly string[];
  }[];
  readonly findings: readonly Omit<Finding, 'code'>[];
  readonly warnings: readonly string[];
  readonly error: ErrorDocument | null;
}

export function checkDocument({ server, projects, findings }: CheckReport, failure: PysignError | null): CheckDocument {
  return {
    schemaVersion: 1,
    command: 'check',
    exitCode: failure?.exitCode ?? 0,
    index:
      server === null
        ? null
        : {
            name: server.name,
            uploadUrl: server.uploadUrl.href,
            simpleUrl: server.simpleUrl.href,
            software: server.software,
          },
    projects,
    findings: findings.map(({ rule, file, severity, message, fix, dataOf }) => {
      return { rule, file, severity, message, fix, dataOf };
    }),
    warnings: [],
    error: failure === null ? null : errorDocument(failure),
  };
}

/** The same where the command failed before it could look at anything. */
export function failedCheckDocument(failure: PysignError): CheckDocument {
  return checkDocument({ server: null, projects: [], findings: [] }, failure);
}

/** A block for each file that something is wrong with, and one line that sums it up. */
export function checkText({ server, projects, findings }: CheckReport, style: Style): string {
  const groups = [...Map.groupBy(findings, ({ file }) => file)];
  const blocks = groups.map(([file, those]) => [
    `  ${printable(file ?? server?.name ?? 'this release')}`,
    ...those.flatMap((finding) => findingLines(finding, style)),
  ]);
  const files = projects.reduce((sum, project) => sum + project.files.length, 0);
  const names = projects.map(({ project, version }) => `${project} ${version}`).join(', ');
  const subject = `${counted(files, 'file')}${names === '' ? '' : ` of ${names}`}`;
  return [...blocks.flatMap((block) => [...block, '']), closing(subject, findings)].join('\n');
}

function findingLines({ severity, message, fix }: Finding, style: Style): readonly string[] {
  const mark = severity === 'error' ? style.bad('✘') : style.warning('!');
  const [first = '', ...more] = lines(message, style.columns - 6);
  return [
    `    ${mark} ${first}`,
    ...more.map((line) => `      ${line}`),
    ...lines(`→ ${fix}`, style.columns - 8).map((line) => `      ${style.dim(line)}`),
  ];
}

function lines(text: string, columns: number): readonly string[] {
  return printable(text)
    .split('\n')
    .flatMap((line) => wrapped(line, Math.min(columns, 74)));
}

function closing(subject: string, findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (findings.length === 0) return `${subject}: nothing stands in the way`;
  const both = [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ];
  return `${subject}: ${both.join(', ')}`;
}

function counted(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
