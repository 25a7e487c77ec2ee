import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkedFrom } from '../fixtures/check-json.ts';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { json, reply, unusedPort, useHostileIndex } from '../fixtures/hostile-index.ts';
import { makeSdist, makeWheel } from '../fixtures/made-distributions.ts';
import { pysign, type Run, type RunOptions } from '../fixtures/program.ts';

function at(minutesAgo: number): string {
  return new Date(Date.now() - minutesAgo * 60_000).toUTCString();
}

function listed(filename: string, time: string): object {
  return { filename, url: filename, hashes: { sha256: 'a'.repeat(64) }, size: 10, 'upload-time': time };
}

describe('check', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex();
  const pypi = useHostileIndex();

  /** Both ways of printing end alike. */
  async function check(args: readonly string[], options: RunOptions = author): Promise<Run & { json: Run }> {
    const asText = await pysign(['check', ...args], options);
    const asJson = await pysign(['check', '--json', ...args], options);
    expect([asText.exitCode, asJson.stderr]).to.deep.equal([asJson.exitCode, '']);
    return { ...asText, json: asJson };
  }

  /** The rules of PyPI, and a simple API of our own: nothing leaves this machine. */
  function asPypi(env: RunOptions['env'] = { PYSIGN_TOKEN: 'pypi-AgEI' }): {
    flags: readonly string[];
    options: RunOptions;
  } {
    const flags = ['--repository', 'pypi', '--simple-url', pypi.simpleUrl.href];
    return { flags, options: { env: { ...author.env, ...env } } };
  }

  it('finds nothing in the way of a good release, signs nothing and sends nothing', async () => {
    const here = await folder.sub('good');
    const { wheel, sdist } = await buildSampleDistributions(here);
    const run = await check([...index.flags, wheel, sdist]);
    expect([run.exitCode, run.stdout]).to.deep.equal([0, '2 files of demo 1.0: nothing stands in the way\n']);
    expect(checkedFrom(run.json)).to.deep.equal({ findings: [], code: null });
    expect([await readdir(here), await index.files('demo')]).to.deep.equal([
      ['demo-1.0-py3-none-any.whl', 'demo-1.0.tar.gz'],
      [],
    ]);
  });

  it('says everything that is wrong in one list, each with what mends it', async () => {
    const here = await folder.sub('bad');
    await makeWheel(here, { headers: ['License-Expression: MIT OR', 'Classifier: Topic :: Nonsense'], record: null });
    await makeSdist(here, { version: '0.9', filename: 'Demo-0.9.tar.gz' });
    await writeFile(join(here, 'broken-1.0-py3-none-any.whl'), 'no zip');
    pypi.on('GET /simple/demo/', reply(404));
    const { flags, options } = asPypi({});
    const files = (await readdir(here)).map((name) => join(here, name));
    const run = await check([...flags, ...files], options);
    expect(run.exitCode).to.equal(2);
    const { findings, code } = checkedFrom(run.json);
    expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).to.deep.equal([
      'error several-versions',
      'error several-versions',
      'error archive',
      'error record',
      'warning classifier',
      'error license',
      'error file-name',
      'error credentials',
    ]);
    expect(findings.every(({ fix }) => fix.length > 5)).to.equal(true);
    expect(code).to.be.oneOf(['SEVERAL_VERSIONS', 'PREFLIGHT']);
    for (const { rule } of findings) expect(rule).not.to.equal('');
    expect(run.stdout).to.include('2 files of demo 0.9, demo 1.0: 7 errors, 1 warning');
    expect(run.stdout.split('\n').filter((line) => line.length > 80)).to.deep.equal([]);
  });

  it('counts rules that may have changed only with --strict', async () => {
    const wheel = await makeWheel(await folder.sub('strict'), { headers: ['Classifier: Topic :: Nonsense'] });
    pypi.on('GET /simple/demo/', reply(404));
    const { flags, options } = asPypi();
    expect((await check([...flags, wheel], options)).exitCode).to.equal(0);
    expect((await check([...flags, '--strict', wheel], options)).exitCode).to.equal(2);
  });

  it('renders reStructuredText with the readme_renderer of the Python in PATH', async () => {
    const headers = ['Description-Content-Type: text/x-rst'];
    const broken = await makeWheel(await folder.sub('rst'), { headers, description: 'Title\n==\n\n.. nonsense::\n' });
    pypi.on('GET /simple/demo/', reply(404));
    const { flags, options } = asPypi();
    const venv = join(import.meta.dirname, '..', '..', '.test-venv', 'bin');
    const run = await check([...flags, broken], {
      env: { ...options.env, PATH: `${venv}:${process.env['PATH'] ?? ''}` },
    });
    expect([run.exitCode, checkedFrom(run.json).findings.map(({ rule }) => rule)]).to.deep.equal([2, ['description']]);
  });

  it('compares with what the index has: other bytes, a lost platform, a release that is closed', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('listed'), { version: '2.0' });
    const files = [
      listed('demo-1.0.tar.gz', '2020-01-01T00:00:00Z'),
      listed('demo-2.0-py3-none-any.whl', '2020-01-01T00:00:00Z'),
    ];
    const page = { meta: { 'api-version': '1.1' }, name: 'demo', files, versions: ['1.0', '2.0'] };
    pypi.on('GET /simple/demo/', json(200, page, 'application/vnd.pypi.simple.v1+json'));
    const { flags, options } = asPypi();
    const run = await check([...flags, wheel], options);
    expect(run.exitCode).to.equal(5);
    const { findings, code } = checkedFrom(run.json);
    expect(code).to.equal('FILE_EXISTS');
    expect(findings.map(({ rule }) => rule)).to.deep.equal(['platform-lost', 'other-bytes']);
    const more = await makeWheel(await folder.sub('late'), { version: '2.0', tags: 'cp312-cp312-win_amd64' });
    const late = await check([...flags, more], options);
    expect(checkedFrom(late.json).findings.map(({ rule }) => rule)).to.include('release-closed');
    expect(late.exitCode).to.equal(0);
  });

  it('notices a clock that is wrong, by the Date of the answers and their Age', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('clock'), { version: '3.0' });
    const { flags, options } = asPypi();
    pypi.on('GET /simple/demo/', reply(404, { date: at(20) }));
    const run = await check([...flags, wheel], options);
    expect(checkedFrom(run.json).findings.map(({ message }) => message)).to.deep.equal([
      "this clock is 20 minutes ahead of the index's",
    ]);
    pypi.on('GET /simple/demo/', reply(404, { date: at(20), age: '1200' }));
    expect(checkedFrom((await check([...flags, wheel], options)).json).findings).to.deep.equal([]);
  });

  it('names what the machine and the index lack, with the exit code of each', async () => {
    const { wheel } = await buildSampleDistributions(await folder.sub('lacking'), { version: '4.0' });
    const nowhere = `http://127.0.0.1:${String(await unusedPort())}/legacy/`;
    const down = await check(['--repository-url', nowhere, wheel]);
    expect([down.exitCode, checkedFrom(down.json).code]).to.deep.equal([5, 'INDEX_UNREACHABLE']);
    const noKey = await check([...index.flags, wheel], { env: { GNUPGHOME: await folder.sub('g') } });
    expect([noKey.exitCode, checkedFrom(noKey.json).findings.map(({ rule }) => rule)]).to.deep.equal([6, ['key']]);
    expect((await check([...index.flags, '--signatures', 'off', wheel], {})).exitCode).to.equal(0);
    pypi.on('GET /simple/demo/', reply(404));
    const required = await check([...asPypi().flags, '--signatures', 'require', wheel], asPypi().options);
    expect([required.exitCode, checkedFrom(required.json).code]).to.deep.equal([7, 'INDEX_DROPS_SIGNATURES']);
    const nothing = await check([...index.flags], { ...author, cwd: await folder.sub('empty') });
    expect([nothing.exitCode, checkedFrom(nothing.json).code]).to.deep.equal([2, 'NO_FILES']);
  });

  it('tells what verifiers will say of the key', async () => {
    const home = new GnupgHome();
    try {
      home.gpg([
        '--batch',
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        '',
        '--quick-generate-key',
        'S <s@example.org>',
        'ed25519',
        'sign',
        '10d',
      ]);
      const { wheel } = await buildSampleDistributions(await folder.sub('key'), { version: '5.0' });
      const run = await check([...index.flags, wheel], { env: home.env });
      expect(run.exitCode).to.equal(0);
      const [finding] = checkedFrom(run.json).findings;
      expect(finding).to.include({ rule: 'key', severity: 'warning' });
      expect(finding?.message).to.match(/expires in 9 days/u);
    } finally {
      home.dispose();
    }
  });

  it('is what release begins with: the same errors stop it before the first signature', async () => {
    const here = await folder.sub('release');
    const wheel = await makeWheel(here, { record: null });
    const sdist = await makeSdist(here, {});
    const run = await pysign(['release', ...index.flags, '--json', wheel, sdist], author);
    expect(run.exitCode).to.equal(2);
    expect(JSON.parse(run.stdout)).to.have.nested.property('error.code', 'PREFLIGHT');
    expect(run.stdout).to.include('it has no RECORD');
    expect((await readdir(here)).filter((name) => name.endsWith('.asc'))).to.deep.equal([]);
    expect(await index.files('demo')).to.deep.equal([]);
  });
});

describe('release --all-projects', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex();

  it('several-projects: without the flag the error names the projects and the flag', async () => {
    const here = await folder.sub('named');
    const one = await buildSampleDistributions(here, { name: 'one' });
    const two = await buildSampleDistributions(here, { name: 'two' });
    const run = await pysign(['release', ...index.flags, one.wheel, two.wheel], author);
    expect(run.exitCode).to.equal(2);
    expect(run.stderr)
      .to.match(/one: one-1\.0.*\n.*two: two-1\.0/u)
      .and.include('--all-projects');
  });

  it('releases one project after another, each with its own receipt', async () => {
    const here = await folder.sub('both');
    const receipt = join(here, 'receipt.json');
    const one = await buildSampleDistributions(here, { name: 'one' });
    const two = await buildSampleDistributions(here, { name: 'two', version: '7.0' });
    const files = [two.wheel, one.wheel, one.sdist, two.sdist];
    const args = ['release', '--all-projects', '--signatures', 'require', ...index.flags];
    const run = await pysign([...args, '--json', '--receipt', receipt, ...files], author);
    expect(run.exitCode).to.equal(0);
    const document: unknown = JSON.parse(run.stdout);
    expect(JSON.parse(await readFile(receipt, 'utf8'))).to.deep.equal(document);
    expect(document).to.deep.include({ notStarted: [], error: null });
    expect(document).to.have.nested.property('releases[0].project', 'one');
    expect(document).to.have.nested.property('releases[1].version', '7.0');
    expect([(await index.files('one')).length, (await index.files('two')).length]).to.deep.equal([2, 2]);
    const again = await pysign([...args, ...files], author);
    expect(again.stdout).to.include('of one 1.0').and.include('of two 7.0');
    expect(again.exitCode).to.equal(0);
  });

  it('looks at all of them before the first is sent, and starts none after a failure', async () => {
    const here = await folder.sub('broken');
    const first = await buildSampleDistributions(here, { name: 'first' });
    const last = await makeWheel(here, { name: 'last', record: null });
    const args = ['release', '--all-projects', ...index.flags, '--json'];
    expect((await pysign([...args, first.wheel, last], author)).exitCode).to.equal(2);
    expect(await index.files('first')).to.deep.equal([]);
    const other = await buildSampleDistributions(await folder.sub('other'), { name: 'first', extra: { 'x.py': 'y' } });
    expect((await pysign(['release', ...index.flags, other.wheel], author)).exitCode).to.equal(0);
    const second = await buildSampleDistributions(here, { name: 'second' });
    const run = await pysign([...args, first.wheel, second.wheel], author);
    expect(run.exitCode).to.equal(5);
    expect(JSON.parse(run.stdout)).to.deep.include({ notStarted: ['second'] });
    expect(await index.files('second')).to.deep.equal([]);
  });
});
