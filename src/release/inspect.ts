import type { CollectedDistribution } from '../distributions/collect.ts';
import { readSdistMembers } from '../distributions/sdist-contents.ts';
import { readWheelContents, type WheelContents } from '../distributions/wheel-contents.ts';
import { PysignError, reasonOf } from '../errors.ts';
import { error, type Finding } from '../preflight/finding.ts';
import { type Inspected, integrityFindings } from '../preflight/inspected.ts';
import { hasLicenseFiles } from '../preflight/license-files.ts';
import type { RenderReStructuredText } from '../preflight/description-rules.ts';
import { inOrder } from './in-order.ts';

/** Whose rules count: PyPI's, with what renders a description there; null for those that hold on every index. */
export type RulesOf = { readonly render: RenderReStructuredText } | null;

/** While one is hashed on another thread, the next ones are read. */
const AT_ONCE = 3;

/** All that is wrong with the files themselves. Each is read once, from its first byte to its last. */
export async function inspectAll(files: readonly CollectedDistribution[], rules: RulesOf): Promise<readonly Finding[]> {
  const pypi = rules === null ? null : { ...rules, ...(await import('../preflight/pypi-rules.ts')) };
  const found = await inOrder(files, AT_ONCE, async (file) => {
    const { inspected, broken } = await inspect(file, rules);
    const ofPypi = pypi === null ? [] : await pypi.pypiFindings(inspected, pypi.render);
    return [...broken, ...integrityFindings(inspected), ...ofPypi];
  });
  return found.flat();
}

interface Inspection {
  readonly inspected: Inspected;
  /** Why it could not be read to its end. */
  readonly broken: readonly Finding[];
}

async function inspect({ distribution, size }: CollectedDistribution, rules: RulesOf): Promise<Inspection> {
  const nothing = { distribution, size, wheel: null, sdistMembers: null };
  try {
    const wheel: WheelContents | null = distribution.kind === 'wheel' ? await readWheelContents(distribution) : null;
    const wanted = rules !== null && wheel === null && hasLicenseFiles(distribution.metadata);
    const sdistMembers = wanted ? await readSdistMembers(distribution) : null;
    return { inspected: { ...nothing, wheel, sdistMembers }, broken: [] };
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof TypeError) throw thrown;
    const reason = thrown instanceof PysignError ? thrown.message : `it cannot be read to its end: ${reasonOf(thrown)}`;
    const broken = error('archive', distribution.filename, reason, 'build it anew: python -m build');
    return { inspected: nothing, broken: [{ ...broken, code: 'DISTRIBUTION_INVALID' }] };
  }
}
