import { expect } from 'chai';
import * as fc from 'fast-check';
import { armor, enums } from 'openpgp';
import { PysignError } from '../../src/errors.ts';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { readSignatureFile } from '../../src/openpgp/signature-file.ts';
import {
  flags,
  forgeCertificate,
  forgeKey,
  forgeSignature,
  forgeSubkey,
  issuerOf,
  notation,
  packet,
} from '../openpgp/forge.ts';
import { verdictOn } from './verdict-on.ts';

/** A seed of today, printed, so that a failure can be had again: `PYSIGN_FUZZ_SEED=…`. */
const seed = Number(process.env['PYSIGN_FUZZ_SEED'] ?? Date.now() % 0x7fffffff);
const CASES = 10_000;
/** A parser that needs longer for one input hangs, as far as a person is concerned. */
const SLOW_MS = 1000;
const run = { seed, numRuns: CASES, interruptAfterTimeLimit: 90_000, markInterruptAsFailure: true };

const data = Buffer.from('the content of a wheel\n');
const ada = forgeKey();
const sub = forgeKey();
const signature = forgeSignature(ada, { over: [data], hashed: [issuerOf(ada), notation('a@example.org', 'b')] });
const sig = packet(2, signature);
const key = forgeCertificate(ada, { says: [flags(3)], more: [forgeSubkey(ada, sub, sub)] });

/** Cuts, repeats, overwrites and inserts: what a fuzzer does to an input that was good. */
function mutated(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(good.length - 1);
  const edit = fc.oneof(
    fc.record({ at: place, remove: fc.nat(8), insert: fc.uint8Array({ maxLength: 8 }) }),
    fc.record({
      at: place,
      remove: fc.constant(1),
      insert: fc.constantFrom(0, 0x7f, 0x80, 0xff).map((b) => Uint8Array.of(b)),
    }),
    fc.record({ at: place, remove: fc.constant(good.length), insert: fc.uint8Array({ maxLength: 40 }) }),
  );
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce<Uint8Array>(
        (bytes, { at, remove, insert }) => Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
        good,
      ),
    );
}

/** Bytes without any form, packets with any content, and good input that was spoilt. */
function hostile(good: Uint8Array, kind: enums.armor): fc.Arbitrary<Uint8Array> {
  const packets = fc.array(fc.tuple(fc.nat(63), fc.uint8Array({ maxLength: 80 })), { maxLength: 6 });
  const binary = fc.oneof(
    { weight: 6, arbitrary: mutated(good) },
    { weight: 2, arbitrary: packets.map((all) => Buffer.concat(all.map(([tag, body]) => packet(tag, body)))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
  const text = Buffer.from(armor(kind, good));
  return fc.oneof({ weight: 3, arbitrary: binary }, { weight: 1, arbitrary: mutated(text) });
}

/** Whatever is thrown is an error of ours, and in time. */
async function settles(work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
  }
  expect(performance.now() - started).to.be.lessThan(SLOW_MS);
}

describe(`fuzzed input (PYSIGN_FUZZ_SEED=${String(seed)})`, function () {
  this.timeout(120_000);

  it(`signature files: ${String(CASES)} of them crash nothing and hang nowhere`, async () => {
    const input = hostile(sig, enums.armor.signature);
    await fc.assert(
      fc.asyncProperty(input, async (bytes) => settles(async () => Promise.resolve(readSignatureFile(bytes, 'fuzz')))),
      run,
    );
  });

  it(`certificates: ${String(CASES)} of them crash nothing and hang nowhere`, async () => {
    const input = hostile(key, enums.armor.publicKey);
    await fc.assert(
      fc.asyncProperty(input, async (bytes) => settles(async () => readCertificates(bytes))),
      run,
    );
  });

  it(`${String(CASES)} spoilt signatures of another content are never trusted`, async () => {
    const other = Buffer.from('another content\n');
    await fc.assert(
      fc.asyncProperty(hostile(sig, enums.armor.signature), async (bytes) => {
        await settles(async () => {
          expect((await verdictOn({ data: other, sig: bytes, key })).outcome).not.to.equal('trusted');
        });
      }),
      run,
    );
  });

  it(`${String(CASES)} spoilt certificates make no other key trusted`, async () => {
    const eves = packet(2, forgeSignature(forgeKey(), { over: [data], hashed: [issuerOf(ada)] }));
    await fc.assert(
      fc.asyncProperty(hostile(key, enums.armor.publicKey), async (bytes) => {
        await settles(async () => {
          expect((await verdictOn({ data, sig: eves, key: bytes })).outcome).not.to.equal('trusted');
          // The right signature may stay trusted, and whatever else it becomes is an outcome.
          expect((await verdictOn({ data, sig, key: bytes })).outcome).to.be.a('string');
        });
      }),
      run,
    );
  });
});
