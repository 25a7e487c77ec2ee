import { expect } from 'chai';
import { titleOf } from '../../src/indexes/known-indexes.ts';
import { resolveIndex } from '../../src/indexes/recognise.ts';
import type { IndexServer } from '../../src/indexes/index-server.ts';
import { useDevpi } from '../fixtures/devpi.ts';
import { reply, resetAfter, unusedPort, useHostileIndex } from '../fixtures/hostile-index.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { failureOf } from '../http/failure-of.ts';
import { httpFor } from './plain-http.ts';

async function resolve(uploadUrl: URL | string, simpleUrl: string | null = null): Promise<IndexServer> {
  const simple = simpleUrl === null ? null : new URL(simpleUrl);
  return resolveIndex({ uploadUrl: new URL(uploadUrl), simpleUrl: simple, name: null }, httpFor());
}

describe('recognising an index', () => {
  const pypiserver = usePypiserver();
  const devpi = useDevpi();
  const hostile = useHostileIndex();

  it('knows PyPI and TestPyPI by their hosts, without a request', async () => {
    const pypi = await resolve('https://upload.pypi.org/legacy/');
    expect(pypi).to.deep.include({ name: 'pypi', software: 'pypi', signatures: 'drops', needsCredentials: true });
    expect([pypi.simpleUrl.href, pypi.jsonUrl?.href]).to.deep.equal([
      'https://pypi.org/simple/',
      'https://pypi.org/pypi/',
    ]);
    const test = await resolve('https://test.pypi.org/legacy/');
    expect(test).to.deep.include({ name: 'testpypi', software: 'testpypi', signatures: 'drops' });
    expect(test.simpleUrl.href).to.equal('https://test.pypi.org/simple/');
    expect([titleOf(pypi), titleOf(test)]).to.deep.equal(['PyPI', 'TestPyPI']);
  });

  it('does not take a host for PyPI because its name begins or ends like it', async () => {
    for (const host of ['upload.pypi.org.example.invalid', 'my-pypi.org.invalid']) {
      expect((await failureOf(resolve(`https://${host}/legacy/`))).code).to.equal('INDEX_UNREACHABLE');
    }
  });

  it('knows a real pypiserver by its start page', async () => {
    const server = await resolve(pypiserver.uploadUrl);
    expect(server).to.deep.include({ name: pypiserver.uploadUrl.host, software: 'pypiserver', signatures: 'keeps' });
    expect(server.simpleUrl.href).to.equal(pypiserver.simpleUrl.href);
    expect(server.jsonUrl).to.equal(null);
    expect(titleOf(server)).to.equal('pypiserver');
  });

  it('knows a real devpi by its headers, and where its index lists files', async () => {
    const server = await resolve(devpi.uploadUrl);
    expect(server).to.deep.include({ software: 'devpi', signatures: 'drops', jsonUrl: null });
    expect(server.simpleUrl.href).to.equal(devpi.simpleUrl.href);
    const withoutSlash = await resolve(devpi.uploadUrl.href.replace(/\/$/u, ''));
    expect(withoutSlash.simpleUrl.href).to.equal(devpi.simpleUrl.href);
  });

  it('knows an index of our own by its Server header, whatever its status', async () => {
    hostile.on('GET /legacy/', reply(405, { server: 'pysign-index/0.1.0' }));
    const server = await resolve(hostile.uploadUrl);
    expect(server).to.deep.include({ software: 'pysign', signatures: 'keeps' });
    expect(server.simpleUrl.href).to.equal(hostile.simpleUrl.href);
    expect(server.jsonUrl?.pathname).to.equal('/pypi/');
  });

  const cloud: readonly (readonly [string, string, string])[] = [
    ['AWS CodeArtifact', 'https://team-1.d.codeartifact.eu-west-1.amazonaws.com/pypi/tools/', '/pypi/tools/simple/'],
    ['Google Artifact Registry', 'https://europe-python.pkg.dev/project/tools', '/project/tools/simple/'],
    ['Azure Artifacts', 'https://pkgs.dev.azure.com/team/_packaging/t/pypi/upload/', '/team/_packaging/t/pypi/simple/'],
  ];
  for (const [title, uploadUrl, simplePath] of cloud) {
    it(`knows ${title} by its host, without a request, and where it lists files`, async () => {
      const server = await resolve(uploadUrl);
      expect(titleOf(server)).to.equal(title);
      expect(server).to.deep.include({ signatures: 'unknown', needsCredentials: true });
      expect(server.simpleUrl.pathname).to.equal(simplePath);
      expect(server.simpleUrl.host).to.equal(new URL(uploadUrl).host);
    });
  }

  it('knows Cloudsmith and Gemfury by their hosts, and not hosts that only end like them', async () => {
    expect(titleOf(await resolve('https://python.cloudsmith.io/team/tools/'))).to.equal('Cloudsmith');
    expect(titleOf(await resolve('https://push.fury.io/team/'))).to.equal('Gemfury');
    for (const host of ['notcloudsmith.io.invalid', 'example-python.pkg.dev.invalid', 'pkgs.dev.azure.com.invalid']) {
      expect((await failureOf(resolve(`https://${host}/team/`))).code).to.equal('INDEX_UNREACHABLE');
    }
  });

  const shapes: readonly (readonly [string, string, string, IndexServer['signatures']])[] = [
    ['GitLab', '/api/v4/projects/7/packages/pypi', '/api/v4/projects/7/packages/pypi/simple/', 'drops'],
    ['GitLab', '/git/api/v4/projects/a%2Fb/packages/pypi', '/git/api/v4/projects/a%2Fb/packages/pypi/simple/', 'drops'],
    ['Gitea or Forgejo', '/api/packages/team/pypi', '/api/packages/team/pypi/simple/', 'keeps'],
    ['Artifactory', '/artifactory/api/pypi/tools', '/artifactory/api/pypi/tools/simple/', 'unknown'],
    ['Nexus', '/repository/tools/', '/repository/tools/simple/', 'unknown'],
    ['Azure Artifacts', '/tfs/_packaging/t/pypi/upload/', '/tfs/_packaging/t/pypi/simple/', 'unknown'],
  ];
  for (const [title, path, simplePath, signatures] of shapes) {
    it(`knows ${title} by the shape of ${path} where the server says nothing of itself`, async () => {
      const server = await resolve(new URL(path, hostile.url));
      expect([titleOf(server), server.signatures]).to.deep.equal([title, signatures]);
      expect(server.simpleUrl.href).to.equal(new URL(simplePath, hostile.url).href);
    });
  }

  const products: readonly (readonly [string, Record<string, string>])[] = [
    ['Nexus', { server: 'Nexus/3.70.1-02 (OSS)' }],
    ['GitLab', { 'x-gitlab-meta': '{"correlation_id":"01J","version":"1"}' }],
    ['Artifactory', { 'x-jfrog-version': 'Artifactory/7.77.5 77705900' }],
    ['Artifactory', { 'x-artifactory-id': '7fa3:-1b2c:18e1:-8000' }],
    ['devpi', { 'x-devpi-server-version': '6.20.3' }],
  ];
  for (const [title, headers] of products) {
    it(`knows ${title} by ${Object.keys(headers).join()}, whatever the address looks like and the answer is`, async () => {
      hostile.on('GET /repository/tools/', reply(401, headers));
      expect(titleOf(await resolve(new URL('/repository/tools/', hostile.url)))).to.equal(title);
    });
  }

  for (const server of ['nginx', 'gunicorn', 'Apache/2.4 (Nexus/3)', 'Jetty(9.4.53)']) {
    it(`recognises nobody by the Server header ${server}, which anybody may send`, async () => {
      hostile.on('GET /legacy/', reply(200, { server }));
      expect((await resolve(hostile.uploadUrl)).software).to.equal(null);
    });
  }

  it('does not look for words of a start page in the page of an error', async () => {
    hostile.on('GET /legacy/', reply(404, {}, 'Welcome to pypiserver'));
    expect((await resolve(hostile.uploadUrl)).software).to.equal(null);
  });

  for (const status of [200, 401, 403, 404, 500]) {
    it(`goes on without knowing an index that answers ${String(status)}`, async () => {
      hostile.on('GET /legacy/', reply(status, { 'content-type': 'text/html' }, '<h1>Artefacts</h1>'));
      const server = await resolve(hostile.uploadUrl);
      expect(server).to.deep.include({ software: null, signatures: 'unknown', needsCredentials: false });
      expect(titleOf(server)).to.equal(null);
      expect(server.simpleUrl.href).to.equal(hostile.simpleUrl.href);
      expect(server.jsonUrl?.pathname).to.equal('/pypi/');
    });
  }

  it('is not led to another host by a redirect of the start page', async () => {
    hostile.on('GET /legacy/', reply(302, { location: pypiserver.uploadUrl.href }));
    expect((await resolve(hostile.uploadUrl)).software).to.equal(null);
  });

  it('goes on without knowing an index whose start page does not end', async () => {
    hostile.on('GET /legacy/', reply(200, {}, 'x'.repeat(300_000)));
    expect((await resolve(hostile.uploadUrl)).software).to.equal(null);
  });

  it('fails where nobody answers, or the connection breaks', async () => {
    const nobody = `http://127.0.0.1:${String(await unusedPort())}/legacy/`;
    expect((await failureOf(resolve(nobody))).code).to.equal('INDEX_UNREACHABLE');
    hostile.on('GET /legacy/', resetAfter(0));
    expect((await failureOf(resolve(hostile.uploadUrl))).code).to.equal('INDEX_UNREACHABLE');
  });

  it('takes the simple URL that was given, with a slash at its end', async () => {
    const server = await resolve(hostile.uploadUrl, 'https://mirror.example.org/root/simple?x=1#y');
    expect(server.simpleUrl.href).to.equal('https://mirror.example.org/root/simple/');
    expect(server.jsonUrl?.href).to.equal('https://mirror.example.org/root/pypi/');
  });

  it('looks for no JSON API beside a simple API that has no usual address', async () => {
    expect((await resolve(hostile.uploadUrl, 'https://mirror.example.org/files/')).jsonUrl).to.equal(null);
  });

  it('looks for the simple API below an upload URL that is not /legacy/, leaving its query aside', async () => {
    const server = await resolve(new URL('/team/pypi?:action=file_upload', hostile.url));
    expect(server.simpleUrl.href).to.equal(new URL('/team/pypi/simple/', hostile.url).href);
    expect(server.name).to.equal(hostile.url.host);
    expect(server.uploadUrl.search).to.equal('?:action=file_upload');
  });

  it('calls an index what its author calls it', async () => {
    const address = { uploadUrl: hostile.uploadUrl, simpleUrl: null, name: 'internal' };
    expect((await resolveIndex(address, httpFor())).name).to.equal('internal');
    const pypi = { uploadUrl: new URL('https://upload.pypi.org/legacy/'), simpleUrl: null, name: 'the world' };
    expect((await resolveIndex(pypi, httpFor())).name).to.equal('the world');
  });
});
