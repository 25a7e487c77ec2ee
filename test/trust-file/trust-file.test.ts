import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { PysignError } from '../../src/errors.ts';
import { parseTrustFile } from '../../src/trust-file/parse-trust-file.ts';
import { undecidedPair } from '../../src/trust-file/patterns.ts';
import { renderTrustFile } from '../../src/trust-file/render-trust-file.ts';
import { refused } from '../config/refused.ts';
import { randomTrust } from './random-trust.ts';

const ADA = 'A'.repeat(40);
const EVE = 'E'.repeat(40);
const PIN = `[[pin]]\nproject = "demo"\nopenpgp = ["${ADA}"]\n`;
const DIGEST = '5'.repeat(64);
const EXCEPTION = `[[exception]]\nproject = "demo"\nallow = "weak"\nreason = "old key"\nexpires = 2027-01-31\n`;

/** A seed of today, printed, so that a failure can be had again: `PYSIGN_FUZZ_SEED=…`. */
const seed = Number(process.env['PYSIGN_FUZZ_SEED'] ?? Date.now() % 0x7fffffff);
const run = { seed, numRuns: 10_000, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true };

function faults(text: string): string {
  const error = refused(() => parseTrustFile(text, 'pysign.trust.toml'));
  expect(error.code).to.equal('USAGE');
  expect(error.next).to.equal('correct pysign.trust.toml');
  return [error.message, ...error.details].join('\n');
}

describe('trust file', () => {
  it('is strict and trusts nobody where it says nothing', () => {
    expect(parseTrustFile('', 'x')).to.deep.equal({ mode: 'strict', pins: [], exceptions: [] });
  });

  it('is the same after it was written and read again, and the same trust is the same text (seed printed)', () => {
    fc.assert(
      fc.property(randomTrust, (trust) => {
        const text = renderTrustFile(trust);
        expect(parseTrustFile(text, 'x')).to.deep.equal(trust);
        const { mode, pins, exceptions } = trust;
        expect(renderTrustFile({ mode, pins: pins.toReversed(), exceptions: exceptions.toReversed() })).to.equal(text);
        // Nothing in it acts on a terminal, or shows a reviewer another order than it has.
        expect(text.replaceAll('\n', '')).to.match(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      }),
      run,
    );
  });

  it('is refused or read, whatever is done to its text: ten thousand times, never another failure', () => {
    const good = renderTrustFile(parseTrustFile(PIN + EXCEPTION, 'x'));
    const piece = fc.constantFrom(
      '[[pin]]',
      '[pin]',
      '=',
      '"',
      '\n',
      '{',
      '}',
      '2027-01-01',
      '*',
      'allow',
      '\u0000',
      '[[',
    );
    const edit = fc.record({ at: fc.nat(good.length), cut: fc.nat(30), put: fc.oneof(piece, fc.string()) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce((all, { at, cut, put }) => all.slice(0, at) + put + all.slice(at + cut), good);
        const started = performance.now();
        try {
          const trust = parseTrustFile(text, 'x');
          for (const { openpgp } of trust.pins) expect(openpgp.join('')).to.match(/^[0-9A-F]{40,}$/);
        } catch (error) {
          if (!(error instanceof PysignError)) throw error;
          expect(error.code).to.equal('USAGE');
        }
        expect(performance.now() - started).to.be.lessThan(1000);
      }),
      run,
    );
  });

  it('says all its faults together, each with its line and the nearest known key', () => {
    const text = `mode = "strikt"\npins = 1\n\n${PIN}version = ">=1"\n\n${EXCEPTION}expire = 2027-01-31\n`;
    expect(faults(text).split('\n')).to.deep.equal([
      'pysign.trust.toml:2: unknown key "pins" in the file; did you mean "pin"?',
      'pysign.trust.toml:1: mode is neither "strict" nor "warn"; did you mean "strict"?',
      'pysign.trust.toml:7: unknown key "version" in [[pin]]; did you mean "versions"?',
      'pysign.trust.toml:14: unknown key "expire" in [[exception]]; did you mean "expires"?',
    ]);
  });

  const wrong: readonly (readonly [what: string, text: string, words: string])[] = [
    ['a short key id', PIN.replace(ADA, 'A'.repeat(16)), ':3: openpgp of [[pin]] is not a list of full fingerprints'],
    ['one fingerprint that is no list', PIN.replace(`["${ADA}"]`, `"${ADA}"`), 'is not a list'],
    ['no key at all', PIN.replace(`"${ADA}"`, ''), 'is not a list of full fingerprints'],
    ['a key twice', PIN.replace(`"${ADA}"`, `"${ADA}", "${ADA.toLowerCase()}"`), 'names one twice'],
    ['a pin without a project', `[[pin]]\nopenpgp = ["${ADA}"]`, ':1: [[pin]] has no project'],
    ['a pin without keys', '[[pin]]\nproject = "demo"', ':1: [[pin]] has no openpgp'],
    ['a name that is not normalised', PIN.replace('demo', 'De_mo'), 'project of [[pin]] is written de-mo'],
    ['a bad pattern', PIN.replace('demo', 'de/*'), 'is no name of a project'],
    ['a regular expression', PIN.replace('demo', 'de.*'), 'is written de-*'],
    ['two stars', PIN.replace('demo', 'a**b'), 'two stars in a row'],
    ['a slow pattern', PIN.replace('demo', '*a*a*a*a*a'), 'more than 4 stars'],
    ['a bad range', `${PIN}versions = "1.x and up"`, ':4: versions of [[pin]] is no range'],
    ['an index that is no address', `${PIN}index = "pypi"`, 'index of [[pin]] is not an http or https address'],
    ['an index with a password', `${PIN}index = "https://a:hunter2@example.org/"`, 'more than an origin and a path'],
    ['a day that does not exist', `${PIN}not-before = 2027-02-30`, 'pysign.trust.toml:4:'],
    ['a day in quotes', `${PIN}not-before = "2027-02-28"`, 'not-before of [[pin]] is not a day'],
    ['a time without a zone', `${PIN}not-before = 2027-02-28T12:00:00`, 'is not a day'],
    ['an hour', `${PIN}not-before = 12:00:00`, 'is not a day'],
    ['an end before its beginning', `${PIN}not-before = 2027-02-28\nnot-after = 2027-01-01`, 'is before not-before'],
    ['two pins for one project', PIN + PIN.replace(ADA, EVE), ':5: project "demo" has a pin already'],
    ['patterns that leave it to chance', PIN.replace('demo', 'a*') + PIN.replace('demo', '*a'), 'no more than "a*"'],
    ['an exception without an end', EXCEPTION.replace(/expires.*/u, ''), '[[exception]] has no expires'],
    ['an exception without a reason', EXCEPTION.replace(/reason.*/u, ''), '[[exception]] has no reason'],
    ['an exception for nothing', EXCEPTION.replace(/allow.*/u, ''), '[[exception]] has no allow'],
    ['an exception for everything', EXCEPTION.replace('"weak"', '"*"'), 'neither "unsigned" nor "weak"'],
    ['unsigned files without digests', EXCEPTION.replace('"weak"', '"unsigned"'), '[[exception]] has no sha256'],
    ['digests that mean nothing', `${EXCEPTION}sha256 = ["${DIGEST}"]`, 'only with allow = "unsigned"'],
    ['half a digest', `${EXCEPTION.replace('weak', 'unsigned')}sha256 = ["55"]`, 'not a list of SHA-256'],
    ['an exception twice', EXCEPTION + EXCEPTION, 'has the same exception already'],
    ['a table where a list belongs', PIN.replace('[[pin]]', '[pin]'), '[[pin]] is not a list of tables'],
    ['evidence without a date', `${PIN}[[pin.evidence]]\nwhat = "seen"`, ':4: [[pin.evidence]] has no when'],
    ['a conflict of two branches', `<<<<<<< HEAD\n${PIN}`, 'pysign.trust.toml:1: '],
  ];
  for (const [what, text, words] of wrong) {
    it(`refuses ${what}`, () => {
      expect(faults(text)).to.include(words);
    });
  }
});

describe('the page about the trust file', () => {
  it('shows a file that can be read, as pysign writes it', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'trust-file.md'), 'utf8');
    const example = /```toml\n(?<text>[^`]+)```/u.exec(page)?.groups?.['text'] ?? '';
    const trust = parseTrustFile(example, 'docs/trust-file.md');
    expect(trust.pins).to.have.length(1);
    expect(renderTrustFile(trust)).to.include(example.slice(example.indexOf('[[pin]]')));
  });
});

describe('patterns that decide', () => {
  it('leave nothing to chance: two that fit one name differ in their letters', () => {
    expect(undecidedPair(['demo', 'demo-*', '*', 'd*'])).to.equal(null);
    expect(undecidedPair(['ab*', 'cd*'])).to.equal(null);
    expect(undecidedPair(['x', 'ab*', 'a*b'])).to.deep.equal([1, 2]);
    expect(undecidedPair(['a*bc', 'ab*c'])).to.deep.equal([0, 1]);
    expect(undecidedPair(['a*x', 'b*x'])).to.equal(null);
    expect(undecidedPair(['*a*', '*b*'])).to.deep.equal([0, 1]);
  });

  it('are found to meet exactly when some short name fits both', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 4 });
    const pattern = letters.filter((each) => each.includes('*') && !each.includes('**'));
    const names = ['a', 'b'].flatMap((one) => [one, ...namesAfter(one, 5)]);
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        fc.pre(one !== other && size(one) === size(other));
        const both = names.some((name) => fits(one).test(name) && fits(other).test(name));
        expect(undecidedPair([one, other]) !== null).to.equal(both);
      }),
      { seed, numRuns: 2000 },
    );
  });
});

function size(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}

function fits(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'u');
}

function namesAfter(name: string, more: number): readonly string[] {
  return more === 0 ? [] : ['a', 'b'].flatMap((next) => [name + next, ...namesAfter(name + next, more - 1)]);
}
