import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Http } from '../../src/http/http.ts';
import { fetchSignature } from '../../src/indexes/fetch-signature.ts';
import type { IndexServer } from '../../src/indexes/index-server.ts';
import { readHasSig } from '../../src/indexes/json-api.ts';
import { sha256Of } from '../../src/indexes/listed-digest.ts';
import { readProject } from '../../src/indexes/listing.ts';
import { uploadFile } from '../../src/indexes/upload.ts';
import type { ListedFile } from '../../src/simple-api/project-page.ts';
import { useDevpi } from '../fixtures/devpi.ts';
import { buildSampleDistributions, buildSampleSdist } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { httpFor } from './plain-http.ts';
import { serverAt, SIGNATURE, uploadOf } from './sample-upload.ts';

async function listed(server: IndexServer, filename: string, http: Http): Promise<ListedFile> {
  const listing = await readProject(server, 'demo', http);
  const files = listing.listing === 'found' ? listing.page.files : [];
  const file = files.find((candidate) => candidate.filename === filename);
  if (file === undefined) throw new Error(`${filename} is not listed`);
  return file;
}

describe('an upload to a real pypiserver', () => {
  const folder = useFolder();
  const index = usePypiserver();
  const http = httpFor();

  it('lists no project before', async () => {
    expect(await readProject(await serverAt(index.uploadUrl), 'demo', http)).to.deep.equal({ listing: 'absent' });
  });

  it('is listed with our digest, and its signature is served byte for byte', async () => {
    const server = await serverAt(index.uploadUrl);
    const { wheel, sdist } = await buildSampleDistributions(folder.path, { payloadBytes: 2_500_000 });
    for (const path of [wheel, sdist]) {
      const upload = await uploadOf(path);
      const { filename } = upload.distribution;
      expect(await uploadFile(upload, server, http)).to.deep.include({ outcome: 'uploaded' });
      const file = await listed(server, filename, http);
      expect(await sha256Of(file, upload.size, http)).to.equal(upload.sha256);
      const { url } = file;
      const signature = await fetchSignature(url, http);
      expect(signature).to.deep.include({ fetched: 'found', bytes: SIGNATURE });
      const served = await http.get(url, { accept: '*/*', maxBytes: upload.size });
      expect((await readFile(path)).equals(Buffer.from(served.body))).to.equal(true);
    }
    expect(await readHasSig(server, 'demo', '1.0', http)).to.equal(null);
  });

  it('is already there the second time', async () => {
    const upload = await uploadOf(await buildSampleSdist(folder.path, {}));
    expect(await uploadFile(upload, await serverAt(index.uploadUrl), http)).to.deep.include({
      outcome: 'already-there',
    });
  });

  it('is refused with both digests under a name that is taken', async () => {
    const theirs = await uploadOf(await buildSampleSdist(folder.path, {}));
    const ours = await uploadOf(await buildSampleSdist(folder.path, { extra: { 'news.py': 'NEWS = 1\n' } }));
    const outcome = await uploadFile(ours, await serverAt(index.uploadUrl), http);
    expect(outcome.outcome === 'refused' && [outcome.cause.code, ...outcome.cause.details]).to.deep.equal([
      'FILE_EXISTS',
      `ours   sha256 ${ours.sha256}`,
      `theirs sha256 ${theirs.sha256}`,
    ]);
  });

  it('to the address of the listing is refused, and the right address is named', async () => {
    const upload = await uploadOf(await buildSampleSdist(folder.path, { version: '4.0' }));
    const legacy = new URL('/legacy/', index.uploadUrl);
    const outcome = await uploadFile(upload, await serverAt(legacy), http);
    expect(outcome.outcome === 'refused' && outcome.cause.next).to.equal(`--repository-url ${index.uploadUrl.href}`);
  });
});

describe('an upload to a real devpi', () => {
  const folder = useFolder();
  const index = useDevpi();

  it('is listed with our digest, and its signature is gone', async () => {
    const http = httpFor(index.uploadUrl, index.credentials);
    const server = await serverAt(index.uploadUrl);
    expect(await readProject(server, 'demo', http)).to.deep.equal({ listing: 'absent' });
    const { wheel, sdist } = await buildSampleDistributions(folder.path, { payloadBytes: 2_500_000 });
    for (const path of [wheel, sdist]) {
      const upload = await uploadOf(path);
      expect(await uploadFile(upload, server, http)).to.deep.include({ outcome: 'uploaded' });
      const file = await listed(server, upload.distribution.filename, http);
      expect(file.sha256).to.equal(upload.sha256);
      expect(await fetchSignature(file.url, http)).to.deep.equal({ fetched: 'absent' });
    }
  });

  it('is refused with both digests under a name that is taken', async () => {
    const ours = await uploadOf(await buildSampleSdist(folder.path, { extra: { 'news.py': 'NEWS = 1\n' } }));
    const http = httpFor(index.uploadUrl, index.credentials);
    const outcome = await uploadFile(ours, await serverAt(index.uploadUrl), http);
    expect(outcome.outcome === 'refused' && outcome.cause.code).to.equal('FILE_EXISTS');
  });

  it('is refused without credentials, and with wrong ones', async () => {
    const upload = await uploadOf(await buildSampleSdist(folder.path, { version: '4.0' }));
    const server = await serverAt(index.uploadUrl);
    const wrong = { ...index.credentials, password: 'falsch' };
    for (const http of [httpFor(), httpFor(index.uploadUrl, wrong)]) {
      const outcome = await uploadFile(upload, server, http);
      expect(outcome.outcome === 'refused' && outcome.cause.code).to.equal('CREDENTIALS_REFUSED');
    }
    expect((await index.files('demo')).join()).not.to.include('4.0');
  });
});
