/**
 * Runs a script of this project with a Node that is new enough: the one at hand, else the one that came with `npm ci`.
 * It is plain JavaScript for Node 18, because it is what an older machine starts. (npm 10 does not link the `node` of an
 * optional dependency, so that npm's own PATH cannot be relied on.)
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules');
const program = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';

/** @returns {string | undefined} */
function newEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 22)) return process.execPath;
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  return names.map((name) => join(modules, name, program)).find((path) => existsSync(path));
}

const node = newEnough();
if (node === undefined) {
  process.stderr.write(
    `error: this needs Node 22.22 or newer, and npm has none for ${process.platform} ${process.arch}\n`,
  );
  process.exit(6);
}
const { status } = spawnSync(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` },
});
process.exit(status ?? 1);
