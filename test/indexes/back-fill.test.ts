import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type BackFill, backFillSignature } from '../../src/indexes/back-fill.ts';
import { findListedCopy } from '../../src/indexes/listed-copy.ts';
import { type Upload, uploadFile } from '../../src/indexes/upload.ts';
import type { ListedFile } from '../../src/simple-api/project-page.ts';
import { useDevpi } from '../fixtures/devpi.ts';
import { buildSampleSdist, buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { json, reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { httpFor } from './plain-http.ts';
import { serverAt, SIGNATURE, uploadOf } from './sample-upload.ts';

const OTHER = Buffer.from('-----BEGIN PGP SIGNATURE-----\n\nanother\n-----END PGP SIGNATURE-----\n');

function why(result: BackFill): string {
  if (result.backFill !== 'impossible') throw new Error(`it is ${result.backFill}`);
  return result.why;
}

describe('a half state on a real pypiserver', () => {
  const folder = useFolder();
  const index = usePypiserver();
  const http = httpFor();
  let version = 0;

  /** A new version in each test: pypiserver never forgets. */
  async function fresh(kind: 'wheel' | 'sdist', changes: Partial<Upload> = {}): Promise<Upload> {
    version += 1;
    const build = kind === 'wheel' ? buildSampleWheel : buildSampleSdist;
    return uploadOf(await build(folder.path, { version: `${String(version)}.0` }), changes);
  }

  async function send(upload: Upload): Promise<string> {
    return (await uploadFile(upload, await serverAt(index.uploadUrl), http)).outcome;
  }

  async function backFill(upload: Upload, listed: ListedFile | null = null): Promise<BackFill> {
    return backFillSignature(upload, listed, await serverAt(index.uploadUrl), http);
  }

  function stored({ distribution }: Upload): string {
    return readFileSync(join(index.folder, `${distribution.filename}.asc`), 'utf8');
  }

  for (const kind of ['wheel', 'sdist'] as const) {
    it(`is finished: the file of a ${kind} is there, and its signature comes after it`, async () => {
      const upload = await fresh(kind);
      expect(await send({ ...upload, signature: null })).to.equal('uploaded');
      expect(await backFill(upload)).to.deep.equal({ backFill: 'done' });
      expect(stored(upload)).to.equal(SIGNATURE.toString());
      expect(await backFill(upload)).to.deep.equal({ backFill: 'not-needed' });
    });
  }

  it('is finished also with the file as it was listed before, and with any delivery that was wished for', async () => {
    for (const delivery of ['field', 'file'] as const) {
      const upload = await fresh('wheel', { delivery });
      await send({ ...upload, signature: null });
      const copy = await findListedCopy(upload, await serverAt(index.uploadUrl), http);
      if (copy.listed !== 'same') throw new Error('the file is not listed');
      expect(await backFill(upload, copy.file)).to.deep.equal({ backFill: 'done' });
    }
  });

  it('is seen when a repeated upload finds the file: 409, and the signature was not taken', async () => {
    const upload = await fresh('sdist');
    await send({ ...upload, signature: null });
    expect(await send(upload)).to.equal('already-there');
    expect(readdirSync(index.folder)).not.to.include(`${upload.distribution.filename}.asc`);
    expect(await backFill(upload)).to.deep.equal({ backFill: 'done' });
    expect(await send(upload)).to.equal('already-there');
  });

  for (const [what, signature] of [
    ['ours', SIGNATURE],
    ['another', OTHER],
  ] as const) {
    it(`of ${what} signature without its file takes the file, though it is answered 409`, async () => {
      const upload = await fresh('wheel');
      writeFileSync(join(index.folder, `${upload.distribution.filename}.asc`), signature);
      const server = await serverAt(index.uploadUrl);
      expect((await findListedCopy(upload, server, http)).listed).to.equal('nothing');
      expect(await send(upload)).to.equal('already-there');
      expect((await findListedCopy(upload, server, http)).listed).to.equal('same');
      const then = await backFill(upload);
      if (signature === SIGNATURE) expect(then).to.deep.equal({ backFill: 'not-needed' });
      else expect(why(then)).to.include('with other bytes').and.include('replaces');
      expect(stored(upload)).to.equal(signature.toString());
    });

    it(`of ${what} signature without its file takes the file in delivery \`file\` too`, async () => {
      const upload = await fresh('sdist', { delivery: 'file' });
      writeFileSync(join(index.folder, `${upload.distribution.filename}.asc`), signature);
      const result = await uploadFile(upload, await serverAt(index.uploadUrl), http);
      expect(result.outcome).to.equal('uploaded');
      expect(result.signature.sending).to.equal(signature === SIGNATURE ? 'already-there' : 'refused');
    });
  }

  it('is left alone where there is no signature to deliver, or none is to be sent', async () => {
    expect(await backFill(await fresh('wheel', { signature: null }))).to.deep.equal({ backFill: 'not-needed' });
    expect(await backFill(await fresh('wheel', { delivery: 'none' }))).to.deep.equal({ backFill: 'not-needed' });
  });

  it('is unknown while the file is not listed: nothing is sent', async () => {
    const result = await backFill(await fresh('wheel'));
    expect(result.backFill === 'unknown' && result.cause.code).to.equal('NOT_VISIBLE');
  });
});

describe('a file without its signature stays so', () => {
  const folder = useFolder();
  const devpi = useDevpi();
  const embedded = useEmbeddedIndex();
  const hostile = useHostileIndex();
  let upload: Upload;
  before(async () => {
    upload = await uploadOf(await buildSampleSdist(folder.path));
  });

  it('on a real devpi, which is said in plain words', async () => {
    const http = httpFor(devpi.uploadUrl, devpi.credentials);
    const server = await serverAt(devpi.uploadUrl);
    await uploadFile(upload, server, http);
    expect(why(await backFillSignature(upload, null, server, http))).to.equal(
      'devpi stores no OpenPGP signatures, so demo-1.0.tar.gz.asc has no place there',
    );
  });

  it('on an index of our own, which is said in plain words', async () => {
    const server = await serverAt(embedded.uploadUrl);
    await uploadFile({ ...upload, signature: null }, server, httpFor());
    expect(why(await backFillSignature(upload, null, server, httpFor()))).to.equal(
      'pysign index takes a signature only together with its file, and has the file already',
    );
    await uploadFile(upload, server, httpFor());
    expect((await backFillSignature(upload, null, server, httpFor())).backFill).to.equal('impossible');
  });

  function listed(): void {
    const file = { filename: 'demo-1.0.tar.gz', url: '/f/demo-1.0.tar.gz', hashes: { sha256: upload.sha256 } };
    const page = { meta: { 'api-version': '1.0' }, name: 'demo', files: [file] };
    hostile.on('GET /simple/demo/', json(200, page, 'application/vnd.pypi.simple.v1+json'));
  }

  it('on an index that nobody knows, unless its owner says that it takes signatures as files', async () => {
    listed();
    hostile.on('POST /legacy/', reply(200));
    const server = await serverAt(hostile.uploadUrl);
    expect(why(await backFillSignature(upload, null, server, httpFor()))).to.include('nobody knows');
    expect(hostile.requestsTo('POST /legacy/').length).to.equal(0);
    const asFile = { ...upload, delivery: 'file' as const };
    expect(await backFillSignature(asFile, null, server, httpFor())).to.deep.equal({ backFill: 'done' });
  });

  it('when the index refuses it, with its words', async () => {
    listed();
    hostile.on('POST /legacy/', reply(400, {}, 'no signatures please'));
    const asFile = { ...upload, delivery: 'file' as const };
    const result = await backFillSignature(asFile, null, await serverAt(hostile.uploadUrl), httpFor());
    expect(result.backFill === 'refused' && result.cause.message).to.include('no signatures please');
  });

  it('when what is served cannot be read: nothing is sent on a guess', async () => {
    listed();
    hostile.on('GET /f/demo-1.0.tar.gz.asc', reply(503));
    const asFile = { ...upload, delivery: 'file' as const };
    const result = await backFillSignature(asFile, null, await serverAt(hostile.uploadUrl), httpFor());
    expect(result.backFill === 'unknown' && result.cause.code).to.equal('INDEX_FAILED');
    expect(hostile.requestsTo('POST /legacy/').length).to.equal(0);
  });
});
