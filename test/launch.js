/**
 * Runs a script of this project with a Node that is new enough: the one at hand, else the one that came with `npm ci`.
 * It is plain JavaScript for Node 18, because it is what an older machine starts. (npm 10 does not link the `node` of an
 * optional dependency, so that npm's own PATH cannot be relied on.)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
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
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` };
if (node !== process.execPath) completePackages(node);
const { status } = spawnSync(node, process.argv.slice(2), { stdio: 'inherit', env });
process.exit(status ?? 1);

/**
 * npm leaves out optional packages that do not name an old Node, the linter's native code among them. Once, npm is run
 * again by the new Node, which adds them.
 * @param {string} newNode
 */
function completePackages(newNode) {
  const npm = process.env['npm_execpath'];
  const done = join(modules, '.completed');
  if (npm === undefined || existsSync(done)) return;
  const install = [npm, 'install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (spawnSync(newNode, install, { stdio: 'inherit', env }).status === 0) writeFileSync(done, '');
}
