import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { reply } from '../fixtures/hostile-index.ts';
import { pysign } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';
import { useTamperingIndex } from '../fixtures/tampering-index.ts';

describe('confirm PROJECT==VERSION, by anybody', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useTamperingIndex();

  before(async () => {
    const { wheel, sdist } = await buildSampleDistributions(await folder.sub('1.0'), { name: 'Demo.Package' });
    const run = await pysign(['release', ...index.flags, wheel, sdist], author);
    expect(run.exitCode, run.stderr).to.equal(0);
    const unsigned = await buildSampleDistributions(await folder.sub('2.0'), { name: 'Demo.Package', version: '2.0' });
    await pysign(['release', '--signatures', 'off', ...index.flags, unsigned.wheel], author);
  });
  beforeEach(() => index.honest());

  it('verifies every file with the key in gpg, from an empty folder', async () => {
    const cwd = await folder.sub('empty');
    const run = await pysign(['confirm', '--json', ...index.flags, 'demo-package==1'], { ...author, cwd });
    expect(run.exitCode, run.stdout).to.equal(0);
    const { files, project } = receiptFrom(run);
    expect([project, files.length]).to.deep.equal(['demo-package', 2]);
    for (const { listed, signature } of files) {
      expect(listed).to.equal(true);
      expect(signature).to.deep.include({ fate: 'kept', verified: true, signer: author.fingerprint });
    }
  });

  it('verifies with a key file where gpg knows nobody', async () => {
    const keyFile = join(await folder.sub('keys'), 'author.asc');
    await writeFile(keyFile, author.publicKey());
    const run = await pysign([
      'confirm',
      '--signatures',
      'require',
      ...index.flags,
      'demo-package==1.0',
      '--key-file',
      keyFile,
    ]);
    expect(run.exitCode, run.stderr).to.equal(0);
    expect(run.stdout).to.include('signature kept and verified');
    expect(run.stdout).to.include('2 files of demo-package 1.0 found on');
  });

  it('says that nobody vouches for a signature whose key is nowhere', async () => {
    const env = { GNUPGHOME: await folder.sub('g') };
    const run = await pysign(['confirm', ...index.flags, 'demo-package==1.0'], { env });
    expect(run.exitCode, run.stderr).to.equal(0);
    expect(run.stdout).to.include(`kept; signed by ${author.fingerprint}, nobody vouches for it`);
    expect(run.stdout).not.to.include('verified');
    const required = await pysign(['confirm', '--signatures', 'require', ...index.flags, 'demo-package==1.0'], { env });
    expect(required.exitCode).to.equal(4);
  });

  it('says that a file has no signature, and fails where one is required', async () => {
    const run = await pysign(['confirm', ...index.flags, 'demo-package==2.0'], author);
    expect(run.exitCode).to.equal(0);
    expect(run.stdout).to.include('no signature');
    const required = await pysign(['confirm', '--signatures', 'require', ...index.flags, 'demo-package==2.0'], author);
    expect(required.exitCode).to.equal(4);
  });

  it('finds a swapped file: the index serves other bytes than it lists', async () => {
    index.tamper(/^GET \/files\/.*\.whl$/u, reply(200, {}, 'other bytes'));
    const run = await pysign(['confirm', '--json', ...index.flags, 'demo-package==1.0'], author);
    expect(run.exitCode).to.equal(3);
    const wheel = receiptFrom(run).files.find(({ filename }) => filename.endsWith('.whl'));
    expect([wheel?.listed, wheel?.signature.verified]).to.deep.equal([false, false]);
  });

  it('exits 7 where the release is not listed', async () => {
    const run = await pysign(['confirm', '--json', ...index.flags, 'demo-package==6.6'], author);
    expect(run.exitCode).to.equal(7);
    expect(receiptFrom(run).error?.code).to.equal('NOT_VISIBLE');
  });
});
