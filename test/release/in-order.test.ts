import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { inOrder } from '../../src/release/in-order.ts';

describe('work on several items at once', () => {
  it('is answered in their order, and never does more at once than allowed', async () => {
    let busy = 0;
    let most = 0;
    const results = await inOrder([30, 1, 20, 1, 10], 2, async (milliseconds) => {
      busy += 1;
      most = Math.max(most, busy);
      await sleep(milliseconds);
      busy -= 1;
      return `waited ${String(milliseconds)}`;
    });
    expect(results).to.deep.equal(['waited 30', 'waited 1', 'waited 20', 'waited 1', 'waited 10']);
    expect(most).to.equal(2);
  });

  it('starts nothing after a failure, and waits for what is under way', async () => {
    const started: number[] = [];
    const finished: number[] = [];
    const work = inOrder([0, 1, 2, 3, 4], 2, async (item) => {
      started.push(item);
      await sleep(item === 0 ? 5 : 20);
      if (item === 0) throw new Error('the first');
      finished.push(item);
    });
    const failure = await work.catch((error: unknown) => error);
    expect(String(failure)).to.include('the first');
    expect([started, finished]).to.deep.equal([[0, 1], [1]]);
  });

  it('of nothing is nothing', async () => {
    expect(await inOrder([], 3, async () => Promise.resolve(1))).to.deep.equal([]);
  });
});
