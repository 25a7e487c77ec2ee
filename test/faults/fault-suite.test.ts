import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { buildSampleSdist, buildSampleWheel } from '../fixtures/distributions.ts';
import { useDevpi } from '../fixtures/devpi.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { FaultProxy } from './fault-proxy.ts';
import { randomFrom, randomPlan } from './random-plan.ts';
import { expectFinished, expectTrue, type Place, releaseOnce, servicesFor } from './trial.ts';

const SEED = 20_260_501;

interface Server {
  readonly uploadUrl: URL;
  readonly folder: string;
}

function tell(title: string, tally: string): void {
  expect(tally).not.to.equal('');
  process.stdout.write(`      ${title}, seed ${String(SEED)}\n${tally}\n`);
}

describe('a release through a network that breaks at random', () => {
  const author = useAuthor('ed25519');
  const room = useFolder();
  const embedded = useEmbeddedIndex();
  const pypiserver = usePypiserver();
  const devpi = useDevpi();

  async function runs(count: number, name: string, server: Server, login: Place['login']): Promise<string> {
    const proxy = new FaultProxy(server.uploadUrl);
    const uploadUrl = await proxy.listen(server.uploadUrl);
    const place: Place = { uploadUrl, folder: server.folder, login, keepsSignatures: name !== 'devpi' };
    const random = randomFrom(SEED);
    const tally = new Map<string, number>();
    try {
      for (let run = 0; run < count; run += 1) {
        const plan = randomPlan(random);
        const folder = await room.sub(`${name}-${String(run)}`);
        const project = { name: `${name}${String(run)}`, payloadBytes: 3000 };
        const paths = [await buildSampleWheel(folder, project), await buildSampleSdist(folder, project)];
        const services = await servicesFor(author.env, place);
        proxy.plan(plan);
        const words = `run ${String(run)} of seed ${String(SEED)}: ${JSON.stringify(plan)}`;
        try {
          const first = await releaseOnce(paths, place, services);
          const said =
            first instanceof PysignError ? first.code : first.files.map(({ upload }) => upload.outcome).join(', ');
          const key = `${plan.fault.fault}${proxy.suffered === 0 ? ' (not met)' : ''}: ${said}`;
          tally.set(key, (tally.get(key) ?? 0) + 1);
          if (!(first instanceof PysignError)) await expectTrue(first, paths, place);
          proxy.plan(null);
          await expectFinished(paths, place, services);
        } catch (error) {
          throw new Error(words, { cause: error });
        }
      }
    } finally {
      await proxy.close();
    }
    const lines = [...tally].toSorted(([one], [other]) => one.localeCompare(other));
    return lines.map(([key, times]) => `        ${String(times).padStart(4)}  ${key}`).join('\n');
  }

  it('200 times to the embedded index: every receipt is true, and the same command finishes', async function embeddedRuns() {
    this.timeout(600_000);
    tell('embedded index', await runs(200, 'embedded', embedded, null));
  });

  it('20 times to pypiserver', async function pypiserverRuns() {
    this.timeout(300_000);
    tell('pypiserver', await runs(20, 'pypiserver', pypiserver, null));
  });

  it('20 times to devpi', async function devpiRuns() {
    this.timeout(300_000);
    tell('devpi', await runs(20, 'devpi', devpi, devpi.credentials));
  });
});
