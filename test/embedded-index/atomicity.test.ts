import { randomBytes } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { hasArrived, sendHalf } from './broken-off.ts';
import { type IndexProcess, startIndexProcess } from './index-process.ts';
import { expectWhole, fetched, hasSig, listed, listedFile, listedNames, signatureUrl } from './served.ts';
import { ARMOUR, multipart, post, send, signaturePart, uploadParts } from './upload-form.ts';

describe('an index that is killed', () => {
  const folder = useFolder();
  const running: IndexProcess[] = [];
  afterEach(async () => {
    for (const index of running.splice(0)) await index.kill();
  });

  async function start(directory: string): Promise<URL> {
    const index = await startIndexProcess(directory);
    running.push(index);
    return index.url;
  }

  async function kill(): Promise<void> {
    await running.pop()?.kill();
  }

  it('in mid-upload lists nothing of it after a restart, and takes it then', async () => {
    const directory = await folder.sub('half');
    const parts = uploadParts({ bytes: randomBytes(2 << 20) }, [signaturePart(ARMOUR)]);
    const upload = sendHalf(new URL('legacy/', await start(directory)), parts);
    await hasArrived(join(directory, 'incoming'), 1 << 19);
    await kill();
    await upload;
    const restarted = await start(directory);
    expect(await listed(restarted)).to.deep.equal([]);
    expect(await readdir(join(directory, 'incoming'))).to.have.length(1);
    expect((await post(new URL('legacy/', restarted), parts)).status).to.equal(200);
    expect(await listedNames(restarted)).to.have.length(1);
    await expectWhole(restarted);
  });

  it('at any moment lists only whole files with their signatures', async () => {
    const directory = await folder.sub('any-moment');
    const body = multipart(uploadParts({ bytes: randomBytes(1 << 20) }, [signaturePart(ARMOUR)]));
    let stored = 0;
    for (const milliseconds of [0, 3, 6, 9, 12, 20]) {
      const index = await start(directory);
      const upload = send(new URL('legacy/', index), body).catch(() => null);
      await sleep(milliseconds);
      await kill();
      const told = await upload;
      const again = await start(directory);
      await expectWhole(again);
      const count = (await listedNames(again)).length;
      // What was answered 200 is there; what is there stays.
      expect(count).to.be.at.least(told?.status === 200 ? 1 : stored);
      stored = count;
      await kill();
    }
  });

  it('has its leavings cleared a day later, and not before', async () => {
    const directory = await folder.sub('leavings');
    const upload = sendHalf(new URL('legacy/', await start(directory)), uploadParts({ bytes: randomBytes(2 << 20) }));
    await hasArrived(join(directory, 'incoming'), 1);
    await kill();
    await upload;
    const [name = ''] = await readdir(join(directory, 'incoming'));
    await start(directory);
    expect(await readdir(join(directory, 'incoming'))).to.deep.equal([name]);
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(directory, 'incoming', name), yesterday, yesterday);
    await start(directory);
    expect(await readdir(join(directory, 'incoming'))).to.deep.equal([]);
  });

  it('may share its folder with another process: of two uploads of a name one wins, for both', async () => {
    const directory = await folder.sub('shared');
    const indexes = [await start(directory), await start(directory)];
    for (let round = 0; round < 10; round += 1) {
      const version = `1.${String(round)}`;
      const filename = `demo-${version}-py3-none-any.whl`;
      const contents = indexes.map((_, position) => Buffer.from(`round ${String(round)} of ${String(position)}`));
      const forms = contents.map((bytes) =>
        uploadParts({ filename, version, bytes }, [signaturePart(`${ARMOUR}${bytes.toString()}`)]),
      );
      const told = await Promise.all(
        indexes.map(async (url, position) => post(new URL('legacy/', url), forms[position] ?? [])),
      );
      expect(told.map(({ status }) => status)).to.have.members([200, 400]);
      const winner = contents[told.findIndex(({ status }) => status === 200)] ?? Buffer.alloc(0);
      for (const url of indexes) {
        const file = await listedFile(url, filename);
        expect(await fetched(file.url)).to.deep.equal(winner);
        expect((await fetched(signatureUrl(file)))?.toString()).to.equal(`${ARMOUR}${winner.toString()}`);
      }
    }
  });
});

describe('uploads of one name at once', () => {
  const index = useEmbeddedIndex();

  it('with other bytes: exactly one is stored, with its own signature', async () => {
    const contents = Array.from({ length: 8 }, (_, position) => Buffer.from(`content ${String(position)}`));
    const told = await Promise.all(
      contents.map(async (bytes) =>
        post(index.uploadUrl, uploadParts({ bytes }, [signaturePart(`${ARMOUR}${bytes.toString()}`)])),
      ),
    );
    const winners = contents.filter((_, position) => told[position]?.status === 200);
    expect(winners).to.have.length(1);
    expect(told.filter(({ reason }) => reason.startsWith('File already exists. '))).to.have.length(7);
    const [file] = await listed(index.url);
    if (file === undefined) throw new Error('nothing was stored');
    expect(await fetched(file.url)).to.deep.equal(winners[0]);
    expect((await fetched(signatureUrl(file)))?.toString()).to.equal(`${ARMOUR}${winners[0]?.toString() ?? ''}`);
  });

  it('with the same bytes and different signatures: all are answered 200, one signature is kept for good', async () => {
    const filename = 'same-1.0.tar.gz';
    const signatures = Array.from({ length: 8 }, (_, position) => `${ARMOUR}${String(position)}`);
    const told = await Promise.all(
      signatures.map(async (text) =>
        post(index.uploadUrl, uploadParts({ name: 'same', filename }, [signaturePart(text)])),
      ),
    );
    expect(told.map(({ status }) => status)).to.deep.equal(told.map(() => 200));
    const file = await listedFile(index.url, filename, 'same');
    const kept = (await fetched(signatureUrl(file)))?.toString();
    expect(kept).to.be.oneOf(signatures);
    await post(index.uploadUrl, uploadParts({ name: 'same', filename }, [signaturePart(ARMOUR)]));
    expect((await fetched(signatureUrl(file)))?.toString()).to.equal(kept);
    expect(await hasSig(index.url, 'same')).to.deep.equal({ [filename]: true });
  });

  it('leave nothing in incoming', async () => {
    expect(await readdir(join(index.folder, 'incoming'))).to.deep.equal([]);
  });

  it('are not stored when the index is closed under them, and leave nothing', async () => {
    const upload = sendHalf(
      index.uploadUrl,
      uploadParts({ name: 'cut', filename: 'cut-1.0.tar.gz', bytes: randomBytes(2 << 20) }),
    );
    await hasArrived(join(index.folder, 'incoming'), 1);
    await index.restart();
    expect(await readdir(join(index.folder, 'incoming'))).to.deep.equal([]);
    expect(await listed(index.url, 'cut')).to.deep.equal([]);
    await upload;
  });
});
