import type { Distribution } from './distribution.ts';
import { metadataWarnings } from './metadata-warnings.ts';

type Readable = Pick<Distribution, 'filename' | 'kind' | 'project' | 'version' | 'metadata'>;

/** What does not keep a distribution from being released, though some index or reader may mind. */
export function warningsOf(distribution: Readable): readonly string[] {
  const { filename, metadata } = distribution;
  const name = nameWarning(distribution);
  const found = [...(name === null ? [] : [name]), ...metadataWarnings(metadata)];
  return found.map((warning) => `${filename}: ${warning}`);
}

/** Warehouse `forklift/legacy.py` since its commit 06bb17e5a; PEP 625 for sdists, PEP 427 for wheels. */
function nameWarning({ filename, kind, project, version }: Readable): string | null {
  const name = project.replaceAll('-', '_');
  if (kind === 'wheel') {
    return filename.startsWith(`${name}-`) ? null : `PyPI refuses this file name; it must start with ${name}-`;
  }
  const wanted = `${name}-${version}.tar.gz`;
  if (filename === wanted) return null;
  return filename.endsWith('.zip')
    ? `PyPI refuses .zip sdists since October 2025; it takes ${wanted} alone`
    : `PyPI refuses this file name since October 2025; it takes ${wanted} alone`;
}
