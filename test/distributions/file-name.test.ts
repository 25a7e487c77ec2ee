import { expect } from 'chai';
import { distributionKind, isSdistOf, parseDistributionName } from '../../src/distributions/file-name.ts';
import { refusalOf } from './refusal.ts';

describe('file name of a distribution', () => {
  it('of a wheel gives project, version, build and tags', () => {
    expect(
      parseDistributionName('Foo_Bar.baz-1.0RC1-2abc-cp312.cp313-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'),
    ).to.deep.equal({
      kind: 'wheel',
      project: 'foo-bar-baz',
      version: '1.0rc1',
      build: '2abc',
      pythonTag: 'cp312.cp313',
      abiTag: 'abi3',
      platformTag: 'manylinux_2_17_x86_64.manylinux2014_x86_64',
    });
  });

  it('of a wheel without a build tag says so, and a local version keeps its parts', () => {
    const name = parseDistributionName('demo-1.0+ubuntu_1-py3-none-any.whl');
    expect(name).to.include({ version: '1.0+ubuntu.1', build: null, pythonTag: 'py3' });
  });

  it('of an sdist parts at the last dash', () => {
    expect(parseDistributionName('my-old.pkg-0.2.tar.gz')).to.deep.equal({
      kind: 'sdist',
      project: 'my-old-pkg',
      version: '0.2',
    });
  });

  for (const [filename, reason] of [
    ['demo-1.0-py3-none.whl', 'five or six parts'],
    ['my-demo-1.0-1-py3-none-any.whl', 'five or six parts'],
    ['demo-1.0-b1-py3-none-any.whl', 'build tag'],
    ['demo-1.0-py3--any.whl', 'compatibility tags'],
    ['demo-latest-py3-none-any.whl', '"latest" is not a version'],
    ['-1.0-py3-none-any.whl', 'not a project name'],
    ['demo.tar.gz', '{name}-{version}'],
    ['demo-.tar.gz', 'not a version'],
    ['demo-1.0.tar.bz2', 'neither'],
  ] as const) {
    it(`refuses ${filename}`, async () => {
      const refusal = await refusalOf(() => parseDistributionName(filename));
      expect(refusal.code).to.equal('DISTRIBUTION_INVALID');
      expect(refusal.message).to.include(filename).and.to.include(reason);
    });
  }

  it('tells wheels and sdists by their ending, and a .zip by its version too', () => {
    const names = [
      'a.whl',
      'a.tar.gz',
      'a-1.0.zip',
      'my-docs-2024.1.zip',
      'docs.zip',
      'a-docs.zip',
      'a.whl.asc',
      'whl',
    ];
    expect(names.map(distributionKind)).to.deep.equal(['wheel', 'sdist', 'sdist', 'sdist', null, null, null, null]);
  });
});

describe('old sdist name with dashes on both sides', () => {
  it('belongs to the name and version of its metadata, wherever they part', () => {
    expect(isSdistOf('my-old-pkg-1.0-1.tar.gz', 'my_old.pkg', '1.0.post1')).to.equal(true);
    expect(isSdistOf('Demo-1.0.0.tar.gz', 'demo', '1.0')).to.equal(true);
    expect(isSdistOf('my-old-pkg-1.0-1.zip', 'my-old-pkg', '1.0.post1')).to.equal(true);
  });

  it('belongs to nothing else', () => {
    expect(isSdistOf('my-old-pkg-1.0-1.tar.gz', 'my-old-pkg', '1.0')).to.equal(false);
    expect(isSdistOf('demo-1.0.tar.gz', 'demo', '1.1')).to.equal(false);
    expect(isSdistOf('demo-1.0.tar.gz', 'other', '1.0')).to.equal(false);
    expect(isSdistOf('demo.tar.gz', 'demo', '')).to.equal(false);
  });
});
