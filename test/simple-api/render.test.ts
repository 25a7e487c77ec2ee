import { expect } from 'chai';
import { normalizedProject } from '../../src/simple-api/normalize.ts';
import { parseProjectHtml } from '../../src/simple-api/parse-html.ts';
import { parseProjectJson } from '../../src/simple-api/parse-json.ts';
import type { ProjectPage } from '../../src/simple-api/project-page.ts';
import { renderProjectHtml, renderProjectListHtml } from '../../src/simple-api/render-html.ts';
import { renderProjectJson, renderProjectListJson } from '../../src/simple-api/render-json.ts';

const from = new URL('http://127.0.0.1:8080/simple/demo/');
const page: ProjectPage = {
  project: 'demo',
  files: [
    {
      filename: 'demo-1.0+a.1-py3-none-any.whl',
      url: new URL('http://127.0.0.1:8080/files/demo/demo-1.0%2Ba.1-py3-none-any.whl'),
      sha256: 'cd'.repeat(32),
      size: 42,
      uploadTime: '2024-01-02T03:04:05.678Z',
      requiresPython: '>=3.8,<"4">&\'',
      gpgSig: true,
    },
    {
      filename: 'demo-1.0.tar.gz',
      url: new URL('http://127.0.0.1:8080/files/demo/demo-1.0.tar.gz'),
      sha256: null,
      size: null,
      uploadTime: null,
      requiresPython: null,
      gpgSig: null,
    },
  ],
};

describe('a page of the simple API', () => {
  it('comes back from JSON as it was', () => {
    const body: unknown = JSON.parse(renderProjectJson(page, ['1.0'], from));
    expect(parseProjectJson(body, from)).to.deep.equal(page);
    expect(body).to.deep.include({ name: 'demo', versions: ['1.0'], meta: { 'api-version': '1.1' } });
  });

  it('comes back from HTML as it was, but for what HTML cannot say', () => {
    const files = page.files.map((file) => ({ ...file, size: null, uploadTime: null }));
    expect(parseProjectHtml(renderProjectHtml(page, from), from)).to.deep.equal({ ...page, files });
  });

  it('lets no text of a package become markup', () => {
    const [file] = page.files;
    if (file === undefined) throw new Error('no file');
    const evil = '"><script>alert(1)</script>';
    const html = renderProjectHtml({ project: evil, files: [{ ...file, filename: evil, requiresPython: evil }] }, from);
    expect(html).not.to.include('<script').and.not.to.include('">alert');
    expect(parseProjectHtml(html, from).files[0]?.requiresPython).to.equal(evil);
  });

  it('leaves out what is not known instead of saying null', () => {
    expect(renderProjectJson(page, [], from)).not.to.include('null');
  });

  it('lists all projects', () => {
    expect(JSON.parse(renderProjectListJson(['a', 'b']))).to.deep.equal({
      meta: { 'api-version': '1.1' },
      projects: [{ name: 'a' }, { name: 'b' }],
    });
    expect(renderProjectListHtml(['a', 'b']))
      .to.include('<a href="a/">a</a>')
      .and.include('<a href="b/">b</a>');
  });

  it('is about a project under one name, however it is spelt', () => {
    for (const name of ['de-mo-x', 'De_Mo.x', 'DE--MO__X', 'de.-_mo-x'])
      expect(normalizedProject(name)).to.equal('de-mo-x');
  });
});
