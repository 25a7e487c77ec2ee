import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hashContent, hashFile, readChunks } from '../src/content.ts';

describe('content', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pysign-content-'));
  });
  after(async () => rm(folder, { recursive: true }));

  it('is hashed once into every state that is asked for', async () => {
    const content = await hashContent(pieces('one', 'two'), ['sha512']);
    expect(content.size).to.equal(6);
    expect(content.sha256).to.equal(createHash('sha256').update('onetwo').digest('hex'));
    expect(content.state('sha512').hex()).to.equal(createHash('sha512').update('onetwo').digest('hex'));
    expect(content.has('sha384')).to.equal(false);
    expect(() => content.state('sha384')).to.throw(RangeError, 'sha384');
  });

  it('can be extended again and again without being used up', async () => {
    const state = (await hashContent(pieces('body'))).state('sha256');
    const expected = createHash('sha256').update('body').update('tail').digest('hex');
    for (let time = 0; time < 3; time += 1) {
      expect(Buffer.from(state.extend(Buffer.from('ta'), Buffer.from('il'))).toString('hex')).to.equal(expected);
    }
    expect(state.hex()).to.equal(createHash('sha256').update('body').digest('hex'));
  });

  it('of a file is its bytes, whatever its length', async () => {
    for (const size of [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) * 2 + 7]) {
      const bytes = Buffer.alloc(size, 'pysign');
      const path = join(folder, String(size));
      await writeFile(path, bytes);
      const content = await hashFile(path);
      expect(content.size).to.equal(size);
      expect(content.sha256).to.equal(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('of a file that is not read to its end leaves no open file behind', async () => {
    const path = join(folder, 'large');
    await writeFile(path, Buffer.alloc(3 << 20));
    for await (const chunk of readChunks(path)) {
      expect(chunk.length).to.equal(1 << 20);
      break;
    }
    await rm(path);
  });
});

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Promise.resolve(Buffer.from(text));
}
