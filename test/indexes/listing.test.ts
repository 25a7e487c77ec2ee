import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { PysignError } from '../../src/errors.ts';
import type { IndexServer } from '../../src/indexes/index-server.ts';
import { readHasSig } from '../../src/indexes/json-api.ts';
import { sha256Of } from '../../src/indexes/listed-digest.ts';
import { type ProjectListing, readProject } from '../../src/indexes/listing.ts';
import { resolveIndex } from '../../src/indexes/recognise.ts';
import { json, reply, resetAfter, type Script, useHostileIndex } from '../fixtures/hostile-index.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { failureOf } from '../http/failure-of.ts';
import { httpFor } from './plain-http.ts';

const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json';
const DIGEST = 'a'.repeat(64);

function page(...files: readonly object[]): object {
  return { meta: { 'api-version': '1.1' }, name: 'demo', versions: ['1.0'], files };
}

function causeOf(listing: ProjectListing): PysignError {
  if (listing.listing !== 'unavailable') throw new Error(`the listing is ${listing.listing}`);
  return listing.cause;
}

describe('the listing of a project', () => {
  const index = useHostileIndex();
  const http = httpFor();

  async function server(): Promise<IndexServer> {
    return resolveIndex({ uploadUrl: index.uploadUrl, simpleUrl: null, name: null }, http);
  }

  async function read(script: Script): Promise<ProjectListing> {
    index.on('GET /simple/demo/', script);
    return readProject(await server(), 'demo', http);
  }

  it('is read from JSON', async () => {
    const file = { filename: 'demo-1.0.tar.gz', url: '../../f/demo-1.0.tar.gz', hashes: { sha256: DIGEST }, size: 5 };
    const listing = await read(json(200, page(file), SIMPLE_JSON));
    if (listing.listing !== 'found') throw causeOf(listing);
    expect(listing.page.files.map(({ filename, sha256, url }) => [filename, sha256, url.href])).to.deep.equal([
      ['demo-1.0.tar.gz', DIGEST, new URL('/f/demo-1.0.tar.gz', index.url).href],
    ]);
    expect(index.requestsTo('GET /simple/demo/')[0]?.headers.accept).to.match(
      /^application\/vnd\.pypi\.simple\.v1\+json/u,
    );
  });

  it('is read from HTML', async () => {
    const link = `<a href="/f/demo-1.0.tar.gz#sha256=${DIGEST}">demo-1.0.tar.gz</a>`;
    const listing = await read(reply(200, { 'content-type': 'text/html; charset=utf-8' }, link));
    if (listing.listing !== 'found') throw causeOf(listing);
    expect(listing.page.files.map(({ filename, sha256 }) => [filename, sha256])).to.deep.equal([
      ['demo-1.0.tar.gz', DIGEST],
    ]);
  });

  for (const status of [404, 410]) {
    it(`is absent after ${String(status)}`, async () => {
      expect(await read(reply(status))).to.deep.equal({ listing: 'absent' });
    });
  }

  for (const status of [401, 403]) {
    it(`is unavailable after ${String(status)}, never absent`, async () => {
      const cause = causeOf(await read(reply(status, { 'content-type': 'text/plain' }, 'who are you?')));
      expect(cause.code).to.equal('CREDENTIALS_REFUSED');
      expect(cause.message).to.include(index.url.host).and.include('who are you?');
    });
  }

  const broken: readonly (readonly [string, Script, RegExp])[] = [
    ['a server error', reply(503, { 'content-type': 'text/html' }, '<h1>Back soon</h1>'), /503 Back soon/u],
    ['JSON that is cut off', reply(200, { 'content-type': SIMPLE_JSON }, '{"files": ['), /not a project page/u],
    ['JSON of another shape', json(200, { files: [{}] }, SIMPLE_JSON), /not a project page/u],
    ['another version of the API', json(200, { ...page(), meta: { 'api-version': '2.0' } }, SIMPLE_JSON), /version/u],
    ['an image', reply(200, { 'content-type': 'image/png' }, 'PNG'), /image\/png/u],
    [
      'a login page with 200',
      reply(200, { 'content-type': 'text/html' }, `<form><input name=p type='password'></form>`),
      /login page/u,
    ],
  ];
  for (const [what, script, words] of broken) {
    it(`is unavailable after ${what}`, async () => {
      const cause = causeOf(await read(script));
      expect(cause.code).to.equal('INDEX_FAILED');
      expect(cause.message).to.match(words);
    });
  }

  it('is unavailable when the connection breaks', async () => {
    expect(causeOf(await read(resetAfter(0))).code).to.equal('INDEX_UNREACHABLE');
  });

  it('cannot be made to leave the simple API by the name of a project', async () => {
    await readProject(await server(), '../../admin?x', http);
    expect(index.requests.map(({ path }) => path)).to.deep.equal(['/legacy/', '/simple/..%2F..%2Fadmin%3Fx/']);
  });
});

describe('a pypiserver that sends questions about other projects elsewhere', () => {
  const elsewhere = useHostileIndex();
  const pypiserver = usePypiserver(() => new URL('/simple/', elsewhere.url));

  it('has no such project, and nobody else hears its name', async () => {
    elsewhere.on('GET /simple/private-project/', json(200, page(), SIMPLE_JSON));
    const http = httpFor();
    const server = await resolveIndex({ uploadUrl: pypiserver.uploadUrl, simpleUrl: null, name: null }, http);
    const redirected = await fetch(new URL('private-project/', pypiserver.simpleUrl), { redirect: 'manual' });
    expect(redirected.headers.get('location')).to.include(elsewhere.url.host);
    expect(await readProject(server, 'private-project', http)).to.deep.equal({ listing: 'absent' });
    expect(elsewhere.requests).to.deep.equal([]);
  });
});

describe('has_sig in the JSON API', () => {
  const index = useHostileIndex();
  const http = httpFor();

  async function claimed(script: Script): Promise<ReadonlyMap<string, boolean> | null> {
    index.on('GET /pypi/demo/1.0%2Blocal/json', script);
    const server = await resolveIndex({ uploadUrl: index.uploadUrl, simpleUrl: null, name: null }, http);
    return readHasSig(server, 'demo', '1.0+local', http);
  }

  it('is told for each file that it is said of', async () => {
    const urls = [
      { filename: 'a.whl', has_sig: true },
      { filename: 'b.whl', has_sig: false },
      { filename: 'c.whl', has_sig: 'yes' },
      { filename: 'd.whl' },
      null,
    ];
    expect([...((await claimed(json(200, { urls }))) ?? [])]).to.deep.equal([
      ['a.whl', true],
      ['b.whl', false],
    ]);
  });

  const other: readonly (readonly [string, Script])[] = [
    ['404', reply(404)],
    ['500', reply(500)],
    ['HTML', reply(200, { 'content-type': 'text/html' }, '<h1>hello</h1>')],
    ['another document', json(200, { urls: 'none' })],
    ['a list', json(200, [1])],
    ['a broken connection', resetAfter(0)],
  ];
  for (const [what, script] of other) {
    it(`is not told after ${what}`, async () => {
      expect(await claimed(script)).to.equal(null);
    });
  }

  it('is not asked for where the software has no such API', async () => {
    const server = await resolveIndex({ uploadUrl: index.uploadUrl, simpleUrl: null, name: null }, http);
    expect(await readHasSig({ ...server, jsonUrl: null }, 'demo', '1.0', http)).to.equal(null);
    expect(index.requests.map(({ path }) => path)).to.deep.equal(['/legacy/']);
  });
});

describe('the digest of a listed file', () => {
  const index = useHostileIndex();
  const bytes = Buffer.alloc(300_000, 'demo');
  const unlisted = {
    filename: 'demo-1.0.tar.gz',
    sha256: null,
    size: null,
    uploadTime: null,
    requiresPython: null,
    gpgSig: null,
  };

  it('is taken from the listing without a request', async () => {
    const url = new URL('/f/demo-1.0.tar.gz', index.url);
    expect(await sha256Of({ ...unlisted, url, sha256: DIGEST }, 1, httpFor())).to.equal(DIGEST);
    expect(index.requests).to.deep.equal([]);
  });

  it('is that of the bytes served where none is listed', async () => {
    index.on('GET /f/demo-1.0.tar.gz', reply(200, {}, bytes));
    const url = new URL('/f/demo-1.0.tar.gz', index.url);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(await sha256Of({ ...unlisted, url }, bytes.length, httpFor())).to.equal(expected);
  });

  it('is refused for a file that is longer than it may be, or is not served', async () => {
    const url = new URL('/f/demo-1.0.tar.gz', index.url);
    index.on('GET /f/demo-1.0.tar.gz', reply(200, {}, bytes));
    const tooLong = sha256Of({ ...unlisted, url }, bytes.length - 1, httpFor());
    expect((await failureOf(tooLong)).code).to.equal('INDEX_FAILED');
    index.on('GET /f/demo-1.0.tar.gz', reply(403));
    const refused = sha256Of({ ...unlisted, url }, bytes.length, httpFor());
    expect((await failureOf(refused)).code).to.equal('CREDENTIALS_REFUSED');
  });
});
