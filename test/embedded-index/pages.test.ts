import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseProjectHtml } from '../../src/simple-api/parse-html.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { fetched, jsonOf, listed, sha256 } from './served.ts';
import { ARMOUR, field, post, signaturePart, uploadParts } from './upload-form.ts';

const wheel = 'de_mo-1.0-py3-none-any.whl';
const sdist = 'de_mo-1.0.tar.gz';
const newer = 'de_mo-1.1rc1.tar.gz';

describe('the pages of the index', () => {
  const index = useEmbeddedIndex();

  before(async () => {
    const files = [
      uploadParts({ name: 'De.Mo', filename: wheel }, [signaturePart(ARMOUR), field('requires_python', '>=3.8')]),
      uploadParts({ name: 'De.Mo', filename: sdist }),
      uploadParts({ name: 'De.Mo', filename: newer, version: '1.1rc1' }),
      uploadParts({ name: 'another', filename: 'another-2.0.tar.gz', version: '2.0' }),
    ];
    for (const parts of files) expect((await post(index.uploadUrl, parts)).status).to.equal(200);
  });

  async function get(path: string, accept: string, method = 'GET'): Promise<Response> {
    return fetch(new URL(path, index.url), { method, redirect: 'manual', headers: { accept } });
  }

  it('list all projects in JSON and HTML', async () => {
    const json = await get('simple/', 'application/vnd.pypi.simple.v1+json');
    expect(json.headers.get('content-type')).to.equal('application/vnd.pypi.simple.v1+json');
    expect(await json.json()).to.deep.equal({
      meta: { 'api-version': '1.1' },
      projects: [{ name: 'another' }, { name: 'de-mo' }],
    });
    const html = await get('simple/', '*/*');
    expect(html.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(await html.text())
      .to.include('<a href="another/">another</a>')
      .and.include('<a href="de-mo/">de-mo</a>');
  });

  it('list a project in JSON with versions, sizes, times, digests and signatures', async () => {
    const body = await jsonOfProject();
    expect(body).to.deep.include({ name: 'de-mo', versions: ['1.0', '1.1rc1'] });
    const files = await listed(index.url, 'de-mo');
    expect(files.map(({ filename }) => filename)).to.deep.equal([wheel, sdist, newer]);
    expect(files.map(({ gpgSig }) => gpgSig)).to.deep.equal([true, false, false]);
    const bytes = Buffer.from(`content of ${wheel}`);
    expect(files[0]).to.deep.include({ sha256: sha256(bytes), size: bytes.length, requiresPython: '>=3.8' });
    expect(Math.abs(Date.parse(files[0]?.uploadTime ?? '') - Date.now())).to.be.lessThan(60_000);
  });

  async function jsonOfProject(): Promise<unknown> {
    return (await get('simple/de-mo/', 'application/vnd.pypi.simple.v1+json')).json();
  }

  it('say the same in HTML', async () => {
    const answer = await get('simple/de-mo/', 'application/vnd.pypi.simple.v1+html');
    expect(answer.headers.get('content-type')).to.equal('application/vnd.pypi.simple.v1+html; charset=utf-8');
    const page = parseProjectHtml(await answer.text(), new URL('simple/de-mo/', index.url));
    const expected = await listed(index.url, 'de-mo');
    expect(page.files).to.deep.equal(expected.map((file) => ({ ...file, size: null, uploadTime: null })));
  });

  it('link to where the client found the index', async () => {
    const { port } = index.url;
    const answer = await fetch(`http://localhost:${port}/pypi/de-mo/1.0/json`);
    expect(await answer.text()).to.include(`"http://localhost:${port}/files/de-mo/${sdist}"`);
  });

  const redirects: readonly (readonly [string, string])[] = [
    ['simple', '/simple/'],
    ['simple/de-mo', '/simple/de-mo/'],
    ['simple/De.Mo/', '/simple/de-mo/'],
    ['simple/DE__mo', '/simple/de-mo/'],
    ['pypi/De_Mo/json', '/pypi/de-mo/json'],
    ['pypi/De_Mo/1.0/json', '/pypi/de-mo/1.0/json'],
    ['legacy', '/legacy/'],
  ];
  for (const [path, location] of redirects) {
    it(`redirect /${path} to ${location}`, async () => {
      const answer = await get(path, '*/*');
      expect(answer.status).to.equal(308);
      expect(answer.headers.get('location')).to.equal(location);
    });
  }

  it('are 404 for what is not there', async () => {
    const nowhere = [
      'simple/nothing/',
      'simple/-/',
      'simple/de-mo/x/',
      'simple/..%2f..%2fetc/',
      'simple/%zz/',
      'pypi/nothing/json',
      'pypi/de-mo/9.9/json',
      'pypi/de-mo/x/json',
      'pypi/de-mo/',
      'pypi/de-mo/1.0/json/more',
      'legacy/',
      'files/de-mo/',
      'files/De.Mo/de_mo-1.0.tar.gz',
      'files/another/de_mo-1.0.tar.gz',
      'files/de-mo/de_mo-1.0.tar.gz.asc',
      'files/de-mo/de_mo-1.0.tar.gz.asc.asc',
      `files/de-mo/${wheel}.asc.json`,
      'files/de-mo/..%2F..%2Frecords%2Fde-mo%2Fde_mo-1.0.tar.gz',
      'files/..%2Frecords/de_mo-1.0.tar.gz',
      'records/de-mo/de_mo-1.0.tar.gz.json',
      'elsewhere',
    ];
    for (const path of nowhere) expect((await get(path, '*/*')).status, path).to.equal(404);
  });

  it('tell of a release as PyPI did, with a true has_sig', async () => {
    const release = await jsonOf(new URL('pypi/de-mo/1.0.0/json', index.url));
    const project = await jsonOf(new URL('pypi/de-mo/json', index.url));
    const urls = [
      { filename: wheel, packagetype: 'bdist_wheel', python_version: 'py3', has_sig: true, requires_python: '>=3.8' },
      { filename: sdist, packagetype: 'sdist', python_version: 'source', has_sig: false, requires_python: null },
    ];
    const files = await listed(index.url, 'de-mo');
    expect(release).to.have.property('urls').with.length(2);
    for (const [position, expected] of urls.entries()) {
      const { sha256: digest, size, url, uploadTime } = files[position] ?? {};
      const same = {
        size,
        digests: { sha256: digest },
        url: url?.href,
        upload_time_iso_8601: uploadTime,
        yanked: false,
      };
      expect(release)
        .to.have.nested.property(`urls[${String(position)}]`)
        .that.deep.includes({ ...expected, ...same });
    }
    expect(release).to.have.nested.property('info.version', '1.0').and.not.property('releases');
    expect(project, 'the newest final release').to.have.nested.property('info.version', '1.0');
    expect(project).to.have.property('releases').with.keys('1.0', '1.1rc1');
  });

  it('serve a file as it was sent, and its signature beside it', async () => {
    const file = await get(`files/de-mo/${sdist}`, '*/*');
    expect(await file.text()).to.equal(`content of ${sdist}`);
    expect(file.headers.get('content-type')).to.equal('application/octet-stream');
    expect(file.headers.get('content-encoding')).to.equal(null);
    expect(file.headers.get('etag')).to.equal(`"${sha256(Buffer.from(`content of ${sdist}`))}"`);
    const signature = await get(`files/de-mo/${wheel}.asc?x=1`, '*/*');
    expect(await signature.text()).to.equal(ARMOUR);
    expect(signature.headers.get('content-type')).to.equal('application/pgp-signature');
  });

  it('answer HEAD like GET, without a body', async () => {
    for (const path of [
      '',
      'simple/',
      'simple/de-mo/',
      'project/de-mo/',
      'pypi/de-mo/json',
      `files/de-mo/${wheel}`,
      `files/de-mo/${wheel}.asc`,
      'no',
    ]) {
      const [head, whole] = [await get(path, '*/*', 'HEAD'), await get(path, '*/*')];
      expect(head.status, path).to.equal(whole.status);
      expect(await head.text()).to.equal('');
      expect(head.headers.get('content-length')).to.equal(String((await whole.arrayBuffer()).byteLength));
    }
  });

  it('refuse other methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect((await get('simple/', '*/*', method)).status).to.equal(405);
  });

  it('survive a restart', async () => {
    const before = await listed(index.url, 'de-mo');
    const { host } = index.url;
    await index.restart();
    const after = await listed(index.url, 'de-mo');
    expect(JSON.stringify(after).replaceAll(index.url.host, host)).to.equal(JSON.stringify(before));
    expect(await fetched(new URL(`files/de-mo/${wheel}.asc`, index.url))).to.deep.equal(Buffer.from(ARMOUR));
  });

  it('fail aloud over a stored file that was cut, instead of serving it', async () => {
    const content = sha256(Buffer.from('content of another-2.0.tar.gz'));
    const path = join(
      index.folder,
      'files',
      content.slice(0, 2),
      content.slice(2, 4),
      content.slice(4),
      'another-2.0.tar.gz',
    );
    await writeFile(path, 'cut');
    expect((await get('files/another/another-2.0.tar.gz', '*/*')).status).to.equal(500);
  });
});
