#!/usr/bin/env node
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(`error: pysign needs Node 22.22 or newer, this is ${process.version}\n`);
  process.exit(6);
}
module.enableCompileCache?.();
const { main } = await import(new URL('../dist/main.js', import.meta.url).href);
await main(import.meta.url);
