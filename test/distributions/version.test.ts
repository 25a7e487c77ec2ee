import { expect } from 'chai';
import { canonicalVersion, sameVersion } from '../../src/distributions/version.ts';
import { askPython } from './ask-python.ts';

const PACKAGING = `
from packaging.version import InvalidVersion, Version

def canonical(text):
    try:
        return str(Version(text))
    except InvalidVersion:
        return None
`;

const ODD = [
  ['1.0', ' 1.0\n', 'v1.0', 'V1.0', '1', '01.002.0', '0', '0!1.0', '1!2', '00!1', '2004.10.05', '1.0.0.0.0'],
  ['1.0a', '1.0-ALPHA', '1.0_beta.2', '1.0c1', '1.0.pre-3', '1.0preview', '1.0RC01', '1.0-1', '1.0-01', '1.0-r4'],
  ['1.0.post', '1.0post0', '1.0.rev', '1.0.dev', '1.0dev01', '1.0-DEV_2', '1.0a1.post2.dev3', '1.0b2-3.dev'],
  ['1.0+local', '1.0+LOCAL-1_02.x', '1.0+1.2.3', '1.0+1e5', '1.0+0x10', '1.0+007', '1.0+00a', '1.0+ubuntu.1'],
  ['20240101123456789012', '1.20240101123456789012.post20240101123456789012', '1.0+9007199254740993'],
  ['', '.', 'v', '1.', '.1', '1..0', '1.0-', '1.0+', '1.0+a+b', '1.0+a..b', '1.0+-', '1.0.post1.post2', '2004d'],
  ['1.0.dev1a1', '1.0.devel', 'dog', '1.0 a1', '１.0', '1.0\n2', '-1', '1!', '!1', '1!2!3', '1.0a1b2', 'latest'],
].flat();

/** Every way to put these parts together. */
function combinations(...parts: readonly (readonly string[])[]): readonly string[] {
  return parts.reduce<readonly string[]>(
    (before, part) => before.flatMap((text) => part.map((end) => text + end)),
    [''],
  );
}

const GENERATED = combinations(
  ['', '0!', '01!', 'v2!'],
  ['1', '1.0', '0.02.0'],
  ['', 'a', '.ALPHA-2', '-preview', '_c.03', 'rc1'],
  ['', '-1', '.post', '-rev2', 'r_03', 'post'],
  ['', 'dev', '.dev1', '-DEV-02'],
  ['', '+Abc.01', '+1-x_2'],
);

describe('canonical version', () => {
  it('is what str(Version(…)) of packaging says, for odd ones and for those that are none', () => {
    const answer = askPython(`${PACKAGING}\nanswer = [canonical(text) for text in data]`, ODD);
    expect(ODD.map((text) => canonicalVersion(text))).to.deep.equal(answer);
  });

  it('is the same for every combination of spellings', () => {
    const answer = askPython(`${PACKAGING}\nanswer = [canonical(text) for text in data]`, GENERATED);
    expect(GENERATED.map((text) => canonicalVersion(text))).to.deep.equal(answer);
    expect(GENERATED).to.have.lengthOf(4 * 3 * 6 * 6 * 4 * 3);
  });

  it('is none for a text longer than a file name, at once', () => {
    expect(canonicalVersion(`1${'.0'.repeat(4_000_000)}`)).to.equal(null);
  });
});

describe('same version', () => {
  it('is what == of packaging says, for every pair', () => {
    const texts = [
      '1',
      '1.0',
      '1.0.0',
      'v1',
      '1.0.1',
      '1.0a0',
      '1a',
      '1.0.post0',
      '1-0',
      '1.0.dev0',
      '1.0+a',
      '1.0.0+A',
      '10',
      '1.10',
    ];
    const more = [
      ...texts,
      '1.00.10',
      '1.0.10.0',
      '0.0',
      '0',
      '1!1.0',
      '1!1',
      '1!0',
      '1.0+1.0',
      '1+1',
      '1+1.0',
      'none',
      '',
    ];
    const pairs = more.flatMap((one) => more.map((other) => [one, other] as const));
    const program = `${PACKAGING}
def same(one, other):
    return canonical(one) is not None and canonical(other) is not None and Version(one) == Version(other)
answer = [same(*pair) for pair in data]`;
    expect(pairs.map(([one, other]) => sameVersion(one, other))).to.deep.equal(askPython(program, pairs));
  });
});
