import { expect } from 'chai';
import { array, assert, constantFrom, property } from 'fast-check';
import { relativeReference } from '../../src/simple-api/file-url.ts';

const page = new URL('https://index.example/root/simple/demo/');

describe('the link from a page to a file', () => {
  const links: readonly (readonly [string, string])[] = [
    ['https://index.example/root/files/demo/a.whl', '../../files/demo/a.whl'],
    ['https://index.example/root/simple/demo/a.whl', './a.whl'],
    ['https://index.example/root/simple/demo/more/a.whl', './more/a.whl'],
    ['https://index.example/a.whl', '../../../a.whl'],
    ['https://index.example/root/simple/demo', '../demo'],
    ['https://index.example/root/files/a%2Bb.whl?x=1', '../../files/a%2Bb.whl?x=1'],
    ['https://index.example/root/simple/demo/mailto:a', './mailto:a'],
    ['https://files.example/root/files/a.whl', 'https://files.example/root/files/a.whl'],
    ['http://index.example/root/files/a.whl', 'http://index.example/root/files/a.whl'],
    ['https://index.example:8443/a.whl', 'https://index.example:8443/a.whl'],
  ];
  for (const [file, link] of links) {
    it(`is ${link}`, () => {
      expect(relativeReference(new URL(file), page)).to.equal(link);
      expect(new URL(link, page).href).to.equal(file);
    });
  }

  it('leads to the file, from whatever page, and names no host', () => {
    const segment = constantFrom('', 'a', 'b', 'c:d', '%2F', '%2e', 'x y', 'ü', '@', '~', '.', '..');
    const path = array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);
    const query = constantFrom('', '?q=/x/', '#part');
    assert(
      property(path, path, query, (to, from, search) => {
        const file = new URL(`http://one.example${to}${search}`);
        file.hash = '';
        const link = relativeReference(file, new URL(`http://one.example${from}`));
        expect(link).not.to.include('one.example');
        expect(new URL(link, `http://one.example${from}`).href).to.equal(file.href);
        expect(new URL(link, `https://two.example:8443${from}`).host).to.equal('two.example:8443');
      }),
    );
  });
});
