import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { splits, type Ours } from './vector-splits.ts';
import { verdictOn } from './verdict-on.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

interface Vector {
  readonly name: string;
  readonly paths: readonly [string, string, string];
  readonly others: string;
  readonly isText: boolean;
}

function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null
    ? Object.entries(from).find(([key]) => key === name)?.[1]
    : undefined;
}

function text(from: unknown, name: string): string {
  const value = field(from, name);
  if (typeof value === 'string') return value;
  throw new Error(`the manifest has no ${name}`);
}

function vectorsIn(manifest: unknown): readonly Vector[] {
  if (!Array.isArray(manifest)) throw new Error('the manifest is no list');
  const openpgp = manifest.filter((each: unknown) => typeof field(each, 'key') === 'string');
  return openpgp.map((each: unknown) => {
    const signatures = field(each, 'signatures');
    const all: readonly unknown[] = Array.isArray(signatures) ? signatures : [];
    return {
      name: text(each, 'case'),
      paths: [text(each, 'data'), text(each, 'sig'), text(each, 'key')],
      others: text(each, 'consensus_all_oracles'),
      isText: all.some((signature) => field(signature, 'type') === 1),
    };
  });
}

/** What `pysign verify --keyring KEY DATA SIG` comes to, and the words for it. */
async function ours({ paths }: Vector): Promise<{ readonly answer: Ours; readonly words: string }> {
  const [data, sig, key] = paths.map((path) => readFileSync(join(folder, path)));
  if (data === undefined || sig === undefined || key === undefined) throw new Error('unreachable');
  const { outcome, words } = await verdictOn({ data, sig, key });
  return { answer: outcome === 'trusted' ? 'accept' : 'reject', words };
}

const manifest = join(folder, 'MANIFEST.json');

if (!existsSync(manifest)) {
  describe('signatures made by others', () => {
    it.skip('../shared/vectors is absent: 79 real signatures and what others said of them');
  });
} else {
  describe('signatures made by others', () => {
    const vectors = vectorsIn(JSON.parse(readFileSync(manifest, 'utf8')));

    it('are all here, and each split is explained once', () => {
      expect(vectors.length).to.be.greaterThan(60);
      const split = vectors.filter(({ others, isText }) => others === 'split' && !isText).map(({ name }) => name);
      expect([...splits.keys()].toSorted()).to.deep.equal(split.toSorted());
    });

    for (const vector of vectors) {
      const { name, others, isText } = vector;
      if (isText) {
        it(`${name}: refused, by the name of its type or for what it is`, async () => {
          const { answer, words } = await ours(vector);
          expect(answer).to.equal('reject');
          expect(words).to.match(/text signature \(type 0x01\)|forbids|version 6|cut short|unknown/);
        });
      } else if (others === 'split') {
        const split = splits.get(name);
        it(`${name}: ${split?.ours ?? '?'}: ${split?.because ?? 'not explained'}`, async () => {
          const { answer, words } = await ours(vector);
          expect(answer, words).to.equal(split?.ours);
          expect(words).to.include(split?.words ?? '');
        });
      } else {
        it(`${name}: ${others}, as everybody does`, async () => {
          const { answer, words } = await ours(vector);
          expect(answer, words).to.equal(others);
        });
      }
    }
  });
}
