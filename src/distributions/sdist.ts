import type { ArchiveSource } from './archive-source.ts';
import { invalidDistribution } from './invalid-distribution.ts';
import { readOneFromTarGz } from './tar-archive.ts';
import { readOneFromZip } from './zip-archive.ts';

/**
 * The bytes of the one PKG-INFO in the one top folder of a `.tar.gz` or `.zip` sdist.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function readPkgInfo(source: ArchiveSource): Promise<Uint8Array> {
  const { filename } = source;
  const readOne = filename.endsWith('.zip') ? readOneFromZip : readOneFromTarGz;
  const content = await readOne(source, pkgInfoSeeker(filename));
  if (content === null) throw invalidDistribution(filename, 'no PKG-INFO in its top folder');
  return content;
}

/** Asked for one member after the other; throws at a second top folder and at a second PKG-INFO. */
function pkgInfoSeeker(filename: string): (name: string) => boolean {
  let onlyTop: string | null = null;
  let found = false;
  return (name) => {
    const [top = null, ...below] = name.split('/').filter((part) => part !== '' && part !== '.');
    onlyTop ??= top;
    if (top !== null && top !== onlyTop) throw invalidDistribution(filename, 'more than one top folder in it');
    const isPkgInfo = below.length === 1 && below[0] === 'PKG-INFO';
    if (isPkgInfo && found) throw invalidDistribution(filename, 'more than one PKG-INFO in its top folder');
    found ||= isPkgInfo;
    return isPkgInfo;
  };
}
