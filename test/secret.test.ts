import { inspect } from 'node:util';
import { expect } from 'chai';
import { Secret } from '../src/secret.ts';

describe('a secret', () => {
  const secret = new Secret('hunter2-hunter2');

  it('cannot be printed in any of the usual ways', () => {
    const prints = [
      String(secret),
      `${String(secret)}!`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect([{ secret }], { depth: 9, showHidden: true }),
    ];
    expect(prints.join('\n')).not.to.include('hunter2');
    expect(Object.values(secret)).to.deep.equal([]);
  });

  it('comes out where it is asked for', () => {
    expect(secret.reveal()).to.equal('hunter2-hunter2');
  });
});
