import { expect } from 'chai';
import { lostFindings, pypiListingFindings } from '../../src/preflight/listing-rules.ts';
import type { ListedFile } from '../../src/simple-api/project-page.ts';
import { briefly } from './findings-of.ts';

const now = new Date('2026-08-01T00:00:00Z');

function listed(filename: string, differs: Partial<ListedFile> = {}): ListedFile {
  const url = new URL(`https://files.example/${filename}`);
  return { filename, url, sha256: null, size: null, uploadTime: null, requiresPython: null, gpgSig: null, ...differs };
}

function file(filename: string): { filename: string; size: number } {
  return { filename, size: 1 };
}

describe('a release beside what the index lists', () => {
  it('lacks a platform or the sdist of the version before', async () => {
    const before = [
      'demo-0.9.tar.gz',
      'demo-0.9-cp312-cp312-manylinux_2_17_x86_64.whl',
      'demo-0.9-cp312-cp312-win_amd64.whl',
      'demo-0.9-cp312-cp312-macosx_11_0_arm64.whl',
      'demo-0.10rc1.zip.sig',
      'demo-2.0-py3-none-any.whl',
    ].map((name) => listed(name));
    const lost = async (...files: readonly string[]): Promise<readonly string[]> => {
      const findings = await lostFindings({ version: '1.0', files: files.map(file), listed: before, now });
      return findings.map(({ message }) => message);
    };
    expect(
      await lost('demo-1.0-cp313-cp313-manylinux_2_28_x86_64.whl', 'demo-1.0-cp313-cp313-macosx_12_0_arm64.whl'),
    ).to.deep.equal(['0.9 has an sdist, and 1.0 has none', '0.9 has a wheel for Windows x86_64, and 1.0 has none']);
    expect(await lost('demo-1.0-py3-none-any.whl', 'demo-1.0.tar.gz')).to.deep.equal([]);
  });

  it('counts what of this version is there already, and compares with the highest version below', async () => {
    const page = [listed('demo-0.9.tar.gz'), listed('demo-0.10-py3-none-any.whl'), listed('demo-1.0-py3-none-any.whl')];
    const files = [file('demo-1.0-cp312-cp312-win_amd64.whl')];
    expect(await lostFindings({ version: '1.0', files, listed: page, now })).to.deep.equal([]);
    expect(await lostFindings({ version: '0.1', files: [file('demo-0.1.tar.gz')], listed: page, now })).to.deep.equal(
      [],
    );
  });

  it('is closed after 14 days, but not for what is there', () => {
    const old = [listed('demo-1.0.tar.gz', { uploadTime: '2026-07-10T00:00:00Z' })];
    const closed = (name: string): readonly string[] =>
      briefly(pypiListingFindings({ version: '1.0', files: [file(name)], listed: old, now }));
    expect(closed('demo-1.0-py3-none-any.whl')).to.deep.equal(['warning release-closed']);
    expect(closed('demo-1.0.tar.gz')).to.deep.equal([]);
    const young = [listed('demo-1.0.tar.gz', { uploadTime: '2026-07-20T00:00:00Z' })];
    expect(
      pypiListingFindings({ version: '1.0', files: [file('demo-1.0-py3-none-any.whl')], listed: young, now }),
    ).to.deep.equal([]);
  });

  it('has one sdist, those on the index counted, and a total below 10 GiB', () => {
    const files = [file('demo-1.0.tar.gz')];
    const sdists = pypiListingFindings({ version: '1.0', files, listed: [listed('demo-1.0.zip')], now });
    expect(briefly(sdists)).to.deep.equal(['error one-sdist']);
    const large = [listed('demo-0.1.tar.gz', { size: 11 * 2 ** 30 })];
    expect(briefly(pypiListingFindings({ version: '1.0', files, listed: large, now }))).to.deep.equal([
      'warning project-size',
    ]);
  });
});
