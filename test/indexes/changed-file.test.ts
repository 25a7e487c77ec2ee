import { spawnSync } from 'node:child_process';
import { appendFileSync, openSync, closeSync, readdirSync, truncateSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { createHttp } from '../../src/http/client.ts';
import type { Http } from '../../src/http/http.ts';
import { usualSurroundings } from '../../src/http/surroundings.ts';
import { type Upload, uploadFile } from '../../src/indexes/upload.ts';
import { useDevpi } from '../fixtures/devpi.ts';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { reply, useHostileIndex } from '../fixtures/hostile-index.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { eventually } from '../http/eventually.ts';
import { httpFor } from './plain-http.ts';
import { serverAt, uploadOf } from './sample-upload.ts';

const MIB = 1 << 20;

/** What happens to a file of six MiB after its first MiB was sent. */
const changes: readonly (readonly [string, (path: string) => void])[] = [
  ['grows', (path) => appendFileSync(path, 'more')],
  ['is written over near its end', (path) => overwrite(path, 5 * MIB)],
  ['is written over in what was sent already and in its last byte', (path) => overwrite(path, 6 * MIB)],
  ['is cut', (path) => truncateSync(path, 3 * MIB)],
];

function overwrite(path: string, position: number): void {
  const file = openSync(path, 'r+');
  for (const place of [100, position]) writeSync(file, 'other bytes', place);
  closeSync(file);
}

/** The upload of a new wheel that changes while it is sent. */
async function changing(folder: string, version: string, change: (path: string) => void): Promise<Upload> {
  const path = await buildSampleWheel(folder, { version, payloadBytes: 6 * MIB });
  let isChanged = false;
  return uploadOf(path, {
    onProgress: () => {
      if (isChanged) return;
      isChanged = true;
      change(path);
    },
  });
}

async function expectNotCompleted(upload: Upload, uploadUrl: URL, http: Http): Promise<void> {
  const outcome = await uploadFile(upload, await serverAt(uploadUrl), http);
  expect(outcome.outcome).to.equal('failed');
  if (outcome.outcome !== 'failed') return;
  expect(outcome.cause.code).to.equal('FILE_CHANGED');
  expect(outcome.cause.message).to.include(upload.distribution.filename);
}

describe('a file that changes while it is sent', () => {
  const folder = useFolder();
  const hostile = useHostileIndex();
  const pypiserver = usePypiserver();
  const devpi = useDevpi();

  for (const [position, [what, change]] of changes.entries()) {
    const version = `1.${String(position)}`;
    describe(`and ${what}`, () => {
      it('never reaches its closing boundary', async () => {
        hostile.on('POST /legacy/', reply(200));
        await expectNotCompleted(await changing(folder.path, version, change), hostile.uploadUrl, httpFor());
        await eventually(() => hostile.requestsTo('POST /legacy/').length > 0);
        const [request] = hostile.requestsTo('POST /legacy/');
        expect(request?.isComplete).to.equal(false);
        expect(request?.body.length).to.be.greaterThan(MIB);
        expect(request?.body.toString('latin1')).not.to.match(/--\r\n$/u);
      });

      it('is not stored by pypiserver, which would take the part that it got for the whole', async () => {
        await expectNotCompleted(await changing(folder.path, version, change), pypiserver.uploadUrl, httpFor());
        await afterNextUpload(pypiserver.uploadUrl, httpFor(), `2.${String(position)}`);
        expect((await pypiserver.files('demo')).join()).not.to.include(`demo-${version}-`);
        expect(readdirSync(pypiserver.folder).join()).not.to.include(`demo-${version}-`);
      });

      it('is not stored by devpi', async () => {
        const http = httpFor(devpi.uploadUrl, devpi.credentials);
        await expectNotCompleted(await changing(folder.path, version, change), devpi.uploadUrl, http);
        await afterNextUpload(devpi.uploadUrl, http, `2.${String(position)}`);
        expect((await devpi.files('demo')).join()).not.to.include(`demo-${version}-`);
      });
    });
  }

  it('is refused also when it changed before, and is so small that all of it would fit into one write', async () => {
    const path = await buildSampleWheel(folder.path, { version: '3.0' });
    const upload = await uploadOf(path);
    appendFileSync(path, 'more');
    await expectNotCompleted(upload, pypiserver.uploadUrl, httpFor());
    await afterNextUpload(pypiserver.uploadUrl, httpFor(), '3.1');
    expect((await pypiserver.files('demo')).join()).not.to.include('demo-3.0-');
  });

  it('is not stored by pypiserver either when pysign is interrupted in the middle', async () => {
    const path = await buildSampleWheel(folder.path, { version: '5.0', payloadBytes: 6 * MIB });
    const program = fileURLToPath(import.meta.resolve('../fixtures/interrupted-upload.ts'));
    const { status } = spawnSync(process.execPath, [program, pypiserver.uploadUrl.href, path]);
    expect(status).to.equal(130);
    await afterNextUpload(pypiserver.uploadUrl, httpFor(), '5.1');
    expect((await pypiserver.files('demo')).join()).not.to.include('demo-5.0-');
  });

  it('is not stored by pypiserver either when it stood still for so long that pysign gave up', async () => {
    const path = await buildSampleWheel(folder.path, { version: '6.0', payloadBytes: 24 * MIB });
    const upload = await uploadOf(path, { onProgress: () => pypiserver.pause() });
    const impatient = { ...usualSurroundings, limits: { connect: 1000, idle: 300, read: 1000, slowest: 8192 } };
    const server = await serverAt(pypiserver.uploadUrl);
    const http = createHttp(
      { credentials: null, allowHttp: false, userAgent: 'pysign-test', idleSeconds: null },
      impatient,
    );
    const outcome = await uploadFile(upload, server, http);
    pypiserver.resume();
    expect(outcome.outcome === 'unknown' && outcome.cause.message).to.include('did not answer in time');
    await afterNextUpload(pypiserver.uploadUrl, httpFor(), '6.1');
    expect((await pypiserver.files('demo')).join()).not.to.include('demo-6.0-');
  });

  /** By the time a server has taken another file, it has dealt with the broken request: pypiserver does one at a time. */
  async function afterNextUpload(uploadUrl: URL, http: Http, version: string): Promise<void> {
    const upload = await uploadOf(await buildSampleWheel(folder.path, { version }));
    expect(await uploadFile(upload, await serverAt(uploadUrl), http)).to.deep.include({ outcome: 'uploaded' });
  }
});
