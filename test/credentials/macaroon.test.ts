import { expect } from 'chai';
import { assert, property, uint8Array } from 'fast-check';
import { readToken } from '../../src/credentials/macaroon.ts';
import { tokens } from '../fixtures/tokens.ts';

describe('a token of PyPI', () => {
  it('says which index made it, and what it may not do', () => {
    const pypi = 'pypi.org';
    expect(readToken(tokens.unlimited)).to.deep.equal({ location: pypi, limits: [] });
    expect(readToken(tokens.legacyUnlimited)).to.deep.equal({ location: pypi, limits: [] });
    expect(readToken(tokens.limited)).to.deep.equal({
      location: pypi,
      limits: [
        'only the project(s) demo, other-demo',
        'only from 2023-11-14T22:13:20.000Z until 2027-01-15T08:00:00.000Z',
      ],
    });
    expect(readToken(tokens.legacy)?.limits).to.deep.equal(['only the project(s) demo']);
    expect(readToken(tokens.twoIds)?.limits).to.deep.equal(['only 2 project(s), named by id']);
    expect(readToken(tokens.ofTestPypi)).to.deep.equal({
      location: 'test.pypi.org',
      limits: ['only while it belongs to the user who made it'],
    });
  });

  it('that was cut, or is none, reads as none', () => {
    for (const text of ['', 'pypi-', 'pypi-AgEI', 'hunter2', tokens.unlimited.slice(5), `${tokens.unlimited} x`]) {
      expect(readToken(text), text).to.equal(null);
    }
    for (const end of [20, 60, 100]) expect(readToken(tokens.limited.slice(0, end))).to.equal(null);
  });

  it('never breaks the reader, whatever its bytes are', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from([2, ...bytes]).toString('base64url');
        const shape = readToken(`pypi-${text}`);
        return shape === null || shape.limits.every((limit) => typeof limit === 'string');
      }),
      { numRuns: 2000 },
    );
  });
});
