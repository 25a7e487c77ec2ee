import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { compareVersions, isPrerelease } from '../../src/embedded-index/version-order.ts';
import { pythonProgram } from '../python-environment.ts';

/** In the order of PEP 440, which Python's own `packaging` confirms below. */
const ordered = [
  '0.9',
  '1.0.dev1',
  '1.0a1.dev1',
  '1.0a1',
  '1.0a1.post1.dev2',
  '1.0a1.post1',
  '1.0a2',
  '1.0a12',
  '1.0b1',
  '1.0rc1',
  '1.0',
  '1.0+abc.2',
  '1.0+abc.10',
  '1.0.post1.dev1',
  '1.0.post1',
  '1.0.1',
  '1.2',
  '1.10',
  '20240101',
  '1!0.1',
];

describe('the order of versions', () => {
  it('is that of PEP 440, whatever order they come in', () => {
    for (let turn = 0; turn < ordered.length; turn += 1) {
      const turned = [...ordered.slice(turn), ...ordered.slice(0, turn)];
      expect(turned.toSorted(compareVersions)).to.deep.equal(ordered);
      expect(turned.toReversed().toSorted(compareVersions)).to.deep.equal(ordered);
    }
  });

  it("is the order of Python's packaging, with the same pre-releases", () => {
    const script = `
import sys
from packaging.version import Version
versions = sorted(sys.argv[1:], key=Version)
print("\\n".join(f"{v} {Version(v).is_prerelease}" for v in versions))`;
    const lines = execFileSync(pythonProgram('python'), ['-c', script, ...ordered.toReversed()], { encoding: 'utf8' });
    const expected = ordered.map((version) => `${version} ${isPrerelease(version) ? 'True' : 'False'}`);
    expect(lines.trim().split('\n')).to.deep.equal(expected);
  });

  it('knows spellings of one version as equal', () => {
    expect(compareVersions('1.0', 'v1')).to.equal(0);
    expect(compareVersions('1.0RC1', '1.0.0-c.1')).to.equal(0);
  });
});
