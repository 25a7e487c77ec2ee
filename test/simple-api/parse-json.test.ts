import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { parseProjectJson } from '../../src/simple-api/parse-json.ts';

const from = new URL('https://index.example/root/simple/demo/');
const sha256 = 'ab'.repeat(32);

function page(file: object, more: object = {}): unknown {
  return { meta: { 'api-version': '1.1' }, name: 'demo', files: [file], ...more };
}

function refused(body: unknown): PysignError {
  try {
    parseProjectJson(body, from);
  } catch (error) {
    if (error instanceof PysignError) return error;
    throw error;
  }
  throw new Error('the page was accepted');
}

describe('a project page in JSON', () => {
  it('is read with everything PEP 691 and PEP 700 say of a file', () => {
    const file = {
      filename: 'demo-1.0.tar.gz',
      url: 'https://files.example/a%20b/demo-1.0.tar.gz?x=1#sha256=ff',
      hashes: { sha256: sha256.toUpperCase(), md5: 'x' },
      'requires-python': '>=3.8,<4',
      size: 1131,
      'upload-time': '2024-01-02T03:04:05.678901Z',
      'gpg-sig': true,
      yanked: false,
    };
    expect(parseProjectJson(page(file, { name: 'De_mo.X', versions: ['1.0'] }), from)).to.deep.equal({
      project: 'de-mo-x',
      files: [
        {
          filename: 'demo-1.0.tar.gz',
          url: new URL('https://files.example/a%20b/demo-1.0.tar.gz?x=1'),
          sha256,
          size: 1131,
          uploadTime: '2024-01-02T03:04:05.678901Z',
          requiresPython: '>=3.8,<4',
          gpgSig: true,
        },
      ],
    });
  });

  it('may leave out what the standard calls optional, or say null', () => {
    const bare = { filename: 'demo-1.0.tar.gz', url: '../../files/demo-1.0.tar.gz', hashes: {} };
    const spelt = { ...bare, 'requires-python': null, size: null, 'upload-time': null, 'gpg-sig': null };
    const expected = {
      filename: 'demo-1.0.tar.gz',
      url: new URL('https://index.example/root/files/demo-1.0.tar.gz'),
      sha256: null,
      size: null,
      uploadTime: null,
      requiresPython: null,
      gpgSig: null,
    };
    for (const file of [bare, spelt]) expect(parseProjectJson(page(file), from).files).to.deep.equal([expected]);
  });

  it('does not choose our credentials', () => {
    const file = { filename: 'demo-1.0.tar.gz', url: '//ada:secret@files.example/demo-1.0.tar.gz', hashes: {} };
    const [listed] = parseProjectJson(page(file), from).files;
    expect(listed?.url.href).to.equal('https://files.example/demo-1.0.tar.gz');
  });

  it('is refused with every wrong field named at once', () => {
    const error = refused({
      meta: { 'api-version': 1.1 },
      files: [
        { filename: '../../etc/passwd', url: 'file:///etc/passwd', hashes: { sha256: 'short' }, size: -1 },
        {
          filename: 'line\nbreak',
          url: 'http://',
          hashes: [],
          size: 1.5,
          'gpg-sig': 'yes',
          'upload-time': 'yesterday',
        },
        'demo-1.0.tar.gz',
      ],
    });
    expect(error.code).to.equal('INDEX_FAILED');
    expect(error.message).to.include(from.href);
    const fields = error.details.map((line) => line.split(':')[0]);
    expect(fields).to.have.members([
      'meta.api-version',
      'name',
      'files[0].filename',
      'files[0].url',
      'files[0].hashes.sha256',
      'files[0].size',
      'files[1].filename',
      'files[1].url',
      'files[1].hashes',
      'files[1].size',
      'files[1].gpg-sig',
      'files[1].upload-time',
      'files[2]',
      'files[2].filename',
      'files[2].url',
      'files[2].hashes',
    ]);
  });

  it('cannot flood the report with wrong fields', () => {
    const error = refused({
      meta: { 'api-version': '1.0' },
      name: 'demo',
      files: Array.from({ length: 5000 }, () => 1),
    });
    expect(error.details).to.have.length(21);
    expect(error.details.at(-1)).to.match(/^and \d+ more$/u);
  });

  it('never lets a value of the server into the report', () => {
    const error = refused(page({ filename: 'a/secret', url: 'ftp://secret/', hashes: { sha256: 'secret' } }));
    expect(JSON.stringify(error.details)).not.to.include('secret');
  });

  for (const body of [null, 'page', [], 7, {}]) {
    it(`is not ${JSON.stringify(body)}`, () => {
      expect(refused(body).code).to.equal('INDEX_FAILED');
    });
  }

  it('of a later major version is not read as if it were known', () => {
    expect(refused({ meta: { 'api-version': '2.0' }, name: 'demo', files: [] }).message).to.include('not of version 1');
    expect(parseProjectJson({ meta: { 'api-version': '1.99' }, name: 'demo', files: [] }, from).files).to.deep.equal(
      [],
    );
  });

  it('cannot smuggle fields in through its prototype', () => {
    const body: unknown = JSON.parse('{"__proto__": {"name": "demo", "files": [], "meta": {"api-version": "1.0"}}}');
    expect(refused(body).details.join('\n')).to.include('name: must be a string');
  });
});
