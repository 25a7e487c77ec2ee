import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { parseProjectHtml } from '../../src/simple-api/parse-html.ts';
import type { ListedFile } from '../../src/simple-api/project-page.ts';

const from = new URL('https://index.example/root/simple/De_mo/');
const sha256 = '0123456789abcdef'.repeat(4);

function files(html: string, address = from): readonly ListedFile[] {
  return parseProjectHtml(html, address).files;
}

function only(html: string, address = from): ListedFile {
  const [file, second] = files(html, address);
  expect(second).to.equal(undefined);
  if (file === undefined) throw new Error('no file was found');
  return file;
}

function digestOf(fragment: string): string | null {
  return only(`<a href="demo-1.0.tar.gz#${fragment}">x</a>`).sha256;
}

function meta(version: string): string {
  return `<meta name="pypi:repository-version" content="${version}">`;
}

describe('a project page in HTML', () => {
  it('is read with everything PEP 503 puts into an anchor', () => {
    const html = `<!DOCTYPE html><html><body><A HREF='demo-1.0.tar.gz#sha256=${sha256.toUpperCase()}'
      data-requires-python="&gt;=3.8" DATA-GPG-SIG=true>demo-1.0.tar.gz</A></body></html>`;
    expect(parseProjectHtml(html, from)).to.deep.equal({
      project: 'de-mo',
      files: [
        {
          filename: 'demo-1.0.tar.gz',
          url: new URL('https://index.example/root/simple/De_mo/demo-1.0.tar.gz'),
          sha256,
          size: null,
          uploadTime: null,
          requiresPython: '>=3.8',
          gpgSig: true,
        },
      ],
    });
  });

  const links: readonly (readonly [string, string, string])[] = [
    ['relative with dots', '../../+f/ab/demo-1.0.tar.gz', 'https://index.example/root/+f/ab/demo-1.0.tar.gz'],
    ['absolute path', '/packages/demo-1.0.tar.gz', 'https://index.example/packages/demo-1.0.tar.gz'],
    ['other host', 'http://files.example/demo-1.0.tar.gz', 'http://files.example/demo-1.0.tar.gz'],
    ['same scheme', '//files.example/demo-1.0.tar.gz', 'https://files.example/demo-1.0.tar.gz'],
    ['query', 'demo-1.0.tar.gz?token=a&amp;b=1', 'https://index.example/root/simple/De_mo/demo-1.0.tar.gz?token=a&b=1'],
  ];
  for (const [what, href, expected] of links) {
    it(`resolves a link: ${what}`, () => {
      const file = only(`<a href="${href}#sha256=${sha256}">demo-1.0.tar.gz</a>`);
      expect(file.url.href).to.equal(expected);
      expect(file).to.deep.include({ filename: 'demo-1.0.tar.gz', sha256 });
    });
  }

  it('decodes the file name from the URL, which is what is fetched, not from the text', () => {
    const file = only('<a href="demo-1.0%2Blocal-py3-none-any.whl">other-2.0-py3-none-any.whl</a>');
    expect(file.filename).to.equal('demo-1.0+local-py3-none-any.whl');
  });

  it('obeys the first base, and only an http one', () => {
    const anchor = '<a href="demo-1.0.tar.gz">x</a>';
    expect(only(`<base><base href="/files/"><base href="/not/">${anchor}`).url.pathname).to.equal(
      '/files/demo-1.0.tar.gz',
    );
    expect(only(`${anchor}<base href="http://cdn.example/">`).url.href).to.equal('http://cdn.example/demo-1.0.tar.gz');
    expect(only(`<base href="javascript:x/">${anchor}`).url.pathname).to.equal('/root/simple/De_mo/demo-1.0.tar.gz');
  });

  it('leaves out what is no file that can be fetched', () => {
    const html = `
      <a>no link</a><a href="">itself</a><a href="../">up</a><a href="#top">top</a>
      <a href="javascript:alert(1)//demo-1.0.tar.gz">x</a><a href="file:///demo-1.0.tar.gz">x</a>
      <a href="ftp://files.example/demo-1.0.tar.gz">x</a><a href="http://[/demo.whl">x</a>
      <a href="a%2F..%2Fetc">x</a><a href="bad%zz">x</a><a href="a%0Ab">x</a><a href="%2e%2e">x</a>
      <!-- <a href="demo-9.0.tar.gz">commented out</a> --><script>"<a href='demo-8.0.tar.gz'>"</script>`;
    expect(files(html)).to.deep.equal([]);
  });

  it('keeps an .asc that pypiserver lists as a link of its own', () => {
    const html = '<a href="/packages/demo-1.0.tar.gz">x</a><a href="/packages/demo-1.0.tar.gz.asc">x</a>';
    expect(files(html).map(({ filename }) => filename)).to.deep.equal(['demo-1.0.tar.gz', 'demo-1.0.tar.gz.asc']);
  });

  it('says of a signature only what the index says', () => {
    const claims = ['data-gpg-sig="true"', 'data-gpg-sig="FALSE"', 'data-gpg-sig', 'data-gpg-sig="maybe"', ''];
    const read = claims.map((claim) => only(`<a href="demo-1.0.tar.gz" ${claim}>x</a>`).gpgSig);
    expect(read).to.deep.equal([true, false, null, null, null]);
  });

  it('takes only a whole sha256 from the fragment', () => {
    expect(digestOf(`egg=demo&amp;sha256=${sha256}`)).to.equal(sha256);
    expect(digestOf(`sha256=${sha256}0`)).to.equal(null);
    expect(digestOf(`sha256=${sha256.slice(1)}`)).to.equal(null);
    expect(digestOf(`md5=${sha256.slice(32)}`)).to.equal(null);
    expect(digestOf(`notsha256=${sha256}`)).to.equal(null);
  });

  it('is not a login page that answered 200', () => {
    const login = '<form><input name="user"><input TYPE="Password" name="p"></form><a href="help.html">help</a>';
    expect(() => parseProjectHtml(login, from))
      .to.throw(PysignError, 'login page')
      .with.property('code', 'INDEX_FAILED');
  });

  it('of a later major version is not read as if it were known', () => {
    expect(files(meta('1.4'))).to.deep.equal([]);
    expect(() => files(meta('2.0'))).to.throw(PysignError, 'not of version 1');
  });
});
