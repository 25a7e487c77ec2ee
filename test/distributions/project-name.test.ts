import { expect } from 'chai';
import { isProjectName, normaliseProject } from '../../src/distributions/project-name.ts';
import { askPython } from './ask-python.ts';

const NAMES = [
  ['demo', 'Demo', 'my.pkg', 'my__pkg', 'My-_.-Pkg', 'a', '0', 'A1', 'zope.interface', 'ruamel.yaml.clib', 'x--y'],
  ['', '-', '-a', 'a-', '_a', 'a.', 'a b', 'a/b', '../a', 'é', 'a\n', 'a\u0000', 'demo\u001b[31m', 'ſ', 'K', ' a'],
].flat();

describe('project name', () => {
  it('is valid exactly where packaging says so', () => {
    const program = `
from packaging.errors import ExceptionGroup
from packaging.metadata import Metadata
def valid(name):
    try:
        return Metadata.from_raw({"metadata_version": "2.1", "name": name, "version": "1"}) is not None
    except ExceptionGroup:
        return False
answer = [valid(name) for name in data]`;
    expect(NAMES.map((name) => isProjectName(name))).to.deep.equal(askPython(program, NAMES));
  });

  it('is normalised as packaging does', () => {
    const valid = NAMES.filter((name) => isProjectName(name));
    const program =
      'from packaging.utils import canonicalize_name\nanswer = [canonicalize_name(name) for name in data]';
    expect(valid.map((name) => normaliseProject(name))).to.deep.equal(askPython(program, valid));
  });
});
