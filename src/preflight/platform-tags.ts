/** The day on which Warehouse's rules were read: its commit 6b6215712. */
export const PYPI_RULES_DATE = '2026-08-21';

const LINUX = /^(?:x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x|riscv64)$/u;

/** Warehouse `forklift/legacy.py`: tags that stand alone. */
const ALONE: ReadonlySet<string> = new Set([
  'any',
  'win32',
  'win_amd64',
  'win_arm64',
  'win_ia64',
  'linux_armv6l',
  'linux_armv7l',
  ...['1', '2010', '2014'].flatMap((year) => ['x86_64', 'i686'].map((arch) => `manylinux${year}_${arch}`)),
  ...['aarch64', 'armv7l', 'ppc64', 'ppc64le', 's390x'].map((arch) => `manylinux2014_${arch}`),
]);

const MAC = /^(?:ppc|ppc64|i386|x86_64|arm64|intel|fat|fat3|fat32|fat64|universal|universal2)$/u;

/** Whether PyPI takes wheels for this platform tag. */
export function isPlatformTaken(tag: string): boolean {
  if (ALONE.has(tag)) return true;
  const linux = /^(?:many|musl)linux_\d+_\d+_(?<arch>.+)$/u.exec(tag)?.groups?.['arch'];
  if (linux !== undefined) return LINUX.test(linux);
  const mac = /^macosx_(?<major>\d+)_(?<minor>\d+)_(?<arch>.+)$/u.exec(tag)?.groups;
  if (mac !== undefined) {
    return MAC.test(mac['arch'] ?? '') && (mac['major'] === '10' || mac['minor'] === '0');
  }
  return /^(?:ios_\d+_\d+_.+_iphone(?:os|simulator)|android_\d+_.+|pyodide_\d+_\d+_wasm32)$/u.test(tag);
}

/** A platform as a person names it: two tags of one family serve the same machines, as far as anybody can say. */
export function platformFamily(tag: string): string {
  const linux = /^(?<libc>many|musl)?linux(?:_\d+_\d+|\d+)?_(?<arch>.+)$/u.exec(tag)?.groups;
  if (linux !== undefined) return `${linux['libc'] === 'musl' ? 'musl Linux' : 'Linux'} ${linux['arch'] ?? ''}`;
  const mac = /^macosx_\d+_\d+_(?<arch>.+)$/u.exec(tag)?.groups;
  if (mac !== undefined) return `macOS ${mac['arch'] ?? ''}`;
  const windows = new Map([
    ['win32', 'Windows x86'],
    ['win_amd64', 'Windows x86_64'],
    ['win_arm64', 'Windows arm64'],
  ]);
  return windows.get(tag) ?? tag;
}
