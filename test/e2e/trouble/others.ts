import { copyFile, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions, buildSampleWheel } from '../../fixtures/distributions.ts';
import { reply } from '../../fixtures/hostile-index.ts';
import { pysign } from '../../fixtures/program.ts';
import { fileOf, receiptFrom } from '../../fixtures/receipt-json.ts';
import { type Desk, onDisk, released, told } from './desk.ts';

const upload = /^POST /u;

/** pypiserver keeps a signature whose file was deleted, and answers 409 to the next one. */
export async function signatureOfAnOlderUpload(desk: Desk): Promise<void> {
  const older = await buildSampleWheel(await desk.room(), { name: 'older', extra: { 'old.py': '1\n' } });
  expect((await pysign(['sign', older], desk.author)).exitCode).to.equal(0);
  const wheel = await buildSampleWheel(await desk.room(), { name: 'older' });
  const name = basename(wheel);
  const kept = join(desk.pypiserver.folder, `${name}.asc`);
  await copyFile(`${older}.asc`, kept);
  const failure = await told(['release', ...desk.pypiserver.flags, wheel], desk.author);
  expect(failure).to.include({ exitCode: 3, code: 'SIGNATURE_WRONG' });
  expect(failure.message).to.include(`wrong signature for ${name}`);
  expect(failure.next).to.include('do not announce');
  expect(await readFile(kept)).to.deep.equal(await readFile(`${older}.asc`));
  await rm(kept);
  const mended = receiptFrom(
    await pysign(['release', '--signatures', 'require', '--json', ...desk.pypiserver.flags, wheel], desk.author),
  );
  expect(mended).to.include({ exitCode: 0, error: null });
  expect(fileOf(mended, name).signature).to.include({ fate: 'kept', verified: true });
  expect(await readFile(kept)).to.deep.equal(await readFile(`${wheel}.asc`));
}

export async function redirectToAnotherHost(desk: Desk): Promise<void> {
  const wheel = await buildSampleWheel(await desk.room(), { name: 'moved' });
  const elsewhere = new URL('/upload/?token=hunter2', desk.stranger.url).href;
  const env = { ...desk.author.env, TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'correct-horse-7gT' };
  const args = ['release', ...desk.index.flags, wheel];
  for (const status of [301, 302, 303, 307, 308]) {
    desk.index.tamper(upload, reply(status, { location: elsewhere }));
    const failure = await told(args, { env });
    expect(failure).to.include({ exitCode: 5, code: 'INDEX_REFUSED' });
    expect(failure.message).to.include('sends uploads on to another address');
    expect(failure.next).to.include(`--repository-url ${new URL('/upload/', desk.stranger.url).href}`);
    expect(failure.next).to.include('make sure that this is your index').and.not.to.include('hunter2');
  }
  expect(desk.stranger.requests).to.deep.equal([]);
  expect(await desk.index.behind.files('moved')).to.deep.equal([]);

  desk.index.honest();
  const path = `/files/moved/${basename(wheel)}.asc`;
  desk.index.tamper(/\.asc$/u, reply(302, { location: new URL(path, desk.stranger.url).href }));
  desk.stranger.on(`GET ${path}`, (_, response) => {
    void readFile(`${wheel}.asc`).then((bytes) => response.writeHead(200).end(bytes));
  });
  await released([wheel], desk, { env });
  expect(desk.stranger.requests.map(({ headers }) => headers.authorization ?? null)).to.deep.equal([null]);
}

/** Both send the one signature that lies beside the file in the end. */
export async function twoRunsAtOnce(desk: Desk): Promise<void> {
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'race' });
  for (const index of [desk.index, desk.pypiserver]) {
    const args = ['release', '--signatures', 'require', ...index.flags, wheel, sdist];
    const runs = await Promise.all([[], ['--json']].map(async (flags) => pysign([...args, ...flags], desk.author)));
    for (const run of runs) expect(run.exitCode, run.stdout + run.stderr).to.equal(0);
  }
  expect(await onDisk(room)).to.have.members(
    [wheel, sdist].flatMap((path) => [basename(path), `${basename(path)}.asc`]),
  );
  expect(await desk.index.behind.files('race')).to.have.members([basename(wheel), basename(sdist)]);
  const receipt = await released([wheel, sdist], desk);
  expect(receipt.files.map((file) => file.upload.outcome)).to.deep.equal(['already-there', 'already-there']);
}
