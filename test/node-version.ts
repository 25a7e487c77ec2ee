/** Loaded before every test: they must never run silently on an old Node. */
const major = Number(process.versions.node.split('.')[0]);
if (!(major >= 22))
  throw new Error(`the tests need Node 22.22 or newer, this is ${process.version}; use the npm scripts`);
