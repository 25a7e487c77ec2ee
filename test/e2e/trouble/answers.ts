import { expect } from 'chai';
import { buildSampleDistributions, buildSampleWheel } from '../../fixtures/distributions.ts';
import { refuseEarly, reply, type Script } from '../../fixtures/hostile-index.ts';
import { pysign } from '../../fixtures/program.ts';
import { type Desk, expectUnsigned, onDisk, released, told } from './desk.ts';
import type { FailureDocument } from './failure-json.ts';

const upload = /^POST /u;
const html = { 'content-type': 'text/html' };
const login = '<html><body><form><input name="p" type="password"></form></body></html>';

/** The address that the error names, as flags. */
function named({ next }: FailureDocument): readonly string[] {
  const [, url = ''] = /--repository-url (\S+)$/u.exec(next) ?? [];
  return ['--repository-url', url];
}

export async function wrongUrlPath(desk: Desk): Promise<void> {
  const { wheel } = await buildSampleDistributions(await desk.room(), { name: 'path' });
  const missing = ['--repository-url', desk.index.url.href];
  desk.index.tamper(/^POST \/$/u, reply(404, html, '<h1>Not Found</h1>'));
  const notFound = await told(['release', ...missing, wheel], desk.author);
  expect(notFound).to.include({ exitCode: 5, code: 'INDEX_REFUSED' });
  expect(notFound.message).to.include(`${desk.index.url.host}/ takes no uploads: 404`);
  expect(await desk.index.behind.files('path')).to.deep.equal([]);
  await released([wheel], desk, { flags: named(notFound) });

  const { wheel: other } = await buildSampleDistributions(await desk.room(), { name: 'path' });
  const wrong = ['--repository-url', new URL('legacy/', desk.pypiserver.uploadUrl).href];
  const notAllowed = await told(['release', ...wrong, other], desk.author);
  expect(notAllowed).to.include({ exitCode: 5, code: 'INDEX_REFUSED' });
  expect(notAllowed.message).to.include('/legacy/ takes no uploads: 405');
  expect(await desk.pypiserver.files('path')).to.deep.equal([]);
  const mended = await pysign(['release', ...named(notAllowed), other], desk.author);
  expect(mended.exitCode, mended.stderr).to.equal(0);
  expect(mended.stdout).to.include('signature kept and verified');
}

export async function simplePageInsteadOfUploadUrl(desk: Desk): Promise<void> {
  const { wheel, sdist } = await buildSampleDistributions(await desk.room(), { name: 'simple-page' });
  const flags = ['--repository-url', new URL('simple/', desk.index.url).href];
  const failure = await told(['release', ...flags, wheel, sdist], desk.author);
  expect(failure).to.include({ exitCode: 5, code: 'INDEX_REFUSED' });
  expect(failure.message).to.include('/simple/ takes no uploads').and.to.include('the address that installers use');
  expect(named(failure)).to.deep.equal(desk.index.flags);
  expect(await desk.index.behind.files('simple-page')).to.deep.equal([]);
  await released([wheel, sdist], desk, { flags: named(failure) });
}

export async function loginPageWith200(desk: Desk): Promise<void> {
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'login' });
  const args = ['release', ...desk.index.flags, wheel, sdist];
  desk.index.tamper(/^GET \/simple\//u, reply(200, html, login));
  const reading = await told(args, desk.author);
  expect(reading).to.include({ exitCode: 5, code: 'INDEX_FAILED' });
  expect(reading.message).to.include('login page').and.to.include(desk.index.url.host);
  await expectUnsigned(room);
  expect(desk.index.count(upload)).to.equal(0);

  desk.index.honest();
  desk.index.tamper(upload, reply(200, html, login));
  const sending = await told(args, desk.author);
  expect(sending).to.include({ exitCode: 5, code: 'INDEX_REFUSED' });
  expect(sending.message).to.include('login page').and.to.include('login-1.0-py3-none-any.whl');
  expect(desk.index.count(upload), 'one a run: the sdist is not tried').to.equal(2);
  expect(await desk.index.behind.files('login')).to.deep.equal([]);
  desk.index.honest();
  await released([wheel, sdist], desk);
}

/** The listing is behind by the file that somebody else just uploaded. */
export async function conflictWithOtherBytes(desk: Desk): Promise<void> {
  const theirs = await buildSampleWheel(await desk.room(), { name: 'taken', extra: { 'theirs.py': '1\n' } });
  await released([theirs], desk);
  const ours = await buildSampleWheel(await desk.room(), { name: 'taken' });
  const conflict = reply(409, {}, 'Package already exists');
  const failure = await told(['release', ...desk.index.flags, ours], desk.author, {
    prepare: async () => {
      desk.index.honest();
      desk.index.tamper(upload, conflict);
      desk.index.tamper(/^GET \/simple\/taken\//u, once(desk, reply(404)));
    },
    differs: /$^/gu,
  });
  expect(failure).to.include({ exitCode: 5, code: 'FILE_EXISTS' });
  expect(failure.message).to.match(
    /taken-1\.0-py3-none-any\.whl.*\nours +sha256 [0-9a-f]{64}\ntheirs sha256 [0-9a-f]{64}$/u,
  );
  expect(failure.next).to.include('raise the version');
  expect(desk.index.count(upload)).to.equal(1);
  desk.index.honest();
  await released([theirs], desk);
  const raised = await buildSampleWheel(await desk.room(), { name: 'taken', version: '1.0.post1' });
  await released([raised], desk);
}

/** Honest again after the first answer. */
function once(desk: Desk, script: Script): Script {
  return (request, response) => {
    desk.index.honest();
    desk.index.tamper(upload, reply(409, {}, 'Package already exists'));
    script(request, response);
  };
}

export async function tooLargeWithReset(desk: Desk): Promise<void> {
  const wheel = await buildSampleWheel(await desk.room(), { name: 'large', payloadBytes: 8_000_000 });
  desk.index.tamper(upload, refuseEarly(413, 'Request Entity Too Large'));
  const failure = await refusedUpload(desk, [wheel], 'INDEX_REFUSED');
  expect(failure.message).to.match(/takes no file as large as large-1\.0.*413.*\nit is 8\d{6} bytes$/u);
  expect(failure.next).to.include('smaller').and.to.include('higher limit');
  desk.index.honest();
  await released([wheel], desk);
}

export async function tooManyRequests(desk: Desk): Promise<void> {
  const { wheel, sdist } = await buildSampleDistributions(await desk.room(), { name: 'hasty' });
  desk.index.tamper(upload, reply(429, { 'retry-after': '70', 'content-type': 'text/plain' }, 'slow down'));
  const failure = await refusedUpload(desk, [wheel, sdist], 'INDEX_REFUSED');
  expect(failure.message).to.include('hasty-1.0-py3-none-any.whl').and.to.include('429').and.to.include('slow down');
  expect(failure.next).to.equal('run the same command again in 70 seconds');
  desk.index.honest();
  await released([wheel, sdist], desk);
}

export async function unavailableWithHtml(desk: Desk): Promise<void> {
  const { wheel, sdist } = await buildSampleDistributions(await desk.room(), { name: 'busy' });
  const page =
    '<html><head><title>x</title><style>p{}</style></head><body><p>Down for <b>maintenance</b></p></body></html>';
  desk.index.tamper(upload, reply(503, html, page));
  const failure = await refusedUpload(desk, [wheel, sdist], 'INDEX_FAILED', 4);
  expect(failure.message).to.include('busy-1.0-py3-none-any.whl: 503 Down for maintenance');
  expect(failure.message).not.to.match(/[<{]/u);
  expect(failure.next).to.include('run the same command again');
  desk.index.honest();
  await released([wheel, sdist], desk);
}

/** One upload a run is tried, nothing arrives, and what was signed stays whole beside its file. */
/** @param tries of each of the two runs: what may pass is tried four times. */
async function refusedUpload(desk: Desk, files: readonly string[], code: string, tries = 1): Promise<FailureDocument> {
  const failure = await told(['release', ...desk.index.flags, ...files], desk.author);
  expect(failure).to.include({ exitCode: 5, code });
  expect(desk.index.count(upload)).to.equal(2 * tries);
  const folder = (files[0] ?? '').replace(/\/[^/]+$/u, '');
  const names = files.map((path) => path.slice(folder.length + 1));
  expect(await onDisk(folder)).to.have.members(names.flatMap((name) => [name, `${name}.asc`]));
  expect(await desk.index.behind.files(names[0]?.split('-')[0] ?? '')).to.deep.equal([]);
  return failure;
}
