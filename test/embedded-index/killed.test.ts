import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { useFolder } from '../fixtures/folder.ts';
import { hasArrived, sendBeginning } from './broken-off.ts';
import { type IndexProcess, startBuiltIndex } from './index-process.ts';
import { UploadLedger } from './upload-ledger.ts';

const SEED = 20_261_124;
const KILLS = 24;
/** The uploads follow each other without a pause, so that a longer time would only make more of them. */
const LONGEST_MS = 60;

/** The built program on one folder, which is killed and started again. */
function useKillableIndex(): { start(directory: string): Promise<URL>; kill(): Promise<void> } {
  let running: IndexProcess | null = null;
  const kill = async (): Promise<void> => running?.kill();
  afterEach(kill);
  return {
    start: async (directory) => {
      await kill();
      running = await startBuiltIndex(directory);
      return running.url;
    },
    kill,
  };
}

describe('pysign index serve, killed with kill -9', () => {
  const folder = useFolder();
  const index = useKillableIndex();

  const beginnings: readonly (readonly [string, string, number])[] = [
    ['while it receives the fields', 'name="version"', 0],
    ['while it receives the content', 'name="content"', 150_000],
    ['when the content is there and the signature is arriving', '-----BEGIN PGP SIGNATURE-----', 40],
    ['when only the last two bytes are missing', `--boundary-of-the-tests--`, 23],
  ];
  for (const [phase, mark, more] of beginnings) {
    it(`${phase} lists nothing of the upload, and takes it then`, async () => {
      const directory = await folder.sub(phase);
      const ledger = new UploadLedger();
      const url = await index.start(directory);
      await ledger.send(url);
      const { filename, form } = ledger.next();
      const length = form.body.lastIndexOf(mark) + more;
      const upload = sendBeginning(new URL('legacy/', url), form, length);
      if (form.body.indexOf('name="content"') < length) await hasArrived(join(directory, 'incoming'), 65_536);
      await sleep(30);
      await index.kill();
      await upload;
      const again = await index.start(directory);
      await ledger.expectKept(again);
      expect(await ledger.unlisted(again)).to.deep.equal([filename]);
      await ledger.repeat(again);
    });
  }

  const entries: readonly (readonly [string, string])[] = [
    ['when a folder for the signature appears', 'signatures'],
    ['when a folder for the content appears', 'files'],
    ['when a folder for the record appears', 'records'],
    ['when the record appears', 'records/demo'],
  ];
  for (const [phase, watched] of entries) {
    it(`${phase} lists the upload whole or not at all, and takes it then`, async () => {
      const directory = await folder.sub(phase);
      const ledger = new UploadLedger();
      const url = await index.start(directory);
      await mkdir(join(directory, watched), { recursive: true });
      const watcher = watch(join(directory, watched));
      const appeared = once(watcher, 'change');
      const upload = ledger.send(url);
      await appeared;
      await index.kill();
      watcher.close();
      await upload;
      const again = await index.start(directory);
      await ledger.expectKept(again);
      await ledger.repeat(again);
    });
  }

  it('while it answers an upload has it', async () => {
    const directory = await folder.sub('answering');
    const ledger = new UploadLedger();
    const { headers, body } = ledger.next().form;
    const sent = request(new URL('legacy/', await index.start(directory)), { method: 'POST', headers });
    sent.on('error', () => undefined);
    sent.end(body);
    await once(sent, 'response');
    await index.kill();
    const again = await index.start(directory);
    expect(await ledger.unlisted(again)).to.deep.equal([]);
    await ledger.expectKept(again);
    await ledger.repeat(again);
  });

  it('while it sends a file still has all of it', async () => {
    const directory = await folder.sub('sending');
    const ledger = new UploadLedger();
    const url = await index.start(directory);
    const filename = await ledger.send(url, randomBytes(16 << 20));
    const download = get(new URL(`files/demo/${filename}`, url), (answer) => {
      answer.on('error', () => undefined);
      answer.once('data', () => answer.pause());
    });
    download.on('error', () => undefined);
    await once(download, 'response');
    await index.kill();
    await ledger.expectKept(await index.start(directory));
  });

  it(`at ${String(KILLS)} moments of a stream of uploads has what it said it has, and nothing by half`, async () => {
    const directory = await folder.sub('stream');
    const ledger = new UploadLedger();
    const random = randomNumbers(SEED);
    let interrupted = 0;
    let url = await index.start(directory);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const stream = [ledger.sendUntilRefused(url), ledger.sendUntilRefused(url)];
      await sleep(random() * LONGEST_MS);
      await index.kill();
      await Promise.all(stream);
      url = await index.start(directory);
      interrupted += ledger.unanswered;
      await ledger.expectKept(url);
      await ledger.repeat(url);
    }
    expect(interrupted).to.be.at.least(KILLS);
  });
});

/** Mulberry32: the same moments in every run, as far as the machine is as fast. From 0 to below 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
