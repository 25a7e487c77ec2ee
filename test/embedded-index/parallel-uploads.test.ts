import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { useFolder } from '../fixtures/folder.ts';
import { type IndexProcess, startIndexProcess } from './index-process.ts';
import { expectWhole, fetched, listed, listedFile, sha256, signatureUrl } from './served.ts';
import { ARMOUR, type Part, post, signaturePart, type Told, uploadParts } from './upload-form.ts';

const COUNT = 20;
const RIVALS = 10;

/** Of each content its own. */
function signatureOf(bytes: Uint8Array): string {
  return `${ARMOUR}${sha256(bytes)}`;
}

describe('two processes on one folder, with many uploads at once', () => {
  const folder = useFolder();
  const indexes: IndexProcess[] = [];
  before(async () => {
    for (let started = 0; started < 2; started += 1) indexes.push(await startIndexProcess(folder.path));
  });
  after(async () => {
    for (const index of indexes) await index.kill();
  });

  /** All at the same time, every other one to the other process. */
  async function uploadAll(forms: readonly (readonly Part[])[]): Promise<readonly Told[]> {
    return Promise.all(
      forms.map(async (parts, position) => {
        const index = indexes[position % indexes.length];
        if (index === undefined) throw new Error('no index runs');
        return post(new URL('legacy/', index.url), parts);
      }),
    );
  }

  it(`keep ${String(COUNT)} files of their own names, whole and each with its own signature`, async () => {
    const files = Array.from({ length: COUNT }, (_, position) => {
      const version = `1.${String(position)}`;
      const filename = `demo-${version}-py3-none-any.whl`;
      return { version, filename, bytes: randomBytes(300_000 + position) };
    });
    const told = await uploadAll(files.map((file) => uploadParts(file, [signaturePart(signatureOf(file.bytes))])));
    expect(told.map(({ status }) => status)).to.deep.equal(files.map(() => 200));
    for (const { url } of indexes) {
      const pages = await listed(url);
      expect(pages.map(({ filename }) => filename)).to.have.members(files.map(({ filename }) => filename));
      await expectWhole(url);
      for (const { filename, bytes } of files) {
        const file = await listedFile(url, filename);
        expect(file).to.deep.include({ sha256: sha256(bytes), size: bytes.length, gpgSig: true });
        expect((await fetched(signatureUrl(file)))?.toString()).to.equal(signatureOf(bytes));
      }
    }
  });

  it(`keep one of ${String(RIVALS)} that want the same name with other bytes, and tell the others whose it is`, async () => {
    for (const round of ['one', 'two', 'three']) {
      const name = `rival-${round}`;
      const filename = `rival_${round}-1.0.tar.gz`;
      const contents = Array.from({ length: RIVALS }, () => randomBytes(200_000));
      const forms = contents.map((bytes) =>
        uploadParts({ name, filename, bytes }, [signaturePart(signatureOf(bytes))]),
      );
      const told = await uploadAll(forms);
      const winners = contents.filter((_, position) => told[position]?.status === 200);
      expect(winners).to.have.length(1);
      const [winner = Buffer.alloc(0)] = winners;
      const losers = told.filter(({ status }) => status !== 200);
      expect(losers.map(({ status }) => status)).to.deep.equal(Array.from({ length: RIVALS - 1 }, () => 400));
      for (const { reason } of losers) {
        expect(reason)
          .to.match(/^File already exists\. /u)
          .and.include(sha256(winner));
      }
      for (const { url } of indexes) {
        const file = await listedFile(url, filename, name);
        expect((await fetched(file.url))?.equals(winner)).to.equal(true);
        expect((await fetched(signatureUrl(file)))?.toString()).to.equal(signatureOf(winner));
      }
    }
  });

  it('leave nothing behind in incoming', async () => {
    expect(await readdir(join(folder.path, 'incoming'))).to.deep.equal([]);
  });
});
