import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, basename } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';

async function rehearsalsLeft(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('pysign-rehearsal-'));
}

describe('release --rehearse', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');

  it('does a whole release without any key, index or credentials, and leaves nothing behind', async () => {
    const { wheel, sdist } = await buildSampleDistributions(await folder.sub('no-key'));
    const before = await rehearsalsLeft();
    const run = await pysign(['release', '--rehearse', wheel, sdist]);
    expect(run.exitCode, run.stderr).to.equal(0);
    expect(run.stdout).to.include('signature kept and verified, has_sig true');
    expect(run.stdout).to.include('2 files of demo 1.0 released to rehearsal');
    expect(run.stdout).to.include('nothing left this machine');
    expect((await readdir(dirname(wheel))).toSorted()).to.deep.equal([basename(wheel), basename(sdist)].toSorted());
    expect(await rehearsalsLeft()).to.deep.equal(before);
  });

  it('uses the key that is named, and no secret of the real release', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('own-key'));
    const env = {
      ...author.env,
      PYSIGN_TOKEN: 'hunter2',
      TWINE_PASSWORD: 'hunter2',
      PYSIGN_SIMPLE_URL: 'https://elsewhere.invalid/',
    };
    const run = await pysign(['release', '--rehearse', '--json', '--key', author.fingerprint, wheel], { env });
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(receiptFrom(run).key?.fingerprint).to.equal(author.fingerprint);
    expect(run.stdout + run.stderr).not.to.include('hunter2');
  });

  it('fails as the release would', async () => {
    const here = await folder.sub('bad');
    const one = await buildSampleDistributions(here, { name: 'demo' });
    const two = await buildSampleDistributions(here, { name: 'other' });
    const run = await pysign(['release', '--rehearse', '--json', one.wheel, two.wheel]);
    expect(run.exitCode).to.equal(2);
    expect(receiptFrom(run).error?.code).to.equal('SEVERAL_PROJECTS');
  });
});
