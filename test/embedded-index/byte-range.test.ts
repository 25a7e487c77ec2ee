import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { expect } from 'chai';
import { assert, nat, option, property } from 'fast-check';
import { wantedBytes } from '../../src/embedded-index/byte-range.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { sha256 } from './served.ts';
import { ARMOUR, post, signaturePart, uploadParts } from './upload-form.ts';

const filename = 'demo-1.0.tar.gz';
const bytes = randomBytes(200_000);
const etag = `"${sha256(bytes)}"`;

interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** Not with fetch, which asks in a way of its own once there is a Range header. */
async function ask(url: URL, headers: Record<string, string>, method = 'GET'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe('a part of a file', () => {
  const index = useEmbeddedIndex();
  const url = (): URL => new URL(`files/demo/${filename}`, index.url);

  before(async () => {
    const told = await post(index.uploadUrl, uploadParts({ filename, bytes }, [signaturePart(ARMOUR)]));
    expect(told.status).to.equal(200);
    const empty = uploadParts({ name: 'empty', filename: 'empty-1.0.tar.gz', bytes: Buffer.alloc(0) });
    expect((await post(index.uploadUrl, empty)).status).to.equal(200);
  });

  const parts: readonly (readonly [string, number, number])[] = [
    ['bytes=0-0', 0, 1],
    ['bytes=0-99', 0, 100],
    ['bytes=70000-140000', 70_000, 140_001],
    ['bytes=199999-', 199_999, 200_000],
    ['bytes=1000-', 1000, 200_000],
    ['bytes=1000-999999999999999999999999', 1000, 200_000],
    ['bytes=-1', 199_999, 200_000],
    ['bytes=-70000', 130_000, 200_000],
    ['bytes=-200001', 0, 200_000],
    ['Bytes = 5 - 6 ', 5, 7],
  ];
  for (const [range, first, end] of parts) {
    it(`is sent for ${range}`, async () => {
      const answer = await ask(url(), { range });
      expect(answer.status).to.equal(206);
      expect(answer.headers).to.include({
        'content-range': `bytes ${String(first)}-${String(end - 1)}/200000`,
        'content-length': String(end - first),
        'content-type': 'application/octet-stream',
        'accept-ranges': 'bytes',
        etag,
      });
      expect(answer.body).to.deep.equal(bytes.subarray(first, end));
    });
  }

  for (const range of ['bytes=200000-', 'bytes=200000-200001', 'bytes=-0', `bytes=${'9'.repeat(400)}-`]) {
    it(`is 416 where nothing is: ${range.slice(0, 40)}`, async () => {
      const answer = await ask(url(), { range });
      expect(answer.status).to.equal(416);
      expect(answer.headers['content-range']).to.equal('bytes */200000');
      expect(answer.body.length).to.be.lessThan(200);
    });
  }

  const others = ['', 'bytes', 'bytes=', 'bytes=-', 'bytes=9-8', 'bytes=a-b', 'bytes=0x1-2', 'lines=1-2', 'bytes=-1-2'];
  for (const range of [...others, 'bytes=0-1,5-6', 'bytes=1.5-2', 'bytes=--1']) {
    it(`is the whole for ${JSON.stringify(range)}, which is not one range`, async () => {
      const answer = await ask(url(), { range });
      expect(answer.status).to.equal(200);
      expect(answer.headers['content-range']).to.equal(undefined);
      expect(answer.body.equals(bytes)).to.equal(true);
    });
  }

  it('of an empty file is the whole, or 416', async () => {
    const empty = new URL('files/empty/empty-1.0.tar.gz', index.url);
    expect((await ask(empty, { range: 'bytes=-5' })).status).to.equal(200);
    expect((await ask(empty, { range: 'bytes=0-' })).status).to.equal(416);
    expect((await ask(empty, {})).headers['content-length']).to.equal('0');
  });

  it('of a signature is sent too', async () => {
    const { status, body } = await ask(new URL(`${url().href}.asc`), { range: 'bytes=0-26' });
    expect([status, body.toString()]).to.deep.equal([206, ARMOUR.slice(0, 27)]);
  });

  it('is sent only if the rest is still of the same file', async () => {
    const range = 'bytes=10-19';
    const resumed = await ask(url(), { range, 'if-range': etag });
    expect(resumed.status).to.equal(206);
    expect(resumed.body).to.deep.equal(bytes.subarray(10, 20));
    for (const ifRange of ['"other"', `W/${etag}`, '*', new Date().toUTCString()]) {
      const whole = await ask(url(), { range, 'if-range': ifRange });
      expect(whole.status, ifRange).to.equal(200);
      expect(whole.body.length).to.equal(bytes.length);
    }
    expect((await ask(url(), { range: 'bytes=999999-', 'if-range': '"other"' })).status).to.equal(200);
  });

  it('is the same as of the file on the other side, whatever is asked', () => {
    assert(
      property(nat(50), option(nat(60)), option(nat(60)), (size, first, last) => {
        const whole = Array.from({ length: size }, (_, position) => position);
        const found = wantedBytes(`bytes=${String(first ?? '')}-${String(last ?? '')}`, size);
        const none: readonly number[] = [];
        const asked =
          first === null
            ? last === 0 || last === null
              ? none
              : whole.slice(-last)
            : whole.slice(first, (last ?? 60) + 1);
        if (found.wanted === 'part') expect(whole.slice(found.first, found.last + 1)).to.deep.equal(asked);
        else if (found.wanted === 'nothing-there') expect(asked).to.deep.equal(none);
        else expect((first === null && last === null) || size === 0 || (last ?? 60) < (first ?? 0)).to.equal(true);
      }),
    );
  });
});

describe('a file that the client has already', () => {
  const index = useEmbeddedIndex();
  const url = (): URL => new URL(`files/demo/${filename}`, index.url);
  before(async () => {
    expect((await post(index.uploadUrl, uploadParts({ filename, bytes }))).status).to.equal(200);
  });

  for (const method of ['GET', 'HEAD']) {
    it(`is not sent again to a ${method}`, async () => {
      for (const known of [etag, `W/${etag}`, '*', `"a", ${etag} , "b"`]) {
        const answer = await ask(url(), { 'if-none-match': known }, method);
        expect(answer.status, known).to.equal(304);
        expect(answer.headers['etag']).to.equal(etag);
        expect(answer.body.length).to.equal(0);
      }
      for (const other of ['"a"', etag.slice(1, -1), '', '"a", "b"']) {
        expect((await ask(url(), { 'if-none-match': other }, method)).status, other).to.equal(200);
      }
    });
  }

  it('is not sent in part either', async () => {
    expect((await ask(url(), { 'if-none-match': etag, range: 'bytes=0-1' })).status).to.equal(304);
  });

  it('is told of by HEAD exactly as by GET, for which a range has no meaning', async () => {
    const { date: _, ...whole } = (await ask(url(), {})).headers;
    for (const headers of [{}, { range: 'bytes=0-9' }, { range: 'bytes=999999-' }, { 'if-none-match': '"x"' }]) {
      const head = await ask(url(), headers, 'HEAD');
      const { date: __, ...told } = head.headers;
      expect(head.status).to.equal(200);
      expect(told).to.deep.equal(whole);
      expect(head.body.length).to.equal(0);
    }
  });
});
