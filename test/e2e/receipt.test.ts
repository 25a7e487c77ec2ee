import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';

describe('release --receipt and --dry-run', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex();

  it('signs and compares, prints what would be sent, and sends nothing', async () => {
    const { wheel, sdist } = await buildSampleDistributions(await folder.sub('dry'));
    const run = await pysign(['release', '--dry-run', ...index.flags, wheel, sdist], author);
    expect(run.exitCode, run.stderr).to.equal(0);
    expect(run.stdout).to.include(`POST ${index.uploadUrl.href}  content demo-1.0-py3-none-any.whl (`);
    expect(run.stdout).to.match(/gpg_signature \(\d+ bytes\), \d+ form fields/u);
    expect(run.stdout).to.include('2 files of demo 1.0 would be sent to ').and.include('nothing was uploaded');
    expect(await index.files('demo')).to.deep.equal([]);
    expect((await stat(`${wheel}.asc`)).size).to.be.greaterThan(0);
    const asJson = await pysign(['release', '--dry-run', '--json', ...index.flags, wheel, sdist], author);
    expect(receiptFrom(asJson).files.map(({ upload }) => upload.outcome)).to.deep.equal(['not-started', 'not-started']);
    const meant = await pysign(['release', ...index.flags, wheel], author);
    expect(meant.exitCode).to.equal(0);
    const rest = await pysign(['release', '--dry-run', ...index.flags, wheel, sdist], author);
    expect(rest.stdout).to.include('1 of 2 files of demo 1.0 would be sent').and.include('already there');
  });

  it('writes the document of the run to a file, beside the text, also when the run fails', async () => {
    const here = await folder.sub('receipt');
    const { wheel } = await buildSampleDistributions(here, { version: '2.0' });
    const receipt = join(here, 'receipt.json');
    const run = await pysign(['release', '--receipt', receipt, ...index.flags, wheel], author);
    expect(run.stdout).to.include('1 file of demo 2.0 released');
    const written = receiptFrom({ ...run, stdout: await readFile(receipt, 'utf8') });
    expect(written.files[0]?.signature.fate).to.equal('kept');
    const failed = await pysign(
      ['release', '--receipt', receipt, ...index.flags, join(here, 'gone-1.0.tar.gz')],
      author,
    );
    expect(failed.exitCode).to.equal(2);
    const replaced = receiptFrom({ ...failed, stdout: await readFile(receipt, 'utf8') });
    expect(replaced.error?.code).to.equal('USAGE');
  });
});
