import { type Collection, gather, type Gathered, releasesAmong } from '../distributions/collect.ts';
import { ContentsReader } from '../distributions/contents-threads.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import { watchClock } from '../preflight/clock.ts';
import { problemFinding } from '../preflight/failures.ts';
import { type Finding, strictly, warning } from '../preflight/finding.ts';
import { askAuthor, askIndex, askListings } from './ask.ts';
import { beginReading, inspectAll } from './inspect.ts';
import type { ReleaseRequest } from './request.ts';
import { rulesOf } from './rules-of.ts';
import type { ReleaseServices } from './services.ts';

/** Everything that can be known of a release before the first signature and the first byte. */
export interface CheckReport {
  /** Null where it could not be asked what it is. */
  readonly server: IndexServer | null;
  readonly projects: readonly CheckedProject[];
  readonly findings: readonly Finding[];
}

interface CheckedProject {
  readonly project: string;
  readonly version: string;
  /** Names. */
  readonly files: readonly string[];
}

/** Looks at everything and sends nothing but questions; what is wrong is in the report, all together. */
export async function check(request: ReleaseRequest, services: ReleaseServices): Promise<CheckReport> {
  const clock = watchClock(services.http, Date.now);
  const watched = { ...services, http: clock.http };
  const reader = new ContentsReader();
  const [gathered, index, author] = await Promise.all([
    gather(request.paths, beginReading(reader)),
    askIndex(request, watched),
    askAuthor(request, services),
  ]);
  const inFiles = await inspectAll(gathered.distributions, rulesOf(index.server, services), reader);
  reader.close();
  const projects = releasesAmong(gathered);
  const onIndex = index.server === null ? [] : await askListings(projects, index.server, watched);
  const findings = [
    ...problemFindings(gathered, request),
    ...inFiles,
    ...index.findings,
    ...onIndex,
    ...author,
    ...clock.findings(),
  ];
  return {
    server: index.server,
    projects: projects.map(checkedProject),
    findings: request.strict ? findings.map(strictly) : findings,
  };
}

function checkedProject({ project, version, distributions }: Collection): CheckedProject {
  return { project, version, files: distributions.map(({ distribution }) => distribution.filename) };
}

function problemFindings({ problems, ignored }: Gathered, { allProjects }: ReleaseRequest): readonly Finding[] {
  const counted = problems.filter(({ kind }) => !allProjects || kind !== 'several-projects');
  return [
    ...counted.map(problemFinding),
    ...ignored.map((path) => warning('files', null, `${path} is no distribution and is left alone`, 'leave it out')),
  ];
}
