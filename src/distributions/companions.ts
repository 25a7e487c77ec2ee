import { basename } from 'node:path';
import { attestationFault, attestedPath } from './attestation-file.ts';
import type { CollectionProblem } from './collection-problem.ts';
import { isDistributionName, isFile, type NamedFile } from './named-file.ts';

/** What came with the distributions and belongs to none of them. */
interface Strays {
  readonly orphans: readonly CollectionProblem[];
  /** Over files that are no distributions (`SHA256SUMS.asc`), or attestations of a kind that no index takes. */
  readonly foreign: readonly NamedFile[];
}

/** A companion belongs to the distribution whose full path it begins with; without that one it is a mistake. */
export async function straysAmong(files: readonly NamedFile[]): Promise<Strays> {
  const given = new Set(files.filter(({ is }) => is === 'distribution').map(({ path }) => path));
  const orphans: CollectionProblem[] = [];
  const foreign: NamedFile[] = [];
  for (const file of files) {
    if (file.is !== 'signature' && file.is !== 'attestation') continue;
    const target = targetOf(file);
    if (target === null) foreign.push(file);
    else if (!given.has(target)) {
      const onDisk = await isFile(target);
      if (onDisk && !isDistributionName(target)) foreign.push(file);
      else orphans.push(orphan(file, target, onDisk));
    }
  }
  return { orphans, foreign };
}

function targetOf({ path, is }: NamedFile): string | null {
  return is === 'attestation' ? attestedPath(path) : path.slice(0, -'.asc'.length);
}

function orphan({ given, is }: NamedFile, target: string, onDisk: boolean): CollectionProblem {
  const why = onDisk ? 'lies beside it and was not named' : 'is not beside it';
  const kind = is === 'attestation' ? 'orphan-attestation' : 'orphan-signature';
  return { kind, line: `${given}: ${basename(target)} ${why}` };
}

/** A broken attestation ends an upload to PyPI after its last byte, so it is found before the first. */
export async function brokenAttestations(paths: readonly string[]): Promise<readonly CollectionProblem[]> {
  const faults = await Promise.all(paths.map(async (path) => ({ path, fault: await attestationFault(path) })));
  return faults.flatMap(({ path, fault }) =>
    fault === null ? [] : [{ kind: 'broken-attestation', line: `${basename(path)}: ${fault}` }],
  );
}
