import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { allSoftware, knownSoftware } from '../../src/indexes/known-indexes.ts';
import {
  habitOf,
  saysDuplicate,
  takesAttestations,
  takesSignatureFiles,
  usualDelivery,
} from '../../src/indexes/server-habits.ts';

describe('what is known of index servers', () => {
  it('is listed whole, each once and with its source', () => {
    expect([...allSoftware].toSorted()).to.deep.equal(Object.keys(knownSoftware).toSorted());
    for (const software of allSoftware) {
      const { title, source, duplicates } = knownSoftware[software];
      expect([title, source, duplicates.words]).not.to.include('');
    }
    expect(new Set(allSoftware.map((software) => knownSoftware[software].title)).size).to.equal(allSoftware.length);
  });

  for (const software of allSoftware) {
    describe(`of ${software}`, () => {
      const known = knownSoftware[software];

      it('does not contradict itself: a delivery that works is one whose signatures are kept', () => {
        for (const delivery of ['field', 'file'] as const) {
          expect(known.deliveries.includes(delivery)).to.equal(known.signatures[delivery] === 'keeps');
        }
        if (known.deliveries.includes('none')) expect(known.deliveries).to.deep.equal(['none']);
      });

      it('has a mark to recognise it by', () => {
        const { host, path, headers, page } = known.recognised;
        expect([host, path, page].some((mark) => mark !== null) || headers.size > 0).to.equal(true);
      });

      it('answers a taken name in a way that is understood', () => {
        const { status, says } = known.duplicates;
        if (status !== null && status !== 409) expect(says).not.to.equal(null);
      });
    });
  }

  it('is what docs/indexes.md says, row by row', async () => {
    const page = await readFile(new URL('../../docs/indexes.md', import.meta.url), 'utf8');
    const rows = page.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
    for (const software of allSoftware) {
      const { title, signatures, duplicates, source } = knownSoftware[software];
      const cells = ['', title, signatures.field, signatures.file, duplicates.words, source, ''];
      expect(rows).to.deep.include(cells);
    }
  });

  it('chooses the delivery that works, and what twine does where nobody knows', () => {
    expect(usualDelivery({ software: 'gitea' })).to.equal('file');
    expect(usualDelivery({ software: 'pypiserver' })).to.equal('field');
    expect(usualDelivery({ software: 'pypi' })).to.equal('field');
    expect(usualDelivery({ software: null })).to.equal('field');
    expect([takesSignatureFiles({ software: 'pypiserver' }), takesSignatureFiles({ software: 'pypi' })]).to.deep.equal([
      true,
      false,
    ]);
    expect([habitOf('pypi'), habitOf('gitea'), habitOf('nexus'), habitOf(null)]).to.deep.equal([
      'drops',
      'keeps',
      'unknown',
      'unknown',
    ]);
    expect([takesAttestations({ software: 'pypi' }), takesAttestations({ software: null })]).to.deep.equal([
      true,
      false,
    ]);
  });

  const taken: readonly (readonly [number, string])[] = [
    [409, ''],
    [400, "File already exists ('demo-1.0.tar.gz', …)"],
    [400, 'Repository does not allow updating assets: pypi'],
    [403, 'Not enough permissions to overwrite artifact pypi:demo'],
    [400, '{"message":"Validation failed: File name has already been taken"}'],
  ];
  for (const [status, text] of taken) {
    it(`takes ${String(status)} ${text} for a name that is taken`, () => {
      expect(saysDuplicate(status, text)).to.equal(true);
    });
  }

  it('takes nothing else for that', () => {
    const others = [
      [400, 'Invalid version'],
      [403, 'already exists'],
      [404, 'updating asset'],
      [403, 'Invalid token'],
    ] as const;
    for (const [status, text] of others) expect(saysDuplicate(status, text)).to.equal(false);
  });
});
