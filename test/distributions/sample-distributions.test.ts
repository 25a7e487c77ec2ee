import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { buildSampleDistributions, buildSampleWheel, type SampleOptions } from '../fixtures/distributions.ts';
import { pythonProgram } from '../python-environment.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

describe('sample distributions', () => {
  const inFolder = useTemporaryFolder();

  it('are real: twine checks both, pip installs the wheel and Python runs it', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder(), { name: 'My.Demo', version: '1.2' });
    run('twine', 'check', '--strict', wheel, sdist);
    run('pip', 'install', '--quiet', '--no-deps', '--no-index', '--target', inFolder('site'), wheel);
    const code = `import sys; sys.path.insert(0, ${JSON.stringify(inFolder('site'))}); import my_demo; print(my_demo.hello(), my_demo.__version__)`;
    expect(run('python', '-c', code)).to.equal('hello from My.Demo 1.2\n');
  });

  it('have a RECORD with the right hashes, large files included', async () => {
    const wheel = await buildSampleWheel(inFolder(), { payloadBytes: 3_000_001, extra: { 'notes.txt': 'more' } });
    expect((await stat(wheel)).size).to.be.within(3_000_001, 3_010_000);
    const code = `import base64, hashlib, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
lines = [line.split(",") for line in wheel.read("demo-1.0.dist-info/RECORD").decode().splitlines()]
assert sorted(name for name, _, _ in lines) == sorted(wheel.namelist())
for name, digest, size in lines[:-1]:
    content = wheel.read(name)
    found = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    assert [digest, size] == ["sha256=" + found, str(len(content))], name
print(len(lines))`;
    expect(run('python', '-c', code, wheel)).to.equal('6\n');
  });

  it('are the same bytes every time, until other bytes are asked for', async () => {
    const first = await bytesOf(inFolder('a'), { payloadBytes: 1000 });
    expect(await bytesOf(inFolder('b'), { payloadBytes: 1000 })).to.deep.equal(first);
    const [otherWheel, otherSdist] = await bytesOf(inFolder('c'), { payloadBytes: 1000, extra: { 'x.txt': 'x' } });
    expect(otherWheel).not.to.equal(first[0]);
    expect(otherSdist).not.to.equal(first[1]);
    expect((await bytesOf(inFolder('d'), { payloadBytes: 1000, random: true }))[0]).not.to.equal(first[0]);
  });
});

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(pythonProgram(program), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Both archives, built into a new folder. */
async function bytesOf(folder: string, options: Partial<SampleOptions>): Promise<readonly string[]> {
  await mkdir(folder);
  const { wheel, sdist } = await buildSampleDistributions(folder, options);
  return [await readFile(wheel, 'base64'), await readFile(sdist, 'base64')];
}
