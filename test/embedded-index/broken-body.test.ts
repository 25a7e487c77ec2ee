import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { listed, listedNames } from './served.ts';
import { ARMOUR, BOUNDARY, filePart, multipart, post, send, signaturePart, uploadParts } from './upload-form.ts';

describe('an upload whose body is broken', () => {
  const index = useEmbeddedIndex();
  const form = multipart([...uploadParts({}), signaturePart(ARMOUR)]);
  const closing = form.body.lastIndexOf(`--${BOUNDARY}--`) + `--${BOUNDARY}--`.length;

  async function leftBehind(): Promise<readonly string[]> {
    return readdir(join(index.folder, 'incoming'));
  }

  it('stores nothing, wherever it ends before its closing boundary', async () => {
    const near = Array.from({ length: BOUNDARY.length + 12 }, (_, back) => closing - 1 - back);
    const everywhere = Array.from({ length: 60 }, (_, part) => Math.floor((form.body.length * part) / 61));
    for (const length of [...near, ...everywhere]) {
      const told = await send(index.uploadUrl, { ...form, body: form.body.subarray(0, length) });
      expect(told.status, `cut after ${String(length)} bytes`).to.equal(400);
    }
    expect(await listed(index.url)).to.deep.equal([]);
    expect(await leftBehind()).to.deep.equal([]);
  });

  it('stores nothing when the connection ends, wherever that is', async () => {
    for (const part of [0, 0.2, 0.5, 0.9, 1]) {
      await breakOff(index.uploadUrl, form.body.subarray(0, Math.floor((closing - 2) * part)));
    }
    await eventually(async () => (await leftBehind()).length === 0);
    expect(await listed(index.url)).to.deep.equal([]);
  });

  it('stores nothing when its parts are garbage', async () => {
    const text = form.body.toString('latin1');
    const garbage = [
      text.replaceAll(BOUNDARY, 'another-boundary'),
      text.replace(`--${BOUNDARY}`, `--${BOUNDARY}--\r\n--${BOUNDARY}`),
      text.replaceAll('form-data', 'attachment'),
      text.replaceAll('name="content"', 'nome="content"'),
      '\r\n'.repeat(1000),
      `--${BOUNDARY}--`,
      '',
    ];
    for (const body of garbage) {
      const { status } = await send(index.uploadUrl, { ...form, body: Buffer.from(body, 'latin1') });
      expect(status).to.be.oneOf([400, 404]);
    }
    expect(await listed(index.url)).to.deep.equal([]);
    expect(await leftBehind()).to.deep.equal([]);
  });

  it('stores nothing when it has files without end', async () => {
    const flood = Array.from({ length: 40 }, (_, position) => filePart(`f${String(position)}`, 'f', 'x'));
    expect((await post(index.uploadUrl, [...flood, ...uploadParts({})])).status).to.equal(400);
    expect((await post(index.uploadUrl, [...uploadParts({}), ...flood])).status).to.equal(400);
    expect(await listed(index.url)).to.deep.equal([]);
  });

  it('does not harm the next one, which may come in small pieces and without a length', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(index.uploadUrl, { method: 'POST', headers: { ...form.headers, expect: '100-continue' } });
      sent.once('response', (answer) => resolve(answer.resume().statusCode ?? 0));
      sent.once('error', reject);
      sent.once('continue', () => {
        for (let at = 0; at < form.body.length; at += 7) sent.write(form.body.subarray(at, at + 7));
        sent.end();
      });
      sent.flushHeaders();
    });
    expect(status).to.equal(200);
    expect(await listedNames(index.url)).to.deep.equal(['demo-1.0-py3-none-any.whl']);
    expect(await leftBehind()).to.deep.equal([]);
  });

  it('may have a preamble, and an epilogue or none', async () => {
    const bodies = [`preamble\r\n${form.body.toString('latin1')}`, `${form.body.toString('latin1')}epilogue`];
    for (const body of [...bodies, form.body.toString('latin1').slice(0, closing)]) {
      expect((await send(index.uploadUrl, { ...form, body: Buffer.from(body, 'latin1') })).status).to.equal(200);
    }
  });
});

/** Sends some of what it promised, then drops the connection. */
async function breakOff(url: URL, some: Uint8Array): Promise<void> {
  const { headers, body } = multipart(uploadParts({}));
  await new Promise<void>((resolve) => {
    const sent = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length + 1000) },
    });
    sent.on('error', () => undefined);
    sent.once('close', () => resolve());
    sent.write(some, () => setTimeout(() => sent.destroy(), 20));
  });
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error('it did not come about within two seconds');
}
