import { expect } from 'chai';
import * as fc from 'fast-check';
import { editDistance, nearest } from '../../src/config/nearest.ts';

const known = ['upload-url', 'simple-url', 'delivery', 'jobs'];

describe('the nearest known word', () => {
  it('is the one that was mistyped', () => {
    expect(nearest('uploadurl', known)).to.equal('upload-url');
    expect(nearest('Simple_URL', known)).to.equal('simple-url');
    expect(nearest('job', known)).to.equal('jobs');
  });

  it('is none when nothing is near', () => {
    expect(nearest('colour', known)).to.equal(null);
    expect(nearest('x'.repeat(100_000), known)).to.equal(null);
  });

  it('is found by a distance: zero for equal words only, the same both ways, and never shorter by a detour', () => {
    const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, word, (one, two, three) => {
        expect(editDistance(one, two) === 0).to.equal(one === two);
        expect(editDistance(one, two)).to.equal(editDistance(two, one));
        expect(editDistance(one, three)).to.be.at.most(editDistance(one, two) + editDistance(two, three));
      }),
    );
    expect(editDistance('kitten', 'sitting')).to.equal(3);
  });
});
