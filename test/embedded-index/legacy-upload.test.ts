import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { createBLAKE2b } from 'hash-wasm';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFreshUpload } from './fresh-upload.ts';
import { fetched, listed, listedFile, listedNames, sha256 } from './served.ts';
import { ARMOUR, field, filePart, post, signaturePart, uploadParts, withFields } from './upload-form.ts';

describe('an upload as PyPI took it while it kept signatures', () => {
  const index = useEmbeddedIndex();
  const upload = useFreshUpload(index);

  it('answers 200 without a body, and has the file and its signature byte for byte', async () => {
    expect(await upload.send(signaturePart(ARMOUR))).to.deep.include({ status: 200, text: '' });
    const file = await listedFile(index.url, upload.filename, upload.name);
    expect(file).to.deep.include({ sha256: sha256(upload.bytes), size: upload.bytes.length, gpgSig: true });
    expect(await fetched(file.url)).to.deep.equal(upload.bytes);
    expect(await upload.keptSignature()).to.equal(ARMOUR);
  });

  it('is taken at / as well, and with :action in the query', async () => {
    expect((await post(index.url, upload.parts())).status).to.equal(200);
    upload.filename = `${upload.name}-1.0-cp312-none-any.whl`;
    upload.bytes = Buffer.from('other');
    const url = new URL('?:action=file_upload', index.uploadUrl);
    expect((await post(url, withFields(upload.parts(), { ':action': null }))).status).to.equal(200);
    expect(await listedNames(index.url, upload.name)).to.have.length(2);
  });

  it('without :action is 404, and without the slash a 308', async () => {
    expect((await post(index.uploadUrl, withFields(upload.parts(), { ':action': null }))).status).to.equal(404);
    expect((await post(index.uploadUrl, withFields(upload.parts(), { ':action': 'submit' }))).status).to.equal(404);
    expect((await post(new URL('legacy', index.url), upload.parts())).status).to.equal(308);
    expect((await post(new URL('simple/', index.url), upload.parts())).status).to.equal(405);
    await upload.expectNothingStored();
  });

  it('with other bytes under the same name is 400 File already exists', async () => {
    await upload.send();
    const kept = upload.bytes;
    upload.bytes = Buffer.from('other bytes');
    const told = await upload.send();
    expect(told.status).to.equal(400);
    expect(told.reason).to.match(/^File already exists\. /u);
    expect(told.text).to.include('File already exists. ').and.include(sha256(kept));
    const [file] = await listed(index.url, upload.name);
    expect(file?.sha256).to.equal(sha256(kept));
  });

  it('with the same bytes under another name is 400 File already exists', async () => {
    await upload.send();
    const first = upload.filename;
    upload.filename = `${upload.name}-1.0-cp312-none-any.whl`;
    expect((await upload.send()).reason).to.match(/^File already exists\. /u);
    expect(await listedNames(index.url, upload.name)).to.deep.equal([first]);
  });

  it('of a second sdist of a release is 400', async () => {
    upload.filename = `${upload.name}-1.0.tar.gz`;
    await upload.send();
    upload.filename = `${upload.name.toUpperCase()}-1.0.0.tar.gz`;
    upload.bytes = Buffer.from('another spelling');
    expect((await upload.send()).reason).to.equal('Only one sdist may be uploaded per release.');
    upload.filename = `${upload.name}-1.1.tar.gz`;
    const next = uploadParts({ name: upload.name, filename: upload.filename, bytes: upload.bytes, version: '1.1' });
    expect((await post(index.uploadUrl, next)).status).to.equal(200);
  });

  it('must have at least one digest, and all that are sent must be right', async () => {
    const right = {
      sha256_digest: sha256(upload.bytes),
      md5_digest: createHash('md5').update(upload.bytes).digest('hex'),
      blake2_256_digest: (await createBLAKE2b(256)).init().update(upload.bytes).digest('hex'),
    };
    const bare = withFields(upload.parts(), { sha256_digest: null });
    expect((await post(index.uploadUrl, bare)).reason).to.equal('Error: Include at least one message digest.');
    const digests = Object.entries(right);
    for (const [wrong] of digests) {
      const claims = digests.map(([digest, hex]) =>
        field(digest, digest === wrong ? hex.replace(/^./u, (c) => (c === '0' ? '1' : '0')) : hex),
      );
      for (const form of [
        [...claims, ...bare],
        [...bare, ...claims],
        [...claims.slice(1), ...bare, ...claims.slice(0, 1)],
      ]) {
        const told = await post(index.uploadUrl, form);
        expect(told.reason).to.equal('The digest supplied does not match a digest calculated from the uploaded file.');
      }
    }
    await upload.expectNothingStored();
    const upper = digests.map(([digest, hex]) => field(digest, hex.toUpperCase()));
    expect((await post(index.uploadUrl, [...bare, ...upper])).status).to.equal(200);
  });

  for (const digest of ['md5_digest', 'blake2_256_digest', 'sha256_digest']) {
    it(`needs no other digest than ${digest}`, async () => {
      const hex = { md5_digest: 'md5', sha256_digest: 'sha256' }[digest];
      const value =
        hex === undefined
          ? (await createBLAKE2b(256)).init().update(upload.bytes).digest('hex')
          : createHash(hex).update(upload.bytes).digest('hex');
      const form = [field(digest, value), ...withFields(upload.parts(), { sha256_digest: null })];
      expect((await post(index.uploadUrl, form)).status).to.equal(200);
      expect((await listedFile(index.url, upload.filename, upload.name)).sha256).to.equal(sha256(upload.bytes));
    });
  }

  it('reads over unknown fields, a very long description and repeated lists', async () => {
    const more = [
      field('description', 'long '.repeat(100_000)),
      field('attestations', '[]'),
      field('x'.repeat(500), 'y'),
      ...Array.from({ length: 500 }, (_, position) => field('classifiers', `Topic :: ${String(position)}`)),
    ];
    expect((await upload.send(...more)).status).to.equal(200);
    expect((await listedFile(index.url, upload.filename, upload.name)).sha256).to.equal(sha256(upload.bytes));
  });

  it('takes nothing but content and gpg_signature as a file, and content once', async () => {
    expect((await upload.send(filePart('attestations', 'a.json', '[]'))).reason).to.equal(
      'attestations: Must not be a file.',
    );
    expect((await upload.send(filePart('content', upload.filename, 'first'))).reason).to.equal(
      'content: Must be sent once only.',
    );
    expect((await post(index.uploadUrl, withFields(upload.parts(), { content: null }))).status).to.equal(400);
    const asField = [...withFields(upload.parts(), { content: null }), field('content', 'upload.bytes')];
    expect((await post(index.uploadUrl, asField)).reason).to.equal('Upload payload does not have a file.');
    await upload.expectNothingStored();
  });
});
