/**
 * PEP 440, appendix B: the result is the same text as `str(Version(text))` of Python's
 * `packaging`. Numbers stay text, because a date with a serial number does not fit a double.
 */
const VERSION = new RegExp(
  [
    /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)/,
    /(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)(?:[-_.]?(?<preNumber>\d+))?)?/,
    /(?:-(?<implicitPost>\d+)|[-_.]?(?<post>post|rev|r)(?:[-_.]?(?<postNumber>\d+))?)?/,
    /(?:[-_.]?(?<dev>dev)(?:[-_.]?(?<devNumber>\d+))?)?/,
    /(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
);

const PRE_RELEASES: ReadonlyMap<string, string> = new Map([
  ['alpha', 'a'],
  ['beta', 'b'],
  ['c', 'rc'],
  ['pre', 'rc'],
  ['preview', 'rc'],
]);

/** No file name holds more; the text may come from an archive of someone who likes slow expressions. */
const LONGEST = 255;

/** The one spelling of a PEP 440 version; null where the text is none. */
export function canonicalVersion(text: string): string | null {
  if (text.length > LONGEST) return null;
  const groups = VERSION.exec(text.trim().toLowerCase())?.groups;
  if (groups?.['release'] === undefined) return null;
  const { epoch, release, pre, preNumber, implicitPost, post, postNumber, dev, devNumber, local } = groups;
  return [
    isZero(epoch) ? '' : `${number(epoch)}!`,
    release.split('.').map(number).join('.'),
    pre === undefined ? '' : `${PRE_RELEASES.get(pre) ?? pre}${number(preNumber)}`,
    (implicitPost ?? post) === undefined ? '' : `.post${number(implicitPost ?? postNumber)}`,
    dev === undefined ? '' : `.dev${number(devNumber)}`,
    local === undefined ? '' : `+${local.split(/[-_.]/).map(localPart).join('.')}`,
  ].join('');
}

/** True where both are versions and equal by PEP 440: `1.0`, `v1` and `1.0.0` are one version in three spellings. */
export function sameVersion(one: string, other: string): boolean {
  const key = comparisonKey(one);
  return key !== null && key === comparisonKey(other);
}

function comparisonKey(text: string): string | null {
  const canonical = canonicalVersion(text);
  // Trailing zeros of the release segment alone: what follows it starts with a letter, a dot and a letter, or a plus.
  return canonical?.replace(/^((?:\d+!)?\d+(?:\.\d+)*?)(?:\.0+)+(?!\.?\d)/, '$1') ?? null;
}

function isZero(digits: string | undefined): boolean {
  return number(digits) === '0';
}

function number(digits = '0'): string {
  return digits.replace(/^0+(?=\d)/, '');
}

function localPart(part: string): string {
  return /^\d+$/.test(part) ? number(part) : part;
}
