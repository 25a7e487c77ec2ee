import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { buildSampleSdist, buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { programPath, pysign, surroundings } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';
import { FaultProxy } from './fault-proxy.ts';
import { digestOf, storedIn } from './trial.ts';

const TIMES = 20;

interface Running {
  readonly child: ChildProcessByStdio<null, null, Readable>;
  readonly paths: readonly string[];
  /** Everything on standard error so far. */
  readonly said: () => string;
}

/** Resolves when the moment has come to kill. */
type Moment = (running: Running) => Promise<void>;

async function until(condition: () => boolean | Promise<boolean>, { child }: Running): Promise<void> {
  while (!(await condition()) && child.exitCode === null) await sleep(1);
}

describe('a release that is killed', () => {
  const author = useAuthor('ed25519');
  const room = useFolder();
  const index = useEmbeddedIndex();
  let proxy: FaultProxy;
  let flags: readonly string[] = [];
  before(async () => {
    proxy = new FaultProxy(index.uploadUrl);
    flags = ['--repository-url', (await proxy.listen(index.uploadUrl)).href];
  });
  after(async () => proxy.close());

  const has = async (path: string): Promise<boolean> => {
    return (await (await storedIn(index.folder)).digests(basename(path))).length > 0;
  };
  const moments: readonly (readonly [string, Moment])[] = [
    ['while it signs', async (running) => until(() => running.said().includes('signing'), running)],
    [
      'while it puts a signature in place',
      async (running) =>
        until(() => {
          const [first = ''] = running.paths;
          return readdirSync(dirname(first)).some((name) => name.includes('.asc'));
        }, running),
    ],
    ['while it sends', async (running) => until(() => running.said().includes('uploading'), running)],
    [
      'after it has sent everything, before an answer',
      async (running) => until(async () => has(running.paths[0] ?? ''), running),
    ],
    ['while it proves', async (running) => until(() => running.said().includes('fetching'), running)],
  ];

  for (const [phase, moment] of moments) {
    it(`${String(TIMES)} times ${phase} is finished by the same command`, async function killedRuns() {
      this.timeout(300_000);
      let killed = 0;
      for (let run = 0; run < TIMES; run += 1) {
        const name = `k${String(moments.findIndex(([each]) => each === phase))}x${String(run)}`;
        const folder = await room.sub(name);
        const wheel = await buildSampleWheel(folder, { name, payloadBytes: 400_000 });
        const paths = [wheel, await buildSampleSdist(folder, { name })];
        const swallowed = { method: 'POST', spared: 0, times: 1, fault: { fault: 'stall', afterBytes: 1e9 } } as const;
        proxy.plan(phase.includes('before an answer') ? swallowed : null);
        killed += (await startAndKill(paths, moment, run)) ? 1 : 0;
        proxy.plan(null);
        const again = await pysign(['release', '--json', '--signatures', 'require', ...flags, ...paths], author);
        expect(again.exitCode, again.stdout).to.equal(0);
        const receipt = receiptFrom(again);
        expect(receipt.files.map(({ signature }) => signature.fate)).to.deep.equal(['kept', 'kept']);
        const disk = await storedIn(index.folder);
        for (const path of paths.flatMap((each) => [each, `${each}.asc`])) {
          expect(existsSync(path)).to.equal(true);
          expect(await disk.digests(basename(path)), path).to.deep.equal([await digestOf(path)]);
        }
      }
      process.stdout.write(`      killed ${String(killed)} of ${String(TIMES)} ${phase}\n`);
      expect(killed).to.equal(TIMES);
    });
  }

  /** @returns whether it was killed, and had not ended before. */
  async function startAndKill(paths: readonly string[], moment: Moment, run: number): Promise<boolean> {
    const child = spawn(process.execPath, [programPath, 'release', ...flags, ...paths], {
      env: surroundings(author.env),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const exited = once(child, 'exit');
    await moment({ child, paths, said: () => said });
    // A little later each time.
    await sleep(run % 5);
    child.kill('SIGKILL');
    const ended: readonly unknown[] = await exited;
    return ended[0] === null;
  }
});
