import { expect } from 'chai';
import { buildSampleSdist, buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { type Script, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign } from '../fixtures/program.ts';

/** Long enough for the others to come too. */
const SLOW_MS = 400;

describe('the number of uploads at a time', () => {
  const folder = useFolder();
  const index = useHostileIndex();
  let paths: readonly string[] = [];
  /** How many others were on their way when each upload came, by file name. */
  const others = new Map<string, number>();
  let onTheirWay = 0;

  const slowly: Script = (request, response) => {
    const begun = onTheirWay;
    onTheirWay += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const name = /filename="(?<name>[^"]+)"/u.exec(Buffer.concat(chunks).toString('latin1'))?.groups?.['name'] ?? '';
      others.set(name, begun);
      setTimeout(() => {
        onTheirWay -= 1;
        response.writeHead(200).end();
      }, SLOW_MS);
    });
  };

  before(async () => {
    const tags = ['cp310-none-any', 'cp311-none-any', 'cp312-none-any', 'cp313-none-any'];
    const wheels = await Promise.all(tags.map(async (each) => buildSampleWheel(folder.path, { tags: each })));
    paths = [...wheels, await buildSampleSdist(folder.path)];
  });
  beforeEach(() => {
    others.clear();
    index.on('POST /legacy/', slowly);
  });

  async function upload(...flags: readonly string[]): Promise<readonly number[]> {
    const args = ['upload', '--signatures', 'off', '--repository-url', index.uploadUrl.href, ...flags, ...paths];
    const run = await pysign(args, { env: {} });
    expect(run.exitCode, run.stderr).to.equal(0);
    return paths.map((path) => others.get(path.slice(path.lastIndexOf('/') + 1)) ?? -1);
  }

  it('is one where nobody says otherwise', async () => {
    expect(await upload()).to.deep.equal([0, 0, 0, 0, 0]);
  });

  it('is kept to after the first file, which goes alone, and before the sdists, which come last', async () => {
    const [first, ...rest] = await upload('--jobs', '3');
    const sdist = rest.pop();
    expect([first, sdist]).to.deep.equal([0, 0]);
    expect(rest).to.have.members([0, 1, 2]);
  });
});
