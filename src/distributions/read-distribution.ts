import { basename, resolve } from 'node:path';
import { parseCoreMetadata } from './core-metadata.ts';
import type { CoreMetadata, Distribution } from './distribution.ts';
import { distributionKind, isSdistOf, parseWheelName } from './file-name.ts';
import { invalidDistribution, quoted } from './invalid-distribution.ts';
import { isProjectName, normaliseProject } from './project-name.ts';
import { readPkgInfo } from './sdist.ts';
import { canonicalVersion, sameVersion } from './version.ts';
import { readWheelMetadata } from './wheel.ts';

/**
 * Reads a wheel or `.tar.gz` sdist and makes sure that its file name and its metadata speak of one project and version.
 * @throws PysignError `DISTRIBUTION_INVALID` naming the file and the reason
 */
export async function readDistribution(path: string): Promise<Distribution> {
  const absolute = resolve(path);
  const filename = basename(absolute);
  const kind = distributionKind(filename);
  if (kind === null) throw invalidDistribution(filename, whyNotHandled(filename));
  return kind === 'wheel' ? readWheel(absolute, filename) : readSdist(absolute, filename);
}

async function readWheel(path: string, filename: string): Promise<Distribution> {
  const name = parseWheelName(filename);
  const metadata = parseCoreMetadata(await readWheelMetadata(path, filename, name), filename);
  const { project, version } = identify(metadata, filename);
  const agrees = project === name.project && sameVersion(version, name.version);
  if (!agrees) throw disagreement(filename, 'METADATA', metadata);
  return { path, filename, kind: 'wheel', project, version, pyversion: name.pythonTag, metadata };
}

async function readSdist(path: string, filename: string): Promise<Distribution> {
  const metadata = parseCoreMetadata(await readPkgInfo(path, filename), filename);
  const { project, version } = identify(metadata, filename);
  if (!isSdistOf(filename, project, version)) throw disagreement(filename, 'PKG-INFO', metadata);
  return { path, filename, kind: 'sdist', project, version, pyversion: 'source', metadata };
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

function whyNotHandled(filename: string): string {
  return filename.endsWith('.zip')
    ? '.zip sdists are not handled yet; build a .tar.gz'
    : 'neither a wheel nor a .tar.gz sdist';
}
