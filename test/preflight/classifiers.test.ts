import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { pythonProgram } from '../python-environment.ts';

const file = join(import.meta.dirname, '..', '..', 'src', 'preflight', 'trove-classifiers.json');

/** What the file must hold; also the way to make it anew after raising the version in test/requirements.txt. */
const program = `
import json, trove_classifiers as t
from importlib.metadata import version
v = version("trove-classifiers")
date = "-".join(part.zfill(2) for part in v.split(".")[:3])
print(json.dumps({"source": f"trove-classifiers {v}, Apache-2.0", "date": date,
                  "classifiers": t.sorted_classifiers, "deprecated": t.deprecated_classifiers}))
`;

describe('the list of classifiers', () => {
  it('is that of the Python package trove-classifiers, which PyPI uses, and names its day', () => {
    const made: unknown = JSON.parse(execFileSync(pythonProgram('python'), ['-c', program], { encoding: 'utf8' }));
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.deep.equal(made);
  });
});
