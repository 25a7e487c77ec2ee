import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder for every test of the surrounding `describe`, gone after it; joins names to its path. */
export function useTemporaryFolder(): (...names: readonly string[]) => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'distributions-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return (...names) => join(folder, ...names);
}
