import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Http } from '../../src/http/http.ts';
import { fetchSignature } from '../../src/indexes/fetch-signature.ts';
import { findListedCopy } from '../../src/indexes/listed-copy.ts';
import { type Upload, uploadFile } from '../../src/indexes/upload.ts';
import { useDevpi } from '../fixtures/devpi.ts';
import { buildSampleDistributions, buildSampleSdist, buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { json, reply, resetAfter, type Script, uploadedForm, useHostileIndex } from '../fixtures/hostile-index.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { eventually } from '../http/eventually.ts';
import { httpFor } from './plain-http.ts';
import { serverAt, SIGNATURE, uploadOf } from './sample-upload.ts';

const OTHER = Buffer.from('-----BEGIN PGP SIGNATURE-----\n\nanother\n-----END PGP SIGNATURE-----\n');

/** The bytes that an index serves beside a file; null for none. */
async function served(upload: Upload, uploadUrl: URL, http: Http): Promise<string | null> {
  const copy = await findListedCopy(upload, await serverAt(uploadUrl), http);
  if (copy.listed !== 'same') throw new Error(`the file is not listed as it was sent: ${copy.listed}`);
  const signature = await fetchSignature(copy.file.url, http);
  return signature.fetched === 'found' ? Buffer.from(signature.bytes).toString() : null;
}

describe('a signature that is sent as a file of its own', () => {
  const folder = useFolder();
  const http = httpFor();

  describe('to a real pypiserver', () => {
    const index = usePypiserver();

    it('is stored after the file of a wheel and of an sdist, and served beside it', async () => {
      const { wheel, sdist } = await buildSampleDistributions(folder.path);
      for (const path of [wheel, sdist]) {
        const upload = await uploadOf(path, { delivery: 'file' });
        const result = await uploadFile(upload, await serverAt(index.uploadUrl), http);
        expect(result).to.deep.equal({ outcome: 'uploaded', signature: { sending: 'uploaded' } });
        expect(await served(upload, index.uploadUrl, http)).to.equal(SIGNATURE.toString());
      }
    });

    it('is already there the second time, like its file', async () => {
      const upload = await uploadOf(await buildSampleSdist(folder.path), { delivery: 'file' });
      const result = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(result).to.deep.equal({ outcome: 'already-there', signature: { sending: 'already-there' } });
    });

    it('is refused, and nothing replaced, where another signature lies', async () => {
      const upload = await uploadOf(await buildSampleSdist(folder.path), { delivery: 'file', signature: OTHER });
      const { outcome, signature } = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(outcome).to.equal('already-there');
      expect(signature.sending === 'refused' && [signature.cause.code, ...signature.cause.details]).to.deep.equal([
        'FILE_EXISTS',
        `ours   sha256 ${createHash('sha256').update(OTHER).digest('hex')}`,
        `theirs sha256 ${createHash('sha256').update(SIGNATURE).digest('hex')}`,
      ]);
      expect(await served(upload, index.uploadUrl, http)).to.equal(SIGNATURE.toString());
    });

    it('is not sent when the name of its file is taken by other bytes', async () => {
      const path = await buildSampleSdist(await folder.sub('other'), { extra: { 'news.py': 'NEWS = 1\n' } });
      const upload = await uploadOf(path, { delivery: 'file', signature: OTHER });
      const result = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect([result.outcome, result.signature]).to.deep.equal(['refused', { sending: 'not-sent' }]);
    });

    it('is not sent at all where nobody wants it sent', async () => {
      const upload = await uploadOf(await buildSampleSdist(folder.path, { version: '2.0' }), { delivery: 'none' });
      const result = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(result).to.deep.equal({ outcome: 'uploaded', signature: { sending: 'not-sent' } });
      expect(readdirSync(index.folder)).to.include('demo-2.0.tar.gz').and.not.include('demo-2.0.tar.gz.asc');
    });

    it('goes with the file where nobody said how: that works there', async () => {
      const upload = await uploadOf(await buildSampleSdist(folder.path, { version: '3.0' }));
      const result = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(result).to.deep.equal({ outcome: 'uploaded', signature: { sending: 'with-file' } });
    });
  });

  describe('to a real devpi', () => {
    const index = useDevpi();

    it('is refused in its words, and the file is there', async () => {
      const authorised = httpFor(index.uploadUrl, index.credentials);
      const upload = await uploadOf(await buildSampleWheel(folder.path), { delivery: 'file' });
      const result = await uploadFile(upload, await serverAt(index.uploadUrl), authorised);
      expect(result.outcome).to.equal('uploaded');
      expect(result.signature.sending === 'refused' && result.signature.cause.message).to.match(
        /refuses demo-1\.0-py3-none-any\.whl\.asc: 400 .*archive/u,
      );
    });
  });

  describe('to an index of our own', () => {
    const index = useEmbeddedIndex();

    it('is refused in its words, and the file is there', async () => {
      const upload = await uploadOf(await buildSampleWheel(folder.path), { delivery: 'file' });
      const result = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(result.outcome).to.equal('uploaded');
      expect(result.signature.sending === 'refused' && result.signature.cause.message).to.include('extension');
    });
  });

  describe('to an index that does as the test says', () => {
    const index = useHostileIndex();
    let upload: Upload;
    before(async () => {
      upload = await uploadOf(await buildSampleSdist(folder.path), { delivery: 'file' });
    });

    /** The file is taken and listed, the signature answered so. */
    async function signatureAnswered(script: Script): Promise<unknown> {
      index.on('POST /legacy/', reply(200), script);
      const file = { filename: 'demo-1.0.tar.gz', url: '/f/demo-1.0.tar.gz', hashes: { sha256: upload.sha256 } };
      const page = { meta: { 'api-version': '1.0' }, name: 'demo', files: [file] };
      index.on('GET /simple/demo/', json(200, page, 'application/vnd.pypi.simple.v1+json'));
      const { outcome, signature } = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(outcome).to.equal('uploaded');
      return 'cause' in signature ? [signature.sending, signature.cause.code] : signature.sending;
    }

    it('is the form of its file, with its own name, bytes and digest', async () => {
      await signatureAnswered(reply(201));
      await eventually(() => index.requestsTo('POST /legacy/').length === 2);
      const [first, second] = index.requestsTo('POST /legacy/');
      if (first === undefined || second === undefined) throw new Error('there were no two uploads');
      const [ofFile, ofSignature] = await Promise.all([uploadedForm(first), uploadedForm(second)]);
      expect(ofFile.has('gpg_signature')).to.equal(false);
      expect(ofSignature.has('gpg_signature')).to.equal(false);
      const content = ofSignature.get('content');
      if (!(content instanceof File)) throw new Error('content is no file part');
      expect(content.name).to.equal('demo-1.0.tar.gz.asc');
      expect(Buffer.from(await content.arrayBuffer()).equals(SIGNATURE)).to.equal(true);
      expect(ofSignature.get('sha256_digest')).to.equal(createHash('sha256').update(SIGNATURE).digest('hex'));
      const same = [':action', 'name', 'version', 'filetype', 'pyversion', 'metadata_version'];
      expect(same.map((name) => ofSignature.get(name))).to.deep.equal(same.map((name) => ofFile.get(name)));
      expect(ofSignature.get('filetype')).to.equal('sdist');
    });

    it('is sent so to an index that is known to take nothing else, without anybody saying so', async () => {
      const gitea = new URL('/api/packages/team/pypi', index.url);
      index.on('POST /api/packages/team/pypi', reply(201));
      const { signature } = await uploadFile(await uploadOf(upload.distribution.path), await serverAt(gitea), http);
      expect(signature).to.deep.equal({ sending: 'uploaded' });
    });

    it('is settled by what is served after 409, a failure, and a broken connection', async () => {
      const answers: readonly (readonly [Script, string, string])[] = [
        [reply(409), 'already-there', 'refused,INDEX_REFUSED'],
        [reply(500), 'uploaded', 'failed,INDEX_FAILED'],
        [resetAfter(10), 'uploaded', 'failed,INDEX_UNREACHABLE'],
      ];
      for (const [script, whenServed, whenNot] of answers) {
        index.on('GET /f/demo-1.0.tar.gz.asc', reply(200, {}, SIGNATURE));
        expect(await signatureAnswered(script)).to.equal(whenServed);
        index.on('GET /f/demo-1.0.tar.gz.asc', reply(404));
        expect(String(await signatureAnswered(script))).to.equal(whenNot);
        index.on('GET /f/demo-1.0.tar.gz.asc', reply(200, {}, OTHER));
        expect(await signatureAnswered(script)).to.deep.equal(['refused', 'FILE_EXISTS']);
        index.on('GET /f/demo-1.0.tar.gz.asc', reply(503));
        expect(await signatureAnswered(script)).to.deep.equal(['unknown', 'INDEX_FAILED']);
      }
    });

    it('is unknown after a failure where its file is not listed', async () => {
      index.on('POST /legacy/', reply(200), reply(503));
      const { signature } = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(signature.sending === 'unknown' && signature.cause.code).to.equal('NOT_VISIBLE');
    });
  });
});
