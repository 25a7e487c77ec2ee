import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { listed, listedNames } from './served.ts';
import { field, post, send, uploadParts, withFields } from './upload-form.ts';

describe('the fields of an upload', () => {
  const index = useEmbeddedIndex();

  const wrong: readonly (readonly [string, Record<string, string | null>, RegExp])[] = [
    ['another protocol', { protocol_version: '2' }, /^Unknown protocol version\.$/u],
    ['no metadata version', { metadata_version: null }, /^metadata_version: /u],
    ['no name', { name: null }, /^name: This field is required\.$/u],
    ['an empty name', { name: '' }, /^name: This field is required\.$/u],
    ['a name of UNKNOWN', { name: 'UNKNOWN' }, /^name: /u],
    ['a name that climbs', { name: '../demo' }, /^name: /u],
    ['a name with a slash', { name: 'de/mo' }, /^name: /u],
    ['a name with a control character', { name: 'de\u0007mo' }, /^name: /u],
    ['a name that is a dot', { name: '.' }, /^name: /u],
    ['a name that is too long', { name: 'd'.repeat(201) }, /^name: /u],
    ['no version', { version: null }, /^version: /u],
    ['a version that is none', { version: 'one' }, /^version: /u],
    ['a version that climbs', { version: '1.0/..' }, /^version: /u],
    ['a version with a line break', { version: '1.0\n' }, /^version: /u],
    ['no filetype', { filetype: null }, /^filetype: /u],
    ['an old filetype', { filetype: 'bdist_egg' }, /^filetype: Use a known file type\.$/u],
    ['the filetype of an sdist', { filetype: 'sdist' }, /^filetype: Must be bdist_wheel/u],
    ['no Python version of a wheel', { pyversion: null }, /^pyversion: /u],
    ['a Python version with a control character', { pyversion: 'py3\u0000' }, /^pyversion: /u],
    ['markup as requires_python', { requires_python: '>=3\r\nX: y' }, /^requires_python: /u],
    ['a value without end', { requires_python: '>'.repeat(70_000) }, /^requires_python: The value is too long\.$/u],
    ["another project's name", { name: 'other' }, /^Start filename for 'other'/u],
    ['another version', { version: '1.1' }, /^Start filename for 'demo' 1\.1/u],
  ];
  for (const [what, changes, reason] of wrong) {
    it(`are refused with ${what}`, async () => {
      const parts = uploadParts({}, [field('requires_python', '>=3.8')]);
      const told = await post(index.uploadUrl, withFields(parts, changes));
      expect(told.status).to.equal(400);
      expect(told.reason).to.match(reason);
      expect(await listed(index.url)).to.deep.equal([]);
    });
  }

  it('are refused when they are sent twice', async () => {
    const told = await post(index.uploadUrl, uploadParts({}, [field('name', 'demo')]));
    expect(told).to.deep.include({ status: 400, reason: 'name: Must be sent once only.' });
  });

  const filenames = [
    '../demo-1.0-py3-none-any.whl',
    'a/demo-1.0-py3-none-any.whl',
    'a\\demo-1.0-py3-none-any.whl',
    '/demo-1.0-py3-none-any.whl',
    '.demo-1.0-py3-none-any.whl',
    'demo-1.0-py3\u0000-none-any.whl',
    'demo-1.0-py3 none-any.whl',
    'demo-1.0-pÿ3-none-any.whl',
    'demo-1.0.zip',
    'demo-1.0.exe',
    '.whl',
    'demo.whl',
    `demo-1.0-${'x'.repeat(250)}.whl`,
  ];
  for (const filename of filenames) {
    it(`are refused with the file name ${JSON.stringify(filename.slice(0, 40))}`, async () => {
      const filetype = filename.endsWith('.whl') ? 'bdist_wheel' : 'sdist';
      const told = await post(index.uploadUrl, uploadParts({ filename, filetype }));
      expect(told.status).to.equal(400);
      expect(await listed(index.url)).to.deep.equal([]);
    });
  }

  it('that were refused left nothing in the folder', async () => {
    const files = await readdir(index.folder, { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name))).to.deep.equal(
      [],
    );
  });

  const spellings: readonly (readonly [string, string, string, string])[] = [
    ['Old-Name.x', '1.0', 'Old-Name.x-1.0.tar.gz', 'old-name-x'],
    ['siterank', '0.2', 'siterank-0.2.tar.gz', 'siterank'],
    ['with_dash', '1.0-1', 'with-dash-1.0-1.tar.gz', 'with-dash'],
    ['local', '1.0+abc.1', 'local-1.0+abc.1-py3-none-any.whl', 'local'],
    ['local2', '1.0+abc.1', 'local2-1.0_abc.1-py3-none-any.whl', 'local2'],
    ['epoch', '1!1.0', 'epoch-1!1.0-py3-none-any.whl', 'epoch'],
    ['Spelt.Version', '1.0.0RC1', 'spelt_version-1.0rc1-py3-none-any.whl', 'spelt-version'],
  ];
  for (const [name, version, filename, project] of spellings) {
    it(`know ${filename} as a file of ${name} ${version}`, async () => {
      const told = await post(index.uploadUrl, uploadParts({ name, version, filename }));
      expect(told.reason).to.equal('OK');
      const [file] = await listed(index.url, project);
      expect(file?.filename).to.equal(filename);
      expect(await index.status(file?.url ?? '')).to.equal(200);
    });
  }

  it('must come as multipart/form-data', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'application/json',
      'multipart/form-data',
      'multipart/mixed; boundary=a',
      'multipart/form-data; charset=utf-8',
    ]) {
      const told = await send(index.uploadUrl, {
        headers: { 'content-type': type },
        body: Buffer.from(':action=file_upload'),
      });
      expect(told.status, type).to.equal(400);
    }
    expect(await listedNames(index.url, 'demo')).to.deep.equal([]);
  });

  it('are refused in the words and the form the client asked for', async () => {
    const parts = withFields(uploadParts({}), { name: '<b>"' });
    const message = 'name: Start and end with a letter or numeral; in between also . - _';
    const json = await post(index.uploadUrl, parts, { accept: 'application/json' });
    expect(JSON.parse(json.text)).to.deep.equal({ message, code: `400 ${message}`, title: 'Bad Request' });
    expect(json).to.deep.include({ status: 400, reason: message, type: 'application/json' });
    const html = await post(index.uploadUrl, parts, { accept: 'text/html, application/json;q=0.5' });
    expect(html.type).to.include('text/html');
    expect(html.text).to.include(message).and.include('<!DOCTYPE html>');
    const plain = await post(index.uploadUrl, parts, { accept: 'text/plain' });
    expect(plain.type).to.include('text/plain');
    expect(plain.text).to.include(message).and.not.include('<');
  });

  it('cannot write headers of their own through a message', async () => {
    const filename = 'demo-1.0-pÿ3\u0007-none-any.whl';
    const asFile = withFields(uploadParts({ filename }), {});
    const told = await post(index.uploadUrl, [...asFile, { name: 'é\u0007x', value: '', filename: 'f', type: null }]);
    expect(told.status).to.equal(400);
    expect(told.reason).to.match(/^[\u0020-\u007E]+$/u);
  });
});
