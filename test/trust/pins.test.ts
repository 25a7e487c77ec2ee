import { expect } from 'chai';
import * as fc from 'fast-check';
import { exceptionsFor, pinsFor, type Wanted } from '../../src/trust/pins.ts';
import type { Pin } from '../../src/trust/policy.ts';
import { ADA, EVE, exception, pin, policy } from './evidence.ts';

function wanted(more: Partial<Wanted> = {}): Wanted {
  return { project: 'demo-core', version: '1.5', index: null, at: null, ...more };
}

function applying(pins: readonly Pin[], more: Partial<Wanted> = {}): readonly string[] {
  return pinsFor(policy(pins), wanted(more)).applying.flatMap(({ openpgp }) => openpgp);
}

function fitsPattern(pattern: string, project: string): boolean {
  return applying([pin(pattern, [ADA])], { project }).length === 1;
}

function fitsVersion(versions: string, version: string): boolean {
  return applying([pin('*', [ADA], { versions })], { version }).length === 1;
}

function fitsIndex(index: string, simple: string | null): boolean {
  return applying([pin('*', [ADA], { index })], { index: simple === null ? null : new URL(simple) }).length === 1;
}

describe('pins', () => {
  it('of the most specific pattern apply alone, wherever they stand', () => {
    const wide = pin('*', [EVE]);
    const narrow = pin('demo-*', [ADA]);
    expect(applying([wide, narrow])).to.deep.equal([ADA]);
    expect(applying([narrow, wide])).to.deep.equal([ADA]);
    expect(applying([narrow, wide, pin('demo-core', ['C'])])).to.deep.equal(['C']);
    expect(applying([narrow, wide], { project: 'other' })).to.deep.equal([EVE]);
  });

  it('of a pattern that does not apply let no wider one step in', () => {
    const old = pin('demo-core', [ADA], { versions: '<1' });
    expect(applying([pin('*', [EVE]), old])).to.deep.equal([]);
    expect(pinsFor(policy([pin('*', [EVE]), old]), wanted()).named).to.deep.equal([old]);
  });

  it('fit by stars in any place, and nothing else in a pattern means anything', () => {
    for (const pattern of ['*', 'demo*', '*core', 'd*c*e', '*mo-c*', 'demo-core', 'demo-*core']) {
      expect(fitsPattern(pattern, 'demo-core'), pattern).to.equal(true);
    }
    for (const pattern of ['demo', 'core*', 'd*x*e', 'demo.core', 'demo-core?', 'demo-core*core', '.*']) {
      expect(fitsPattern(pattern, 'demo-core'), pattern).to.equal(false);
    }
    expect(fitsPattern('aba*ba', 'aba')).to.equal(false);
  });

  it('fit as an expression of stars would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const names = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(letters, names, (pattern, project) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(project);
        expect(applying([pin(pattern, [ADA])], { project }).length === 1).to.equal(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('apply to versions as PEP 440 has them, pre-releases in the range included', () => {
    expect(fitsVersion('>=1,<2', '1.5')).to.equal(true);
    expect(fitsVersion('>=1,<2', '2.0')).to.equal(false);
    expect(fitsVersion('==1.*', '1.5')).to.equal(true);
    expect(fitsVersion('~=1.4', '1.5')).to.equal(true);
    expect(fitsVersion('!=1.5', '1.5')).to.equal(false);
    expect(fitsVersion('>=1', '1.6rc1')).to.equal(true);
    expect(fitsVersion('1!2', '1!2')).to.equal(false);
    expect(fitsVersion('==1!2', '1!2.0')).to.equal(true);
    expect(fitsVersion('nonsense', '1.5')).to.equal(false);
    expect(applying([pin('*', [ADA], { versions: '>=0' })], { version: null })).to.deep.equal([]);
  });

  it('apply to the index they name: its origin, and its path up to a slash', () => {
    expect(fitsIndex('https://a.example', 'https://a.example/simple/')).to.equal(true);
    expect(fitsIndex('https://a.example/simple', 'https://a.example/simple/')).to.equal(true);
    expect(fitsIndex('https://a.example/simple/', 'https://a.example/simple/')).to.equal(true);
    expect(fitsIndex('https://a.example/simple', 'https://a.example/simple-evil/')).to.equal(false);
    expect(fitsIndex('https://a.example', 'https://a.example.evil/simple/')).to.equal(false);
    expect(fitsIndex('https://a.example', 'http://a.example/simple/')).to.equal(false);
    expect(fitsIndex('https://a.example', null)).to.equal(false);
    expect(fitsIndex('no address', 'https://a.example/')).to.equal(false);
  });

  it('apply from their first to their last day', () => {
    const notBefore = new Date('2024-01-01T00:00:00Z');
    const notAfter = new Date('2024-12-31T00:00:00Z');
    const fits = (at: string): boolean =>
      applying([pin('*', [ADA], { notBefore, notAfter })], { at: new Date(at) }).length === 1;
    expect(fits('2024-06-01T00:00:00Z')).to.equal(true);
    expect(fits('2024-01-01T00:00:00Z')).to.equal(true);
    expect(fits('2023-12-31T23:59:59Z')).to.equal(false);
    expect(fits('2025-01-01T00:00:00Z')).to.equal(false);
  });

  it('but for `*`, are about distributions: a file without a project fits no other', () => {
    const none = { project: null, version: null };
    expect(applying([pin('*', [ADA])], none)).to.deep.equal([ADA]);
    expect(applying([pin('**', [ADA]), pin('demo', [EVE])], none)).to.deep.equal([]);
  });
});

describe('exceptions', () => {
  it('are found by the same rule, for their versions, ended or not', () => {
    const wide = exception({ what: 'weak' }, { project: '*' });
    const narrow = exception({ what: 'weak' }, { project: 'demo-core', versions: '<1' });
    expect(exceptionsFor(policy([], [wide]), wanted())).to.deep.equal([wide]);
    expect(exceptionsFor(policy([], [wide, narrow]), wanted())).to.deep.equal([]);
    expect(exceptionsFor(policy([], [wide, narrow]), wanted({ version: '0.9' }))).to.deep.equal([narrow]);
  });
});
