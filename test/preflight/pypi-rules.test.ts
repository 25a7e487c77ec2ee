import { expect } from 'chai';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { type Made, makeSdist, makeWheel } from '../fixtures/made-distributions.ts';
import { allOn, elsewhereOn, pypiOn } from './findings-of.ts';

describe('what PyPI would refuse', () => {
  const folder = useFolder();
  let rooms = 0;

  async function wheel(made: Partial<Made>): Promise<string> {
    rooms += 1;
    return makeWheel(await folder.sub(String(rooms)), made);
  }

  async function sdist(made: Partial<Made>): Promise<string> {
    rooms += 1;
    return makeSdist(await folder.sub(String(rooms)), made);
  }

  async function scripts(text: string): Promise<readonly string[]> {
    return pypiOn(await wheel({ members: { 'demo-1.0.dist-info/entry_points.txt': text } }));
  }

  it('is nothing of distributions that twine takes', async () => {
    const { wheel: good, sdist: source } = await buildSampleDistributions(await folder.sub('good'));
    expect([...(await pypiOn(good)), ...(await pypiOn(source))]).to.deep.equal([]);
  });

  const headers: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['a long summary', [`Summary: ${'x'.repeat(513)}`], ['error summary']],
    ['a summary of 512 characters, each of two UTF-16 units', [`Summary: ${'🐍'.repeat(512)}`], []],
    ['a summary of two lines', ['Summary: one', '  two'], ['error summary']],
    ['an unknown classifier', ['Classifier: Topic :: Nonsense'], ['warning classifier']],
    ['a private project', ['Classifier: Private :: Do Not Upload'], ['error classifier']],
    ['a classifier that was given up', ['Classifier: Framework :: Django CMS :: 4.2'], ['warning classifier']],
    ['a known classifier', ['Classifier: Typing :: Typed'], []],
    ['a license expression in lower case', ['License-Expression: mit or apache-2.0'], []],
    ['an exception', ['License-Expression: GPL-2.0-or-later WITH Classpath-exception-2.0'], []],
    ['a license of its own', ['License-Expression: LicenseRef-Mine'], []],
    ['a license expression that ends too early', ['License-Expression: MIT OR'], ['error license']],
    ['a sentence for a license', ['License-Expression: MIT License'], ['error license']],
    ['a license that nobody knows', ['License-Expression: Foo-1.0'], ['warning license']],
    ['two kinds of license', ['License: MIT', 'License-Expression: MIT'], ['error license']],
    [
      'a classifier beside the expression',
      ['License-Expression: MIT', 'Classifier: License :: OSI Approved :: MIT License'],
      ['warning license'],
    ],
    ['a license file that is not there', ['License-File: LICENSE'], ['error license-file']],
    ['a project URL', ['Project-URL: Docs, https://docs.example.org/'], []],
    ['a project URL without label', ['Project-URL: https://example.org/'], ['error url']],
    ['a project URL with a long label', [`Project-URL: ${'x'.repeat(33)}, https://example.org/`], ['error url']],
    ['a project URL of another scheme', ['Project-URL: Docs, ftp://example.org/'], ['error url']],
    ['a home page that is none', ['Home-page: example'], ['error url']],
    ['an e-mail address that is none', ['Author-email: Ada <ada at example.org>'], ['error email']],
    ['two e-mail addresses', ['Author-email: "Ada, A." <ada@example.org>, bob@example.org'], []],
    ['a requirement on an address', ['Requires-Dist: x @ https://example.org/x.whl'], ['error requirement']],
    ['a requirement that is none', ['Requires-Dist: x >>= 1'], ['error requirement']],
    [
      'requirements of every form',
      [
        'Requires-Dist: a',
        'Requires-Dist: b[c,d] (>=1,<2); extra == "x"',
        'Requires-Dist: e~=1.0;python_version<"3.9"',
      ],
      [],
    ],
    ['a Python version that is none', ['Requires-Python: 3.8+'], ['error requirement']],
    ['a Python version', ['Requires-Python: >=3.8,!=3.9.*'], []],
    ['an unknown field', ['Colour: red'], ['warning metadata-field']],
    ['an unknown type of description', ['Description-Content-Type: text/html'], ['error description']],
    ['another charset', ['Description-Content-Type: text/markdown; charset=latin-1'], ['error description']],
    ['another Markdown', ['Description-Content-Type: text/markdown; variant=Mine'], ['error description']],
    ['a good type of description', ['Description-Content-Type: text/markdown; charset=UTF-8; variant=CommonMark'], []],
  ];
  for (const [what, lines, expected] of headers) {
    it(`${expected.length === 0 ? 'takes' : 'notices'} ${what}`, async () => {
      expect(await pypiOn(await wheel({ headers: lines }))).to.deep.equal(expected);
    });
  }

  it('names the day of what may have changed since', async () => {
    const [finding] = await allOn(await wheel({ headers: ['Classifier: Topic :: Nonsense'] }), { rendered: 'yes' });
    expect(finding).to.include({ dataOf: '2026-09-21' });
    expect(finding?.message).to.include('2026-09-21');
  });

  it('notices fields and versions of metadata that PyPI has not', async () => {
    expect(await pypiOn(await wheel({ metadataVersion: '2.1', headers: ['License-Expression: MIT'] }))).to.deep.equal([
      'error metadata-field',
    ]);
    expect(await pypiOn(await wheel({ metadataVersion: '2.9' }))).to.deep.equal(['warning metadata-version']);
    expect(await pypiOn(await wheel({ metadataVersion: '2.5', headers: ['Import-Name: demo'] }))).to.deep.equal([]);
  });

  it('finds license files where each kind of archive has them', async () => {
    const one = ['License-File: LICENSE'];
    expect(
      await pypiOn(await wheel({ headers: one, members: { 'demo-1.0.dist-info/licenses/LICENSE': 'MIT' } })),
    ).to.deep.equal([]);
    expect(await pypiOn(await sdist({ headers: one, members: { LICENSE: 'MIT' } }))).to.deep.equal([]);
    expect(await pypiOn(await sdist({ headers: one }))).to.deep.equal(['error license-file']);
    expect(await pypiOn(await sdist({ headers: one, metadataVersion: '2.1' }))).to.deep.equal([]);
  });

  it('wants exact names', async () => {
    expect(await pypiOn(await sdist({ filename: 'Demo-1.0.tar.gz' }))).to.deep.equal(['error file-name']);
    expect(await pypiOn(await sdist({ version: '1.0rc1', filename: 'demo-1.0.rc1.tar.gz' }))).to.deep.equal([
      'error file-name',
    ]);
    expect(await pypiOn(await wheel({ filename: 'Demo-1.0-py3-none-any.whl' }))).to.deep.equal(['error file-name']);
  });

  it('wants platforms that it knows, and no local version', async () => {
    const platform = async (tag: string): Promise<readonly string[]> =>
      pypiOn(await wheel({ tags: `cp312-cp312-${tag}` }));
    for (const tag of [
      'manylinux_2_28_x86_64.manylinux2014_x86_64',
      'musllinux_1_2_aarch64',
      'macosx_11_0_arm64',
      'win_arm64',
      'macosx_10_9_universal2',
    ])
      expect(await platform(tag)).to.deep.equal([]);
    for (const tag of ['linux_x86_64', 'macosx_11_1_arm64', 'solaris_11_sparc'])
      expect(await platform(tag)).to.deep.equal(['warning platform-tag']);
    expect(await pypiOn(await wheel({ version: '1.0+local.1' }))).to.deep.equal(['error local-version']);
  });

  it('wants names of programs that are names', async () => {
    expect(await scripts('[console_scripts]\ndemo = demo:main\n\n[other]\n../x = y\n')).to.deep.equal([]);
    expect(await scripts('[console_scripts]\n../../bin/sh = demo:main\n')).to.deep.equal(['error entry-points']);
    expect(await scripts('[gui_scripts]\ntwo words = demo:main\n')).to.deep.equal(['warning entry-points']);
  });

  it('says nothing of all this for other indexes', async () => {
    const odd = await wheel({
      version: '1.0+local',
      headers: ['Classifier: Private :: X', 'Requires-Dist: x @ https://x.example/x.whl'],
    });
    expect(await elsewhereOn(odd)).to.deep.equal([]);
  });
});
