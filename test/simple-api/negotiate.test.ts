import { expect } from 'chai';
import { ACCEPT_SIMPLE, preferredType, simpleFormat, simpleMediaType } from '../../src/simple-api/negotiate.ts';

const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';
const HTML_PAGE = 'application/vnd.pypi.simple.v1+html';

describe('negotiation of the simple API', () => {
  const answers: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'text/html'],
    ['', 'text/html'],
    ['*/*', 'text/html'],
    ['text/*', 'text/html'],
    ['application/*', JSON_PAGE],
    ['image/png', 'text/html'],
    [ACCEPT_SIMPLE, JSON_PAGE],
    [JSON_PAGE, JSON_PAGE],
    [HTML_PAGE, HTML_PAGE],
    ['application/vnd.pypi.simple.latest+json', JSON_PAGE],
    ['application/vnd.pypi.simple.latest+html', HTML_PAGE],
    ['application/vnd.pypi.simple.v2+json', 'text/html'],
    [`${JSON_PAGE};q=0.1, text/html;q=0.9`, 'text/html'],
    [`${JSON_PAGE};q=0, */*`, 'text/html'],
    [`text/html;q=0, ${JSON_PAGE};q=0.001`, JSON_PAGE],
    [`TEXT/HTML; Q=0.2 , ${JSON_PAGE.toUpperCase()}`, JSON_PAGE],
  ];
  for (const [accept, expected] of answers) {
    it(`answers ${String(accept)} with ${expected}`, () => {
      expect(simpleMediaType(accept)).to.equal(expected);
    });
  }

  it('finds nothing for a client that wants none of the offers, or says nothing', () => {
    expect(preferredType('image/png', ['text/html'])).to.equal(null);
    expect(preferredType('text/html;q=0', ['text/html'])).to.equal(null);
    expect(preferredType(undefined, ['text/html'])).to.equal(null);
  });

  it('tells a reader how to parse an answer, and when not to', () => {
    expect(simpleFormat(`${JSON_PAGE}; charset=utf-8`)).to.equal('json');
    expect(simpleFormat(HTML_PAGE)).to.equal('html');
    expect(simpleFormat('Text/HTML;charset=UTF-8')).to.equal('html');
    expect(simpleFormat(undefined)).to.equal('html');
    expect(simpleFormat('application/vnd.pypi.simple.v2+json')).to.equal(null);
    expect(simpleFormat('application/json')).to.equal(null);
    expect(simpleFormat('text/plain')).to.equal(null);
  });
});
