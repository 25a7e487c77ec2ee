import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign } from '../fixtures/program.ts';
import { fileOf, receiptFrom } from '../fixtures/receipt-json.ts';
import { pythonProgram } from '../python-environment.ts';

describe('files that twine signed and sent', () => {
  const folder = useFolder();
  const author = useAuthor('rsa2048');
  const index = useEmbeddedIndex();
  let files: readonly string[] = [];

  before(async () => {
    const { wheel, sdist } = await buildSampleDistributions(await folder.sub('twine'));
    files = [wheel, sdist];
    const account = ['--username', 'ada', '--password', 'unused', '--non-interactive', '--disable-progress-bar'];
    const args = ['upload', '--sign', '--repository-url', new URL('legacy/', index.url).href, ...account, ...files];
    await promisify(execFile)(pythonProgram('twine'), args, { env: author.env });
  });

  it('are confirmed: has_sig true, kept and verified', async () => {
    const run = await pysign(['confirm', '--signatures', 'require', '--json', ...index.flags, ...files], author);
    expect(run.exitCode, run.stdout).to.equal(0);
    for (const path of files) {
      const { listed, signature, upload } = fileOf(receiptFrom(run), basename(path));
      expect([listed, upload.outcome]).to.deep.equal([true, 'not-started']);
      expect(signature).to.deep.include({ fate: 'kept', hasSig: true, verified: true, signer: author.fingerprint });
    }
  });

  it('are not sent again by release, which says the same', async () => {
    const run = await pysign(['release', '--signatures', 'require', ...index.flags, ...files], author);
    expect(run.exitCode).to.equal(0);
    expect(run.stdout).to.include('nothing to upload').and.include('already there').and.include('has_sig true');
  });

  it('are confirmed without the .asc beside them, by the key in gpg alone', async () => {
    for (const path of files) await rm(`${path}.asc`);
    const run = await pysign(['confirm', '--json', ...index.flags, ...files], author);
    expect(run.exitCode).to.equal(0);
    for (const { signature } of receiptFrom(run).files) {
      expect(signature).to.deep.include({ fate: 'kept', signer: author.fingerprint });
    }
  });

  it("are not called verified when nobody's key is there, and are not enough where signatures are required", async () => {
    const elsewhere = { env: { ...author.env, GNUPGHOME: await folder.sub('g') } };
    const run = await pysign(['confirm', '--json', ...index.flags, ...files], elsewhere);
    expect(run.exitCode).to.equal(0);
    for (const { signature } of receiptFrom(run).files) {
      expect(signature).to.deep.include({ fate: 'kept', verified: false });
    }
    const required = await pysign(
      ['confirm', '--signatures', 'require', '--json', ...index.flags, ...files],
      elsewhere,
    );
    expect(required.exitCode).to.equal(4);
    expect(receiptFrom(required).error?.code).to.equal('CERTIFICATE_NOT_FOUND');
  });
});
