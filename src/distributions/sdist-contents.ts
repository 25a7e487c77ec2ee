import { archiveSource, noEffort } from './archive-source.ts';
import type { Distribution } from './distribution.ts';
import { readOneFromTarGz } from './tar-archive.ts';
import { readOneFromZip } from './zip-archive.ts';

/** Paths of the members of an sdist below its top folder. @throws PysignError `DISTRIBUTION_INVALID` */
export async function readSdistMembers({ path, filename }: Distribution): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  const source = await archiveSource(path, filename, noEffort());
  const read = filename.endsWith('.zip') ? readOneFromZip : readOneFromTarGz;
  await read(source, (name) => {
    members.add(name.replace(/^(?:\.\/)*[^/]+\//, ''));
    return false;
  });
  return members;
}
