import { basename, resolve } from 'node:path';
import { type ArchiveSource, archiveSource, type Effort, noEffort } from './archive-source.ts';
import { parseCoreMetadata } from './core-metadata.ts';
import type { CoreMetadata, Distribution } from './distribution.ts';
import { distributionKind, isSdistOf, parseWheelName } from './file-name.ts';
import { invalidDistribution, quoted } from './invalid-distribution.ts';
import { isProjectName, normaliseProject } from './project-name.ts';
import { readPkgInfo } from './sdist.ts';
import { canonicalVersion, sameVersion } from './version.ts';
import { warningsOf } from './warnings.ts';
import { readWheelMetadata } from './wheel.ts';

/**
 * Reads a wheel or sdist and makes sure that its file name and its metadata speak of one project and version.
 * @param effort counts what the reading costs, refused or not
 * @throws PysignError `DISTRIBUTION_INVALID` naming the file and the reason
 */
export async function readDistribution(path: string, effort: Effort = noEffort()): Promise<Distribution> {
  const absolute = resolve(path);
  const filename = basename(absolute);
  const kind = distributionKind(filename);
  if (kind === null) throw invalidDistribution(filename, 'neither a wheel nor an sdist');
  const source = await archiveSource(absolute, filename, effort);
  return kind === 'wheel' ? readWheel(source) : readSdist(source);
}

async function readWheel(source: ArchiveSource): Promise<Distribution> {
  const { path, filename } = source;
  const name = parseWheelName(filename);
  const metadata = parseCoreMetadata(await readWheelMetadata(source, name), filename);
  const { project, version } = identify(metadata, filename);
  const agrees = project === name.project && sameVersion(version, name.version);
  if (!agrees) throw disagreement(filename, 'METADATA', metadata);
  const warnings = warningsOf({ filename, kind: 'wheel', project, version, metadata });
  return { path, filename, kind: 'wheel', project, version, pyversion: name.pythonTag, metadata, warnings };
}

async function readSdist(source: ArchiveSource): Promise<Distribution> {
  const { path, filename } = source;
  const metadata = parseCoreMetadata(await readPkgInfo(source), filename);
  const { project, version } = identify(metadata, filename);
  if (!isSdistOf(filename, project, version)) throw disagreement(filename, 'PKG-INFO', metadata);
  const warnings = warningsOf({ filename, kind: 'sdist', project, version, metadata });
  return { path, filename, kind: 'sdist', project, version, pyversion: 'source', metadata, warnings };
}

function identify({ name, version }: CoreMetadata, filename: string): { project: string; version: string } {
  const canonical = canonicalVersion(version);
  if (!isProjectName(name)) throw invalidDistribution(filename, `its metadata has no valid Name: ${quoted(name)}`);
  if (canonical === null) throw invalidDistribution(filename, `its metadata has no valid Version: ${quoted(version)}`);
  return { project: normaliseProject(name), version: canonical };
}

function disagreement(filename: string, source: string, { name, version }: CoreMetadata): Error {
  return invalidDistribution(
    filename,
    `its ${source} says ${quoted(name)} ${quoted(version)}, not what the file name says`,
  );
}
