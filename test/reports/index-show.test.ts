import { expect } from 'chai';
import type { IndexServer } from '../../src/indexes/index-server.ts';
import { allSoftware, knownSoftware } from '../../src/indexes/known-indexes.ts';
import { usualDelivery } from '../../src/indexes/server-habits.ts';
import { indexListText } from '../../src/reports/index-list.ts';
import { indexShowText, type ShownIndex } from '../../src/reports/index-show.ts';
import type { Style } from '../../src/reports/style.ts';

function same(text: string): string {
  return text;
}

function plain(columns: number): Style {
  return { columns, good: same, warning: same, bad: same, dim: same };
}

function shown(software: IndexServer['software'], uploadUrl = 'https://packages.example.org/legacy/'): ShownIndex {
  const server: IndexServer = {
    name: 'packages.example.org',
    uploadUrl: new URL(uploadUrl),
    simpleUrl: new URL('../simple/', uploadUrl),
    jsonUrl: null,
    software,
    signatures: 'unknown',
    needsCredentials: false,
  };
  return { server, known: software === null ? null : knownSoftware[software], delivery: usualDelivery({ software }) };
}

function deliveryOf(software: IndexServer['software']): string | undefined {
  return /^delivery +(?<words>.*)$/mu.exec(indexShowText(shown(software), plain(200)))?.groups?.['words'];
}

describe('what is shown of an index', () => {
  for (const software of [...allSoftware, null]) {
    it(`fits 80 columns and ends no line in a blank: ${software ?? 'not recognised'}`, () => {
      const lines = indexShowText(shown(software), plain(80)).split('\n');
      expect(lines.filter((line) => line.length > 80 || line !== line.trimEnd())).to.deep.equal([]);
    });
  }

  it('is one line a fact where nobody looks at a terminal', () => {
    const text = indexShowText(shown('gitlab'), plain(Number.POSITIVE_INFINITY));
    expect(text).to.include('delivery      none that would be kept');
    expect(text.split('\n').length).to.equal(11);
  });

  it('keeps a long address whole, on a line of its own', () => {
    const uploadUrl = `https://packages.example.org/${'deep/'.repeat(20)}legacy/`;
    expect(indexShowText(shown('pysign', uploadUrl), plain(80))).to.include(uploadUrl);
  });

  it('marks what is only guessed', () => {
    expect(indexShowText(shown(null), plain(200))).to.include('simple/ (a guess; --simple-url names another)');
    expect(indexShowText(shown('cloudsmith'), plain(200))).to.include('(a guess');
    expect(indexShowText(shown('pypiserver'), plain(200))).not.to.include('guess');
  });

  it('says which deliveries work', () => {
    expect([deliveryOf('pypiserver'), deliveryOf('gitea'), deliveryOf('pypi'), deliveryOf(null)]).to.deep.equal([
      'field; file works too',
      'file',
      'none that would be kept',
      'field, as twine does; nobody knows what works',
    ]);
  });

  it('does not pass a terminal what a server could have named itself', () => {
    const { server, known, delivery } = shown(null);
    const text = indexShowText({ server: { ...server, name: 'evil\u001b[2J' }, known, delivery }, plain(80));
    expect(text).to.include('evil\\x1b[2J').and.not.include('\u001b');
  });
});

describe('the list of known indexes', () => {
  const delivered = allSoftware.map((software) => {
    return { software, known: knownSoftware[software], delivery: usualDelivery({ software }) };
  });

  it('fits 80 columns, in columns', () => {
    const [head = '', ...rows] = indexListText(delivered, plain(80)).split('\n');
    expect(Math.max(head.length, ...rows.map((row) => row.length))).to.be.at.most(80);
    const column = head.indexOf('as a file');
    const cells = rows.slice(0, allSoftware.length).map((row) => /^[a-z]+/u.exec(row.slice(column))?.[0]);
    expect(new Set(cells)).to.deep.equal(new Set(['kept', 'refused', 'unknown']));
  });
});
