import { expect } from 'chai';
import type { PysignError } from '../../src/errors.ts';
import type { Patience } from '../../src/indexes/patience.ts';
import { type Upload, uploadFile, type UploadOutcome } from '../../src/indexes/upload.ts';
import { buildSampleSdist } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { json, reply, resetAfter, type Script, useHostileIndex } from '../fixtures/hostile-index.ts';
import { httpFor } from './plain-http.ts';
import { serverAt, uploadOf } from './sample-upload.ts';

const patience: Patience = { attempts: 4, firstPause: 20, longestPause: 50, longestWait: 1500 };

describe('an upload that fails in a way that passes', () => {
  const folder = useFolder();
  const index = useHostileIndex();
  const pauses: number[] = [];
  let upload: Upload;
  before(async () => {
    upload = await uploadOf(await buildSampleSdist(folder.path, {}), {
      onPause: (_, milliseconds) => pauses.push(milliseconds),
    });
  });
  beforeEach(() => {
    pauses.length = 0;
  });

  async function sent(...scripts: readonly Script[]): Promise<UploadOutcome> {
    index.on('POST /legacy/', ...scripts);
    return uploadFile(upload, await serverAt(index.uploadUrl), httpFor(), patience);
  }
  const posts = (): number => index.requestsTo('POST /legacy/').length;
  const looks = (): number => index.requestsTo('GET /simple/demo/').length;

  for (const status of [408, 425, 500, 502, 503, 504]) {
    it(`${String(status)} is sent again, with the same bytes, after the index was asked`, async () => {
      expect(await sent(reply(status), reply(status), reply(200))).to.deep.include({ outcome: 'uploaded' });
      expect([posts(), looks(), pauses.length]).to.deep.equal([3, 2, 2]);
      const [first, ...others] = index.requestsTo('POST /legacy/').map(({ body }) => contentOf(body));
      expect(others.every((each) => each === first && each !== '')).to.equal(true);
    });
  }

  it('a broken connection is sent again', async () => {
    expect(await sent(resetAfter(0), reply(200))).to.deep.include({ outcome: 'uploaded' });
    expect(posts()).to.be.greaterThan(1);
  });

  for (const status of [400, 401, 403, 404, 413, 422, 501]) {
    it(`${String(status)} is sent once`, async () => {
      const { outcome } = await sent(reply(status), reply(200));
      expect(outcome).to.equal(status === 501 ? 'failed' : 'refused');
      expect(posts()).to.equal(1);
    });
  }

  it('is not sent again where it had arrived all the same', async () => {
    index.on('GET /simple/demo/', listing(upload.sha256));
    expect(await sent(reply(500), reply(400))).to.deep.include({ outcome: 'uploaded' });
    expect(posts()).to.equal(1);
  });

  it('is not sent again where somebody else has the name by now', async () => {
    index.on('GET /simple/demo/', listing('0'.repeat(64)));
    expect((await sent(reply(500), reply(200))).outcome).to.equal('refused');
    expect(posts()).to.equal(1);
  });

  it('is not sent again to an index that does not say whether it has it', async () => {
    index.on('GET /simple/demo/', reply(500));
    expect((await sent(reply(500), reply(200))).outcome).to.equal('unknown');
    expect(posts()).to.equal(1);
  });

  it('is given up after four requests, with waits that grow and are never the same', async () => {
    const result = await sent(reply(503));
    expect(result.outcome).to.equal('failed');
    expect(posts()).to.equal(4);
    expect(pauses).to.have.length(3);
    for (const [position, full] of [20, 40, 50].entries()) expect(pauses[position]).to.be.within(full / 2, full);
  });

  it('that arrived behind a broken answer, and is listed late, is not told as refused', async () => {
    expect((await sent(reply(500), reply(409))).outcome).to.equal('unknown');
  });

  describe('because the index asks for a pause', () => {
    const limits: readonly (readonly [string, Record<string, string>])[] = [
      ['Retry-After in seconds', { 'retry-after': '1' }],
      ['Retry-After as a date', { 'retry-after': new Date(Date.now() + 2_500).toUTCString() }],
      ['RateLimit-Reset', { 'ratelimit-reset': '1' }],
      ['X-RateLimit-Reset in seconds since 1970', { 'x-ratelimit-reset': String(Date.now() / 1000 + 1) }],
    ];
    for (const [name, headers] of limits) {
      it(`${name}: it is given as long as it asks for, where that is short`, async () => {
        expect(await sent(reply(429, headers), reply(200))).to.deep.include({ outcome: 'uploaded' });
        expect(pauses).to.have.length(1);
        expect(pauses[0]).to.be.at.most(1500);
      });
    }

    it('a long one is left to the person, who is told when to come back', async () => {
      const result = await sent(reply(429, { 'retry-after': '7200' }), reply(200));
      const cause: PysignError | null = 'cause' in result ? result.cause : null;
      expect(result.outcome).to.equal('refused');
      expect(cause?.next).to.equal('run the same command again in 7200 seconds');
      expect(posts()).to.equal(1);
    });
  });
});

function listing(sha256: string): Script {
  const file = { filename: 'demo-1.0.tar.gz', url: '/f/demo-1.0.tar.gz', hashes: { sha256 } };
  const page = { meta: { 'api-version': '1.0' }, name: 'demo', files: [file] };
  return json(200, page, 'application/vnd.pypi.simple.v1+json');
}

/** What lies between the head of the part `content` and the end of the form, whose boundary differs each time. */
function contentOf(body: Buffer): string {
  return (
    /name="content";[^\n]*\n[^\n]*\n\r\n(?<content>[\s\S]*)\r\n--/u.exec(body.toString('latin1'))?.groups?.[
      'content'
    ] ?? ''
  );
}
