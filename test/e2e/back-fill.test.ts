import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign } from '../fixtures/program.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';

describe('a release that got there half', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');

  describe('on pypiserver', () => {
    const index = usePypiserver();

    it('gets its missing signature by the same command, and the file is not sent again', async () => {
      const wheel = await buildSampleWheel(await folder.sub('unsigned'));
      const unsigned = await pysign(['release', '--signatures', 'off', ...index.flags, wheel], author);
      expect(unsigned.exitCode, unsigned.stderr).to.equal(0);
      const run = await pysign(['release', '--signatures', 'require', '--json', ...index.flags, wheel], author);
      expect(run.exitCode, run.stdout).to.equal(0);
      const [file] = receiptFrom(run).files;
      expect([file?.upload.outcome, file?.signature.fate]).to.deep.equal(['already-there', 'kept']);
    });

    it('finishes where the .asc was there and the file was not, although pypiserver answers 409', async () => {
      const wheel = await buildSampleWheel(await folder.sub('asc-first'), { version: '2.0' });
      expect((await pysign(['sign', wheel], author)).exitCode).to.equal(0);
      await copyFile(`${wheel}.asc`, join(index.folder, `${basename(wheel)}.asc`));
      const run = await pysign(['release', '--signatures', 'require', '--json', ...index.flags, wheel], author);
      expect(run.exitCode, run.stdout).to.equal(0);
      expect(receiptFrom(run).files[0]?.signature.fate).to.equal('kept');
    });

    it('leaves a signature that somebody else put there alone, and says so', async () => {
      const wheel = await buildSampleWheel(await folder.sub('foreign'), { version: '3.0' });
      await pysign(['release', '--signatures', 'off', ...index.flags, wheel], author);
      const other = await buildSampleWheel(await folder.sub('other'), { version: '4.0' });
      await pysign(['sign', other], author);
      await copyFile(`${other}.asc`, join(index.folder, `${basename(wheel)}.asc`));
      const run = await pysign(['release', '--json', ...index.flags, wheel], author);
      expect(run.exitCode).to.equal(3);
      expect(receiptFrom(run).warnings.join()).to.include("replaces nobody's signature");
    });
  });

  describe('on an index that takes a signature only with its file', () => {
    const index = useEmbeddedIndex();

    it('says in plain words that it cannot be added', async () => {
      const wheel = await buildSampleWheel(await folder.sub('late'), { version: '5.0' });
      await pysign(['release', '--signatures', 'off', ...index.flags, wheel], author);
      const run = await pysign(['release', ...index.flags, wheel], author);
      expect(run.exitCode).to.equal(0);
      expect(run.stdout).to.include('takes a signature only together with its file, and has the file already');
      expect(run.stdout).to.include('signature dropped by pysign index');
      const required = await pysign(['release', '--signatures', 'require', ...index.flags, wheel], author);
      expect(required.exitCode).to.equal(7);
    });
  });
});
