import { hashFile } from '../../src/content.ts';
import { readDistribution } from '../../src/distributions/read-distribution.ts';
import { resolveIndex } from '../../src/indexes/recognise.ts';
import type { IndexServer } from '../../src/indexes/index-server.ts';
import type { Upload } from '../../src/indexes/upload.ts';
import { httpFor } from './plain-http.ts';

/** Not a signature: an index stores whatever it is given. */
export const SIGNATURE = Buffer.from('-----BEGIN PGP SIGNATURE-----\n\nnot really\n-----END PGP SIGNATURE-----\n');

/** The upload of a built distribution as it is now on disk. */
export async function uploadOf(path: string, changes: Partial<Upload> = {}): Promise<Upload> {
  const { sha256, size } = await hashFile(path);
  const distribution = await readDistribution(path);
  const silent = { onProgress: () => undefined, onPause: () => undefined, stopping: new AbortController().signal };
  return { distribution, sha256, size, signature: SIGNATURE, ...silent, ...changes };
}

export async function serverAt(uploadUrl: URL): Promise<IndexServer> {
  return resolveIndex({ uploadUrl, simpleUrl: null, name: null }, httpFor());
}
