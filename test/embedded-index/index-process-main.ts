import { startEmbeddedIndex } from '../../src/embedded-index/server.ts';

const [, , directory = ''] = process.argv;
const { url } = await startEmbeddedIndex({ directory, port: 0, authentication: null, dropSignatures: false });
process.stdout.write(`${url.href}\n`);
