import { canonicalVersion } from '../distributions/version.ts';

/** A canonical PEP 440 version; the local part is not captured apart from the rest. */
const CANONICAL =
  /^(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)(?:(?<pre>a|b|rc)(?<preNumber>\d+))?(?:\.post(?<post>\d+))?(?:\.dev(?<dev>\d+))?(?:\+(?<local>.+))?$/u;

interface OrderKey {
  readonly release: readonly number[];
  /** Epoch excepted, everything that decides between equal releases, in the order of PEP 440. */
  readonly suffix: readonly number[];
  readonly epoch: number;
  readonly local: string;
}

/** Oldest first, as PEP 440 orders them; for text that is a version. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [orderKey(one), orderKey(other)];
  return (
    a.epoch - b.epoch ||
    compareNumbers(a.release, b.release) ||
    compareNumbers(a.suffix, b.suffix) ||
    a.local.localeCompare(b.local, 'en', { numeric: true })
  );
}

/** An alpha, a beta, a release candidate or a development release. */
export function isPrerelease(version: string): boolean {
  const groups = groupsOf(version);
  return groups['pre'] !== undefined || groups['dev'] !== undefined;
}

function orderKey(version: string): OrderKey {
  const { epoch = '0', release = '0', pre, preNumber = '0', post = '-1', dev, local = '' } = groupsOf(version);
  // `1.0.dev1` comes before `1.0a1`, but `1.0.post1.dev1` after `1.0`.
  const isBeforeAll = pre === undefined && post === '-1' && dev !== undefined;
  const phase = isBeforeAll ? -1 : ['a', 'b', 'rc', undefined].indexOf(pre);
  const suffix = [phase, Number(preNumber), Number(post), dev === undefined ? Infinity : Number(dev)];
  return { epoch: Number(epoch), release: release.split('.').map(Number), suffix, local };
}

function groupsOf(version: string): Partial<Record<string, string>> {
  return CANONICAL.exec(canonicalVersion(version) ?? '')?.groups ?? {};
}

/** A number that is missing is zero: `1` and `1.0` are equal. */
function compareNumbers(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const [a, b] = [one[at] ?? 0, other[at] ?? 0];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}
