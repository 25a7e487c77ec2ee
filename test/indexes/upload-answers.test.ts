import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { PysignError } from '../../src/errors.ts';
import { usualPatience } from '../../src/indexes/patience.ts';
import { type Upload, uploadFile, type UploadOutcome } from '../../src/indexes/upload.ts';
import { buildSampleSdist, buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import {
  json,
  refuseEarly,
  reply,
  replySaying,
  resetAfter,
  type Script,
  unusedPort,
  useHostileIndex,
} from '../fixtures/hostile-index.ts';
import { eventually } from '../http/eventually.ts';
import { httpFor } from './plain-http.ts';
import { serverAt, uploadOf } from './sample-upload.ts';

const HTML = { 'content-type': 'text/html' };
const THEIRS = '0'.repeat(64);

function causeOf(result: UploadOutcome, outcome: UploadOutcome['outcome']): PysignError {
  expect(result.outcome).to.equal(outcome);
  if (!('cause' in result)) throw new Error('it has no cause');
  return result.cause;
}

describe('the answer to an upload', () => {
  const folder = useFolder();
  const index = useHostileIndex();
  let upload: Upload;
  before(async () => {
    upload = await uploadOf(await buildSampleSdist(folder.path, {}));
  });

  async function answeredWith(script: Script, sending = upload): Promise<UploadOutcome> {
    index.on('POST /legacy/', script);
    const once = { ...usualPatience, attempts: 1 };
    const outcome = await uploadFile(sending, await serverAt(index.uploadUrl), httpFor(), once);
    await eventually(() => index.requestsTo('POST /legacy/').length > 0);
    expect(index.requestsTo('POST /legacy/').length).to.equal(1);
    return outcome;
  }

  /** The listing names our file with this digest. */
  function listing(sha256: string): void {
    const file = { filename: 'demo-1.0.tar.gz', url: '/f/demo-1.0.tar.gz', hashes: { sha256 } };
    const page = { meta: { 'api-version': '1.0' }, name: 'demo', files: [file] };
    index.on('GET /simple/demo/', json(200, page, 'application/vnd.pypi.simple.v1+json'));
  }

  for (const status of [200, 201, 202]) {
    it(`${String(status)} is uploaded`, async () => {
      expect(await answeredWith(reply(status))).to.deep.include({ outcome: 'uploaded' });
    });
  }

  it('200 with a login page is refused', async () => {
    const cause = causeOf(await answeredWith(reply(200, HTML, '<input type="password">')), 'refused');
    expect(cause.code).to.equal('INDEX_REFUSED');
    expect(cause.message).to.include('login page');
  });

  for (const status of [401, 403]) {
    it(`${String(status)} is refused, with the server's words and what to check`, async () => {
      const cause = causeOf(await answeredWith(json(status, { code: `${String(status)} Invalid token.` })), 'refused');
      expect(cause.code).to.equal('CREDENTIALS_REFUSED');
      expect(cause.message).to.match(/: 40[13] Invalid token\.$/u);
      expect(cause.next).to.include('TWINE_PASSWORD');
    });
  }

  for (const status of [404, 405]) {
    it(`${String(status)} names the address that uploads probably go to`, async () => {
      const cause = causeOf(await answeredWith(reply(status)), 'refused');
      expect(cause.code).to.equal('INDEX_REFUSED');
      expect(cause.next).to.equal(`--repository-url ${index.url.href}`);
      index.on('POST /simple/', reply(status));
      const simple = await uploadFile(upload, await serverAt(index.simpleUrl), httpFor());
      expect(causeOf(simple, 'refused').next).to.equal(`--repository-url ${index.uploadUrl.href}`);
      expect(causeOf(simple, 'refused').details.join()).to.include('the address that installers use');
      index.on('POST /', reply(status));
      const bare = await uploadFile(upload, await serverAt(index.url), httpFor());
      expect(causeOf(bare, 'refused').next).to.equal(`--repository-url ${index.uploadUrl.href}`);
    });
  }

  it('a redirect is not followed, and the corrected address is named', async () => {
    const cause = causeOf(await answeredWith(reply(308, { location: '/api/legacy/?t=1' })), 'refused');
    expect(cause.code).to.equal('INDEX_REFUSED');
    expect(cause.next).to.equal(`--repository-url ${new URL('/api/legacy/', index.url).href}`);
    const away = causeOf(await answeredAgain(reply(302, { location: 'https://u:p@sso.example/login' })), 'refused');
    expect(away.next).to.equal('make sure that this is your index, then --repository-url https://sso.example/login');
    const nowhere = causeOf(await answeredAgain(reply(302)), 'refused');
    expect(nowhere.message).to.include('does not say where');
  });

  async function answeredAgain(script: Script): Promise<UploadOutcome> {
    index.on('POST /legacy/', script);
    return uploadFile(upload, await serverAt(index.uploadUrl), httpFor());
  }

  it('413 before the end is told as that, though the connection is reset', async () => {
    const big = await uploadOf(await buildSampleWheel(folder.path, { payloadBytes: 4 << 20 }));
    const cause = causeOf(await answeredWith(refuseEarly(413, 'too much'), big), 'refused');
    expect(cause.code).to.equal('INDEX_REFUSED');
    expect(cause.message).to.include('takes no file as large as').and.include('too much');
    expect(cause.details).to.deep.equal([`it is ${String(big.size)} bytes`]);
  });

  it('429 says when to come again', async () => {
    const cause = causeOf(await answeredWith(reply(429, { 'retry-after': '40' })), 'refused');
    expect(cause.next).to.equal('run the same command again in 40 seconds');
  });

  describe('in the words of the server', () => {
    const said: readonly (readonly [string, Script, string])[] = [
      ['JSON code', json(400, { code: '400 Not a version', message: 'It is malformed.' }), '400 Not a version'],
      ['JSON message', json(400, { code: 400, message: 'Not a\nversion' }), '400 Not a version'],
      ['JSON that says nothing', json(400, { code: '400 Bad Request' }), '400 Bad Request'],
      ['the reason phrase', replySaying(400, 'Not a version', HTML, '<p>Sorry'), '400 Not a version'],
      [
        'HTML',
        reply(422, HTML, '<head><title>T</title></head><style>p{}</style><p>No &lt;b&gt;</p> <i>now</i>'),
        '422 No <b> now',
      ],
      [
        'preformatted text in HTML',
        reply(400, HTML, '<h1>Error</h1><p>Sorry</p><pre>No version</pre>'),
        '400 No version',
      ],
      ['plain text', reply(400, { 'content-type': 'text/plain' }, 'No version\n'), '400 No version'],
      ['nothing', reply(418), `418 I'm a Teapot`],
    ];
    for (const [what, script, words] of said) {
      it(`from ${what}`, async () => {
        const { message, code } = causeOf(await answeredWith(script), 'refused');
        expect(code).to.equal('INDEX_REFUSED');
        expect(message).to.equal(`${index.url.host} refuses demo-1.0.tar.gz: ${words}`);
      });
    }

    it('on one line of bounded length', async () => {
      const { message } = causeOf(await answeredWith(reply(400, HTML, `<p>${'long\n'.repeat(5000)}`)), 'refused');
      expect(message).not.to.include('\n');
      expect(message.length).to.be.lessThan(300);
    });
  });

  const taken: readonly (readonly [string, Script])[] = [
    ['409', reply(409, HTML, 'conflict')],
    ['400 that says so in the body', json(400, { code: "400 File already exists ('demo')." })],
    ['400 that says so in the reason', replySaying(400, 'File already exists', HTML, '')],
  ];
  for (const [what, script] of taken) {
    describe(what, () => {
      it('is already there where the same bytes are listed', async () => {
        listing(upload.sha256);
        expect(await answeredWith(script)).to.deep.include({ outcome: 'already-there' });
      });

      it('is refused with both digests where others are', async () => {
        listing(THEIRS);
        const cause = causeOf(await answeredWith(script), 'refused');
        expect(cause.code).to.equal('FILE_EXISTS');
        expect(cause.exitCode).to.equal(5);
        expect(cause.details).to.deep.equal([`ours   sha256 ${upload.sha256}`, `theirs sha256 ${THEIRS}`]);
        expect(cause.next).to.equal('raise the version; a file name can be used once');
      });

      it('is refused where nothing is listed', async () => {
        expect(causeOf(await answeredWith(script), 'refused').code).to.equal('INDEX_REFUSED');
      });

      it('is refused, with our digest, where the listing cannot be read', async () => {
        index.on('GET /simple/demo/', reply(500));
        const cause = causeOf(await answeredWith(script), 'refused');
        expect(cause.code).to.equal('FILE_EXISTS');
        expect(cause.details[0]).to.equal(`ours   sha256 ${upload.sha256}`);
      });
    });
  }

  it('compares the bytes served where the listing gives no digest', async () => {
    const other = createHash('sha256').update('other').digest('hex');
    index.on('GET /simple/demo/', reply(200, HTML, '<a href="/f/demo-1.0.tar.gz">demo-1.0.tar.gz</a>'));
    index.on('GET /f/demo-1.0.tar.gz', reply(200, {}, 'other'));
    const cause = causeOf(await answeredWith(reply(409)), 'refused');
    expect(cause.details[1]).to.equal(`theirs sha256 ${other}`);
  });

  const open: readonly (readonly [string, Script, string])[] = [
    ['500', reply(500, HTML, '<h1>Oops</h1>'), 'INDEX_FAILED'],
    ['503', reply(503), 'INDEX_FAILED'],
    ['a reset in the middle', resetAfter(100), 'INDEX_UNREACHABLE'],
  ];
  for (const [what, script, code] of open) {
    describe(what, () => {
      it('is uploaded where the file is listed all the same', async () => {
        listing(upload.sha256);
        expect(await answeredWith(script)).to.deep.include({ outcome: 'uploaded' });
      });

      it('has failed where it is not listed', async () => {
        const cause = causeOf(await answeredWith(script), 'failed');
        expect(cause.code).to.equal(code);
        expect(cause.message).to.include(index.url.host);
        expect(cause.next).to.include('run the same command again');
      });

      it('is refused where other bytes are listed', async () => {
        listing(THEIRS);
        expect(causeOf(await answeredWith(script), 'refused').code).to.equal('FILE_EXISTS');
      });

      it('is unknown where the listing cannot be read', async () => {
        index.on('GET /simple/demo/', reply(502));
        expect(causeOf(await answeredWith(script), 'unknown').code).to.equal(code);
      });
    });
  }

  it('that never came, because nobody listens any more, leaves it unknown', async () => {
    const server = await serverAt(index.uploadUrl);
    const gone = new URL(`http://127.0.0.1:${String(await unusedPort())}/`);
    const outcome = await uploadFile(upload, { ...server, uploadUrl: gone, simpleUrl: gone }, httpFor());
    expect(causeOf(outcome, 'unknown').code).to.equal('INDEX_UNREACHABLE');
  });

  it('to the usual causes of a broken upload points', async () => {
    const cause = causeOf(await answeredWith(resetAfter(100)), 'failed');
    expect(cause.details.join(' ')).to.include('too large').and.include('credentials');
  });

  it('holds no credentials, whatever the server repeats', async () => {
    const http = httpFor(index.url, { username: 'author', password: 'sehr-geheim' });
    index.on('POST /legacy/', (request, response) => {
      request.resume();
      request.once('end', () => response.writeHead(403).end());
    });
    const cause = causeOf(await uploadFile(upload, await serverAt(index.uploadUrl), http), 'refused');
    expect(index.requestsTo('POST /legacy/')[0]?.headers.authorization).to.match(/^Basic /u);
    expect(JSON.stringify([cause.message, cause.next, cause.details])).not.to.include('sehr-geheim');
  });

  it('reports progress up to the size of the file', async () => {
    const path = await buildSampleWheel(folder.path, { version: '2.0', payloadBytes: 3 << 20 });
    const seen: number[] = [];
    const sending = await uploadOf(path, { onProgress: (sent) => seen.push(sent) });
    await answeredWith(reply(200), sending);
    expect(seen.length).to.be.greaterThan(2);
    expect(seen).to.deep.equal(seen.toSorted((one, other) => one - other));
    expect(seen.at(-1)).to.equal(sending.size);
  });

  it('has failed when the file was emptied or removed since it was signed', async () => {
    const path = await buildSampleSdist(await folder.sub('gone'), {});
    const sending = await uploadOf(path);
    const server = await serverAt(index.uploadUrl);
    index.on('POST /legacy/', reply(200));
    for (const spoil of [async () => writeFile(path, ''), async () => rm(path)]) {
      await spoil();
      expect(causeOf(await uploadFile(sending, server, httpFor()), 'failed').code).to.equal('FILE_CHANGED');
    }
    expect(index.requests.filter(({ isComplete }) => isComplete).map(({ method }) => method)).to.deep.equal(['GET']);
  });
});
