import * as fc from 'fast-check';
import { undecidedPair } from '../../src/trust-file/patterns.ts';
import { inOrder } from '../../src/trust-file/render-trust-file.ts';
import type { TrustFile } from '../../src/trust-file/trust-file.ts';
import type { Exception } from '../../src/trust/policy.ts';

const hex = (digits: string, length: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.nat(digits.length - 1).map((place) => digits.charAt(place)),
    minLength: length,
    maxLength: length,
  });
/** Every character that UTF-8 has: quotes, escapes, line ends, what a terminal obeys. */
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((each) => each.trim() !== '' && each.isWellFormed());
const maybe = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(each, { nil: null });
const moment = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000)),
  fc.integer({ min: -10_000, max: 100_000 }).map((day) => new Date(day * 86_400_000)),
  fc.integer({ min: 0, max: 4_000_000_000_000 }).map((milliseconds) => new Date(milliseconds)),
);
const project = fc.constantFrom('demo', 'demo-two', 'a', 'demo-*', '*-demo', 'd*o', '*', 'acme-*-plugin', 'x1', '1*');
const versions = maybe(fc.constantFrom('==1.0', '>=1.0,<2', '!=1.5,~=1.4', '==1.*', '>=1!2.0rc1'));
const fingerprint = fc.oneof(hex('0123456789ABCDEF', 40), hex('0123456789ABCDEF', 64));

const pin = fc.record({
  project,
  openpgp: fc.uniqueArray(fingerprint, { minLength: 1, maxLength: 3 }),
  versions,
  index: maybe(fc.constantFrom('https://pypi.org', 'https://packages.example.org/simple/', 'http://[::1]:8080/a')),
  notBefore: maybe(moment),
  notAfter: fc.constant(null),
  reason: maybe(text),
  evidence: fc.array(fc.record({ what: text, where: maybe(text), when: moment }), { maxLength: 3 }),
});

const allow: fc.Arbitrary<Exception['allow']> = fc.oneof(
  fc.constant({ what: 'weak' } as const),
  fc.record({
    what: fc.constant('unsigned' as const),
    sha256: fc.uniqueArray(hex('0123456789abcdef', 64), { minLength: 1, maxLength: 3 }),
  }),
);

/** Any trust that a file can hold, in the order of the file. */
export const randomTrust: fc.Arbitrary<TrustFile> = fc
  .record({
    mode: fc.constantFrom('strict' as const, 'warn' as const),
    pins: fc.uniqueArray(pin, { selector: (each) => each.project, maxLength: 4 }),
    exceptions: fc.uniqueArray(fc.record({ project, versions, allow, reason: text, expires: moment }), {
      selector: (each) => JSON.stringify([each.project, each.versions, each.allow.what]),
      maxLength: 3,
    }),
  })
  .filter(({ pins }) => undecidedPair(pins.map((each) => each.project)) === null)
  .map(inOrder);
