import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Suite } from 'mocha';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs', 'compared.md'), 'utf8');

/** The complaints that were collected, by number. */
const COMPLAINTS = 75;
/** More tests than this are loaded only by a run of them all. */
const WHOLE_RUN = 700;

interface Row {
  readonly numbers: readonly number[];
  /** Null for what is not done yet. */
  readonly test: string | null;
  readonly does: string;
}

const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => /^\| \d/u.test(line))
  .map((line) => {
    const [numbers = '', , , does = '', test = ''] = line
      .slice(2, -1)
      .split(' | ')
      .map((cell) => cell.trim());
    return {
      numbers: numbers.split(',').map(Number),
      does,
      test: test === 'not yet' ? null : test.replace(/^`(?<title>.*)`$/u, '$<title>'),
    };
  });

function testSources(): string {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
}

function loadedTests({ tests, suites }: Suite): readonly { readonly title: string; readonly left: boolean }[] {
  return [
    ...tests.map((test) => ({ title: test.title, left: test.isPending() })),
    ...suites.flatMap((suite) => loadedTests(suite)),
  ];
}

describe('docs/compared.md', () => {
  it('speaks of every complaint once', () => {
    const elsewhere = /## Not for an uploader\n\n(?<text>[^]*)$/u.exec(page)?.groups?.['text'] ?? '';
    const others = [...elsewhere.matchAll(/(?<number>\d+) \(/gu)].map(({ groups }) => Number(groups?.['number']));
    const all = [...rows.flatMap(({ numbers }) => numbers), ...others].toSorted((a, b) => a - b);
    expect(all).to.deep.equal(Array.from({ length: COMPLAINTS }, (_, index) => index + 1));
  });

  it('names tests that exist, and says what they show', () => {
    const sources = testSources();
    const named = rows.filter(({ test }) => test !== null);
    expect(named.length).to.be.greaterThan(35);
    expect(named.filter(({ does }) => does === '')).to.deep.equal([]);
    const isThere = (title: string): boolean => sources.includes(`it('${title}'`) || sources.includes(`it("${title}"`);
    expect(named.flatMap(({ test }) => (test === null || isThere(test) ? [] : [test]))).to.deep.equal([]);
  });

  it('names tests that run: in a whole run each is loaded and not left out', function () {
    const suite: Suite | undefined = this.test?.parent;
    let top = suite;
    while (top?.parent !== undefined) top = top.parent;
    const loaded = top === undefined ? [] : loadedTests(top);
    expect(loaded.length).to.be.greaterThan(0);
    if (loaded.length < WHOLE_RUN) return;
    const ran = new Set(loaded.filter(({ left }) => !left).map(({ title }) => title));
    expect(rows.flatMap(({ test }) => (test === null || ran.has(test) ? [] : [test]))).to.deep.equal([]);
  });
});
