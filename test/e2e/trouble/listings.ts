import { readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions, buildSampleWheel } from '../../fixtures/distributions.ts';
import { reply, type Script } from '../../fixtures/hostile-index.ts';
import { pysign } from '../../fixtures/program.ts';
import { fileOf, receiptFrom } from '../../fixtures/receipt-json.ts';
import { type Desk, expectUnsigned, released, told } from './desk.ts';

export async function certificateNotTrusted(desk: Desk): Promise<void> {
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'secure' });
  const failure = await told(['release', ...desk.tlsIndex.flags, wheel, sdist], desk.author);
  expect(failure).to.include({ exitCode: 5, code: 'INDEX_UNREACHABLE' });
  expect(failure.message).to.include(`${desk.tlsIndex.url.host} has a certificate that is not trusted`);
  const [, variable = ''] = /export (\w+)=/u.exec(failure.next) ?? [];
  await expectUnsigned(room);
  expect(desk.tlsIndex.count(/./u)).to.equal(0);
  const authority = join(room, 'authority.pem');
  await writeFile(authority, desk.certificate);
  const trusting = { author: desk.author, index: desk.tlsIndex };
  await released([wheel, sdist], trusting, { env: { ...desk.author.env, [variable]: authority } });
}

export async function listingStaysStale(desk: Desk): Promise<void> {
  const { wheel, sdist } = await buildSampleDistributions(await desk.room(), { name: 'stale' });
  desk.index.tamper(/^GET \/simple\/stale\//u, reply(404));
  const args = ['release', '--confirm-timeout', '1', ...desk.index.flags, wheel];
  const failure = await told(args, desk.author);
  expect(failure).to.include({ exitCode: 7, code: 'NOT_VISIBLE' });
  expect(failure.message).to.equal('stale-1.0-py3-none-any.whl was not listed within 1 seconds');
  expect(failure.next).to.include('pysign confirm');
  expect(await desk.index.behind.files('stale')).to.deep.equal([basename(wheel)]);
  desk.index.honest();
  const confirmed = await pysign(['confirm', '--signatures', 'require', ...desk.index.flags, wheel], desk.author);
  expect(confirmed.exitCode, confirmed.stderr).to.equal(0);
  const receipt = await released([wheel, sdist], desk);
  expect(receipt.files.map((file) => file.upload.outcome)).to.deep.equal(['already-there', 'uploaded']);
}

/** What the index has, on a page that names the files by these addresses. */
function pageOf(desk: Desk, project: string, links: Readonly<Record<string, string>>): Script {
  const answer = async (response: ServerResponse): Promise<void> => {
    const names = await desk.index.behind.files(project);
    const anchors = names.map((name) => `<a href="${links[name] ?? ''}">${name}</a>`);
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><body>${anchors.join('\n')}</body></html>`);
  };
  return (_, response) => {
    void answer(response);
  };
}

export async function listingWithUrlsOfEveryKind(desk: Desk): Promise<void> {
  const room = await desk.room();
  const { wheel, sdist } = await buildSampleDistributions(room, { name: 'links' });
  const another = await buildSampleWheel(room, { name: 'links', tags: 'cp311-cp311-any' });
  const [relative, absolute, encoded] = [wheel, another, sdist].map((path) => basename(path));
  const links = {
    [relative ?? '']: `../../files/links/${relative ?? ''}`,
    [absolute ?? '']: `${desk.index.url.href}files/links/${absolute ?? ''}`,
    [encoded ?? '']: `/files/%6Cinks/${(encoded ?? '').replace('links', 'lin%6bs')}`,
  };
  desk.index.tamper(/^GET \/simple\/links\//u, pageOf(desk, 'links', links));
  const receipt = await released([another, wheel, sdist], desk);
  expect(fileOf(receipt, encoded ?? '').signature.url).to.include('lin%6bs-1.0.tar.gz.asc');
  const again = await released([another, wheel, sdist], desk);
  expect(again.files.map((file) => file.upload.outcome)).to.deep.equal(Array(3).fill('already-there'));
  const confirmed = await pysign(
    ['confirm', '--signatures', 'require', ...desk.index.flags, 'links==1.0'],
    desk.author,
  );
  expect(confirmed.exitCode, confirmed.stderr).to.equal(0);
  expect(confirmed.stdout).to.include('3 files of links 1.0 found on');
}

export async function urlWithQueryAndFragment(desk: Desk): Promise<void> {
  const wheel = await buildSampleWheel(await desk.room(), { name: 'query' });
  const name = basename(wheel);
  const link = `/files/query/${name}?token=a%2Fb&amp;n=1#sha256=${'0'.repeat(63)}&amp;egg=query`;
  desk.index.tamper(/^GET \/simple\/query\//u, pageOf(desk, 'query', { [name]: link }));
  const receipt = await released([wheel], desk);
  const asked = `/files/query/${name}.asc?token=a%2Fb&n=1`;
  expect(fileOf(receipt, name).signature.url).to.equal(new URL(asked, desk.index.url).href);
  expect(desk.index.requests().filter((line) => line.includes('.asc'))).to.deep.equal([`GET ${asked}`]);
}

export async function signatureReArmoured(desk: Desk): Promise<void> {
  const wheel = await buildSampleWheel(await desk.room(), { name: 'armour' });
  expect((await pysign(['sign', wheel], desk.author)).exitCode).to.equal(0);
  const asc = await readFile(`${wheel}.asc`, 'utf8');
  const other = asc.replace('SIGNATURE-----\n', 'SIGNATURE-----\nComment: kept by an index\n').replaceAll('\n', '\r\n');
  desk.index.tamper(/\.asc$/u, reply(200, {}, other));
  const preferred = await pysign(['release', ...desk.index.flags, wheel], desk.author);
  expect(preferred.exitCode, preferred.stderr).to.equal(0);
  expect(preferred.stdout).to.include('signature altered, still valid');
  const asJson = receiptFrom(await pysign(['release', '--json', ...desk.index.flags, wheel], desk.author));
  expect(asJson).to.include({ exitCode: 0, error: null });
  expect(fileOf(asJson, basename(wheel)).signature).to.include({
    fate: 'altered',
    verified: true,
    signer: desk.author.fingerprint,
  });

  const failure = await told(['release', '--signatures', 'require', ...desk.index.flags, wheel], desk.author);
  expect(failure).to.include({ exitCode: 7, code: 'SIGNATURE_ALTERED' });
  expect(failure.message).to.include(basename(wheel));
  expect(failure.next).to.include('--signatures prefer');
  expect(await readFile(`${wheel}.asc`, 'utf8')).to.equal(asc);
  desk.index.honest();
  await released([wheel], desk);
}
