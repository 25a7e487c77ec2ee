import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { parsePypirc, type Pypirc, readPypirc } from '../../src/config/pypirc.ts';
import { askPython } from '../distributions/ask-python.ts';
import { useFolder } from '../fixtures/folder.ts';
import { refused } from './refused.ts';

/** What twine makes of each file; the addresses it knows by itself are left out. */
const TWINE = `
import os, tempfile
from twine import utils
known = {utils.DEFAULT_REPOSITORY, utils.TEST_REPOSITORY}
folder = tempfile.TemporaryDirectory()
path = os.path.join(folder.name, "pypirc")
def read(text):
    with open(path, "wb") as file:
        file.write(text.encode("utf-8"))
    found = utils.get_config(path)
    return {name: {key: value for key, value in settings.items() if value is not None and value not in known}
            for name, settings in found.items()}
answer = [read(text) for text in data]`;

const section = fc.record({
  name: fc.constantFrom('pypi', 'testpypi', 'internal', 'server-login', 'DEFAULT', 'distutils'),
  options: fc.dictionary(
    fc.constantFrom('repository', 'username', 'password', 'ca_cert', 'client_cert', 'index-servers', 'realm'),
    fc.constantFrom('', 'a', 'pypi', 'internal', 'internal testpypi', '\n  pypi\n  internal', '%(x)s', 'DEFAULT other'),
  ),
});
const file = fc
  .uniqueArray(section, { selector: ({ name }) => name, maxLength: 5 })
  .map((sections) => sections.map(written).join('\n'));

function written({ name, options }: { name: string; options: Record<string, string> }): string {
  return [`[${name}]`, ...Object.entries(options).map(([key, value]) => `${key} = ${value}`)].join('\n');
}

function revealed({ repositories }: Pypirc): unknown {
  const found = [...repositories].map(([name, { repository, username, password, caCert, clientCert }]) => {
    const all = {
      repository: repository?.reveal() ?? null,
      username,
      password: password?.reveal() ?? null,
      ca_cert: caCert,
      client_cert: clientCert,
    };
    return [name, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))] as const;
  });
  return Object.fromEntries(found);
}

describe('.pypirc', () => {
  const folder = useFolder();

  it('means to us what it means to twine, in a thousand random files', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    const texts = fc.sample(file, { numRuns: 1000, seed });
    const twine = askPython(TWINE, texts);
    if (!Array.isArray(twine)) throw new Error('no list came back');
    for (const [each, text] of texts.entries())
      expect(revealed(parsePypirc(text, '.pypirc')), `SEED=${String(seed)}\n${text}`).to.deep.equal(twine[each]);
  });

  it('may be absent', async () => {
    expect([...readPypirc(join(folder.path, 'absent'), '.pypirc').repositories.keys()]).to.deep.equal([
      'pypi',
      'testpypi',
    ]);
  });

  it('shows no secret, whoever prints it', () => {
    const pypirc = parsePypirc('[pypi]\nrepository = https://a:hunter2@h/\npassword = hunter2', '.pypirc');
    const printed = inspect(pypirc, { depth: 9 }) + JSON.stringify([...pypirc.repositories]);
    expect(printed).to.include('****').and.not.include('hunter2');
    expect(pypirc.repositories.get('pypi')?.password?.reveal()).to.equal('hunter2');
  });

  it('is refused where it is not UTF-8, without a word of it', async () => {
    const path = join(folder.path, 'latin1');
    await writeFile(path, Buffer.from('[pypi]\npassword = hunter2ü', 'latin1'));
    expect(refused(() => readPypirc(path, '~/.pypirc')).message).to.equal('~/.pypirc is not UTF-8 text');
  });
});
