import { expect } from 'chai';
import { useDevpi } from '../fixtures/devpi.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { reply, unusedPort, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign } from '../fixtures/program.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';

async function documentOf(...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await pysign([...args, '--json']);
  expect([stderr, exitCode]).to.deep.equal(['', 0]);
  return JSON.parse(stdout);
}

describe('pysign index list', () => {
  it('prints a row for every known server', async () => {
    const { stdout, exitCode } = await pysign(['index', 'list']);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/^PyPI +dropped +refused +wanted +taken$/mu);
    expect(stdout).to.match(/^pypiserver +kept +kept$/mu);
    expect(stdout).to.match(/^Gitea or Forgejo +dropped +kept +wanted$/mu);
  });

  it('prints one document that names every source', async () => {
    const document = await documentOf('index', 'list');
    expect(document).to.deep.include({ schemaVersion: 1, command: 'index list', exitCode: 0, error: null });
    expect(document).to.have.property('indexes').with.length(14);
    expect(document).to.have.nested.property('indexes[2].software', 'pypiserver');
    expect(document).to.have.nested.property('indexes[2].source').that.includes('2.4.2');
    expect(document).to.have.nested.property('indexes[2].duplicates.status', 409);
  });
});

describe('pysign index show', () => {
  const pypiserver = usePypiserver();
  const devpi = useDevpi();
  const embedded = useEmbeddedIndex({ password: 'sehr-geheim' });
  const hostile = useHostileIndex();

  it('knows a real pypiserver when it sees one', async () => {
    const { stdout } = await pysign(['index', 'show', pypiserver.uploadUrl.href]);
    expect(stdout).to.match(/^software +pypiserver$/mu);
    expect(stdout).to.include(`upload        ${pypiserver.uploadUrl.href}\n`);
    expect(stdout).to.include(`simple API    ${pypiserver.simpleUrl.href}\n`);
    expect(stdout).to.match(/^signatures +in the upload kept, as a file of its own kept$/mu);
    expect(stdout).to.match(/^source +tested with pypiserver 2\.4\.2/mu);
    expect(stdout).to.match(/^name taken +409/mu);
    expect(stdout).to.match(/^delivery +field; file works too$/mu);
  });

  it('knows a real devpi, and where it lists files', async () => {
    const document = await documentOf('index', 'show', devpi.uploadUrl.href);
    expect(document).to.have.nested.property('index.software', 'devpi');
    expect(document).to.have.nested.property('index.simpleUrl', devpi.simpleUrl.href);
    expect(document).to.have.nested.property('known.signatures.field', 'drops');
    expect(document).to.have.nested.property('known.signatures.file', 'refuses');
  });

  it('knows an index of our own although it wants a password, and is sent none from the environment', async () => {
    const env = { TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'hunter2', PYSIGN_TOKEN: 'hunter2' };
    const { stdout, exitCode } = await pysign(['index', 'show', embedded.uploadUrl.href], { env });
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/^software +pysign index$/mu);
    hostile.on('GET /legacy/', reply(200));
    await pysign(['index', 'show', hostile.uploadUrl.href], { env });
    expect(hostile.requestsTo('GET /legacy/').map(({ headers }) => headers.authorization)).to.deep.equal([undefined]);
  });

  it('sends the credentials of the address, and prints them nowhere', async () => {
    hostile.on('GET /legacy/', reply(200));
    const url = new URL(hostile.uploadUrl);
    url.username = 'ada';
    url.password = 'hunter2';
    const { stdout, stderr } = await pysign(['index', 'show', url.href]);
    expect(hostile.requestsTo('GET /legacy/')[0]?.headers.authorization).to.match(/^Basic /u);
    expect(stdout + stderr).not.to.include('hunter2');
  });

  it('says that it does not recognise what says nothing of itself', async () => {
    hostile.on('GET /legacy/', reply(200, { server: 'nginx' }, 'hello'));
    const document = await documentOf('index', 'show', hostile.uploadUrl.href);
    expect(document).to.have.nested.property('index.software', null);
    expect(document).to.have.property('known', null);
    const { stdout } = await pysign(['index', 'show', hostile.uploadUrl.href]);
    expect(stdout).to.match(/^software +not recognised$/mu);
    expect(stdout).to.match(/^signatures +unknown; a release finds out/mu);
  });

  it('tells of PyPI by its name', async () => {
    expect(await documentOf('index', 'show', 'pypi')).to.have.nested.property('known.takesAttestations', true);
    const { stdout } = await pysign(['index', 'show', 'testpypi']);
    expect(stdout).to.match(/^software +TestPyPI$/mu);
  });

  it('ends with exit 5 where nobody answers, and 2 for an address that is none, which is not repeated', async () => {
    const nobody = await pysign(['index', 'show', `http://127.0.0.1:${String(await unusedPort())}/`]);
    expect([nobody.exitCode, nobody.stdout]).to.deep.equal([5, '']);
    expect(nobody.stderr).to.include('refuses the connection');
    const wrong = await pysign(['index', 'show', 'ada:hunter2@host', '--json']);
    expect(wrong.exitCode).to.equal(2);
    expect(wrong.stdout).to.include('"USAGE"').and.not.include('hunter2');
    expect((await pysign(['index', 'show', 'http://packages.example.org/'])).exitCode).to.equal(2);
  });
});
