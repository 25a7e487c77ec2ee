import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { unusedPort } from '../fixtures/server-process.ts';
import { pythonProgram } from '../python-environment.ts';
import { runClient } from './clients.ts';
import { fetched, jsonOf, listed } from './served.ts';
import { ARMOUR, post, signaturePart, uploadParts } from './upload-form.ts';

/** Under which the proxy shows the index; a folder of its own, as a company's server has. */
const PREFIX = '/company/python/';

/** A reverse proxy as nginx is one without any `sub_filter`: it asks in its own name and passes pages as they are. */
function passOn(incoming: IncomingMessage, outgoing: ServerResponse, to: URL): void {
  const { method, headers, url = '' } = incoming;
  if (!url.startsWith(PREFIX)) {
    outgoing.writeHead(404).end();
    return;
  }
  const target = new URL(url.slice(PREFIX.length - 1), to);
  const onward = request(target, { method: method ?? '', headers: { ...headers, host: to.host } }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(onward);
}

describe('the index behind a reverse proxy of another name', () => {
  const folder = useFolder();
  const index = useEmbeddedIndex();
  const server = createServer((incoming, outgoing) => passOn(incoming, outgoing, index.url));
  let outside = new URL('http://localhost/');

  before(async () => {
    const port = await unusedPort();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    outside = new URL(`http://localhost:${String(port)}${PREFIX}`);
    const path = await buildSampleWheel(await folder.sub('dist'), { name: 'far-demo' });
    const file = { name: 'far-demo', filename: basename(path), bytes: await readFile(path) };
    const told = await post(new URL('legacy/', outside), uploadParts(file, [signaturePart(ARMOUR)]));
    expect(told.status).to.equal(200);
  });
  after((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

  it('names files so that they are found there, in both forms, with their signatures', async () => {
    const [file] = await listed(outside, 'far-demo');
    expect(file?.url.href).to.equal(new URL('files/far-demo/far_demo-1.0-py3-none-any.whl', outside).href);
    expect((await fetched(new URL(`${file?.url.href ?? ''}.asc`)))?.toString()).to.equal(ARMOUR);
    for (const accept of ['text/html', 'application/vnd.pypi.simple.v1+json']) {
      const page = await (await fetch(new URL('simple/far-demo/', outside), { headers: { accept } })).text();
      expect(page).to.include('"../../files/far-demo/far_demo-1.0-py3-none-any.whl').and.not.include(index.url.host);
    }
  });

  it('names files in the JSON API by the host that it was asked by, as PyPI does', async () => {
    const document = await jsonOf(new URL('pypi/far-demo/json', index.url));
    const expected = new URL('files/far-demo/far_demo-1.0-py3-none-any.whl', index.url).href;
    expect(document).to.have.nested.property('urls[0].url', expected);
  });

  it('lets pip and uv install', async () => {
    const only = ['--index-url', new URL('simple/', outside).href, 'far-demo'];
    const quiet = ['--no-cache-dir', '--disable-pip-version-check'];
    const python = ['--python', pythonProgram('python'), '--no-cache', '--no-python-downloads'];
    const [byPip, byUv] = [await folder.sub('by-pip'), await folder.sub('by-uv')];
    const pip = await runClient('pip', ['install', ...quiet, '--target', byPip, ...only]);
    expect(pip.exitCode, pip.output).to.equal(0);
    const uv = await runClient('uv', ['pip', 'install', ...python, '--target', byUv, ...only]);
    expect(uv.exitCode, uv.output).to.equal(0);
    for (const target of [byPip, byUv]) expect(await readdir(target)).to.include('far_demo-1.0.dist-info');
  });
});
