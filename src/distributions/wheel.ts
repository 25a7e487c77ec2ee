import type { ArchiveSource } from './archive-source.ts';
import type { WheelName } from './file-name.ts';
import { invalidDistribution, quoted } from './invalid-distribution.ts';
import { normaliseProject } from './project-name.ts';
import { sameVersion } from './version.ts';
import { readOneFromZip } from './zip-archive.ts';

const METADATA_PATH = /^(?<stem>[^/]+)\.dist-info\/METADATA$/;

/**
 * The bytes of the one METADATA of a wheel, in the `.dist-info` that belongs to the file name.
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export async function readWheelMetadata(source: ArchiveSource, name: WheelName): Promise<Uint8Array> {
  const { filename } = source;
  const found: string[] = [];
  const content = await readOneFromZip(source, (member) => {
    const isMetadata = METADATA_PATH.test(member);
    if (isMetadata) found.push(member);
    if (found.length > 1) throw invalidDistribution(filename, 'more than one METADATA in it');
    return isMetadata;
  });
  const [path] = found;
  if (content === null || path === undefined) throw invalidDistribution(filename, 'no .dist-info/METADATA in it');
  if (!belongsTo(path, name)) throw invalidDistribution(filename, `${quoted(path)} does not belong to the file name`);
  return content;
}

/** PEP 427: `{name}-{version}.dist-info`, compared as pip does, in any spelling of both. */
function belongsTo(path: string, { project, version }: WheelName): boolean {
  const stem = METADATA_PATH.exec(path)?.groups?.['stem'] ?? '';
  const dash = stem.lastIndexOf('-');
  return normaliseProject(stem.slice(0, dash)) === project && sameVersion(stem.slice(dash + 1), version);
}
