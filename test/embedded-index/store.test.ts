import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startEmbeddedIndex } from '../../src/embedded-index/server.ts';
import { Store } from '../../src/embedded-index/store.ts';
import { PysignError } from '../../src/errors.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { fetched, listed, listedNames, sha256 } from './served.ts';
import { ARMOUR, post, signaturePart, uploadParts } from './upload-form.ts';

const filename = 'demo-1.0.tar.gz';
const place = { project: 'demo', filename };

async function failureOf(promise: Promise<unknown>): Promise<PysignError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof PysignError) return outcome;
  throw new Error('it did not fail as expected', { cause: outcome });
}

describe('the folder of an index', () => {
  const index = useEmbeddedIndex();
  let record = '';
  let genuine = '';

  before(async () => {
    const parts = uploadParts({ filename }, [signaturePart(ARMOUR)]);
    expect((await post(index.uploadUrl, parts)).status).to.equal(200);
    record = join(index.folder, 'records', 'demo', `${filename}.json`);
    genuine = await readFile(record, 'utf8');
  });
  afterEach(async () => writeFile(record, genuine));

  const attacks: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['a digest that climbs', { sha256: '../../../../../../etc/passwd' }, 'sha256'],
    ['a signature that climbs', { signature: { sha256: '../../x', size: 1 } }, 'signature.sha256'],
    ['a signature without size', { signature: { sha256: 'ab'.repeat(32) } }, 'signature.size'],
    ['the name of another file', { filename: 'other-1.0.tar.gz' }, 'filename'],
    ['a file name that climbs', { filename: '../../x.tar.gz' }, 'filename'],
    ['the name of another project', { name: 'other' }, 'name'],
    ['a version that is none', { version: '<b>' }, 'version'],
    ['an unknown kind', { packageType: 'bdist_egg' }, 'packageType'],
    ['a negative size', { size: -1 }, 'size'],
    ['no size', { size: null }, 'size'],
    ['a time that is none', { uploadTime: 'now' }, 'uploadTime'],
    ['a list as requires_python', { requiresPython: [] }, 'requiresPython'],
  ];
  for (const [what, changes, field] of attacks) {
    it(`is not believed when a record has ${what}`, async () => {
      await writeFile(record, JSON.stringify({ ...JSON.parse(genuine), ...changes }));
      const error = await failureOf(new Store(index.folder).find('demo', filename));
      expect(error.code).to.equal('INDEX_FAILED');
      expect(error.message).to.include(filename);
      expect(error.details.map((line) => line.split(':')[0])).to.include(field);
      expect(await index.status(new URL('simple/demo/', index.url))).to.equal(500);
      expect(await index.status(new URL(`files/demo/${filename}`, index.url))).to.equal(500);
    });
  }

  for (const text of ['', '{', 'null', '[]', '"record"', '{}']) {
    it(`is not believed when a record is ${JSON.stringify(text)}`, async () => {
      await writeFile(record, text);
      expect((await failureOf(new Store(index.folder).find('demo', filename))).code).to.equal('INDEX_FAILED');
    });
  }

  it('makes no file exist without a record: bytes that a killed process left do not count', async () => {
    const bytes = Buffer.from('left behind');
    const store = new Store(index.folder);
    const left = store.contentPath({ sha256: sha256(bytes), filename: 'left-1.0.tar.gz' });
    await mkdir(join(left, '..'), { recursive: true });
    await writeFile(left, bytes);
    await mkdir(join(index.folder, 'records', 'left'));
    expect(await store.projects()).to.deep.equal(['demo']);
    expect(await listed(index.url, 'left')).to.deep.equal([]);
    expect(await index.status(new URL('files/left/left-1.0.tar.gz', index.url))).to.equal(404);
    const other = uploadParts({ name: 'left', filename: 'left-1.0.post1.tar.gz', version: '1.0.post1', bytes });
    expect((await post(index.uploadUrl, other)).status).to.equal(200);
  });

  it('heals bytes that were damaged on the disk when they are sent again after their record was removed', async () => {
    const store = new Store(index.folder);
    const stored = await store.find(place.project, place.filename);
    if (stored === null) throw new Error('the record is gone');
    await writeFile(store.contentPath(stored), 'damaged');
    await rename(record, `${record}.away`);
    expect((await post(index.uploadUrl, uploadParts({ filename }))).status).to.equal(200);
    const [file] = await listed(index.url);
    expect(sha256((await fetched(file?.url ?? index.url)) ?? Buffer.alloc(0))).to.equal(stored.sha256);
  });

  it('answers 500 and says why when it cannot be written, after reading the whole upload', async () => {
    const incoming = join(index.folder, 'incoming');
    await rename(incoming, `${incoming}.away`);
    const bytes = Buffer.alloc(3 << 20);
    const parts = uploadParts({ name: 'full', filename: 'full-1.0.tar.gz', bytes }, [signaturePart(ARMOUR)]);
    const told = await post(index.uploadUrl, parts);
    expect(told.status).to.equal(500);
    expect(told.reason).to.include('The index failed: ENOENT');
    await rename(`${incoming}.away`, incoming);
    expect((await post(index.uploadUrl, parts)).status).to.equal(200);
  });

  it('ignores what is not its own', async () => {
    await writeFile(join(index.folder, 'records', 'notes.txt'), 'mine');
    await writeFile(join(index.folder, 'records', 'demo', 'notes.txt'), 'mine');
    expect(await listedNames(index.url)).to.deep.equal([filename]);
    expect(await new Store(index.folder).projects()).to.deep.equal(['demo', 'full', 'left']);
  });
});

describe('an index that cannot start', () => {
  const folder = useFolder();
  const options = { authentication: null, dropSignatures: false };

  it('says that the port is taken, and what to do', async () => {
    const first = await startEmbeddedIndex({ ...options, directory: await folder.sub('first'), port: 0 });
    try {
      const second = { ...options, directory: await folder.sub('second'), port: Number(first.url.port) };
      const error = await failureOf(startEmbeddedIndex(second));
      expect(error).to.deep.include({ code: 'ENVIRONMENT', next: 'use --port 0 for a free one' });
      expect(error.message).to.include(first.url.port);
    } finally {
      await first.close();
    }
  });

  it('says that its folder is none', async () => {
    const path = join(folder.path, 'a-file');
    await writeFile(path, '');
    const error = await failureOf(startEmbeddedIndex({ ...options, directory: path, port: 0 }));
    expect(error.code).to.equal('ENVIRONMENT');
    expect(error.message).to.include(path);
  });
});
