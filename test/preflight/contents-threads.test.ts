import { expect } from 'chai';
import { ContentsReader } from '../../src/distributions/contents-threads.ts';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { makeWheel } from '../fixtures/made-distributions.ts';

describe('reading wheels to their ends', () => {
  const folder = useFolder();

  it('finds the same on threads of their own as on this one, faults and failures included', async () => {
    const here = await folder.sub('threads');
    const good = await buildSampleWheel(here, { payloadBytes: 100_000 });
    const bad = await makeWheel(here, { name: 'bad', record: null });
    const gone = `${here}/gone-1.0-py3-none-any.whl`;
    const onThis = new ContentsReader();
    const onOthers = new ContentsReader();
    // What is said of the size decides; the files themselves are small.
    const large = 1 << 30;
    for (const path of [good, bad]) {
      expect(await onOthers.contentsOf(path, large)).to.deep.equal(await onThis.contentsOf(path, 1));
    }
    const failures = await Promise.allSettled([onThis.contentsOf(gone, 1), onOthers.contentsOf(gone, large)]);
    expect(failures.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(String(failures.map((each) => ('reason' in each ? String(each.reason) : '')))).to.match(/ENOENT.*ENOENT/u);
    onOthers.close();
  });
});
