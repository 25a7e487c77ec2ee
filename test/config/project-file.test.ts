import { chown, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { findProjectFile, readProjectFile } from '../../src/config/project-file.ts';
import { parseSettingsTables, type SettingsTables } from '../../src/config/settings-tables.ts';
import { parseToml } from '../../src/config/toml-document.ts';
import { useFolder } from '../fixtures/folder.ts';
import { refused } from './refused.ts';

const FPR = '6BB7E345353592A10141AEFCAEF31E69A56E4E0A';
const whole = `# ours
[release]
signing-keys = ["${FPR.toLowerCase()}", "${'AB'.repeat(32)}"]
repository   = "internal"
signatures   = "require"

[repositories.internal]
upload-url = "https://packages.example.org/legacy/"
simple-url = "https://packages.example.org/simple/"
delivery   = "file"
jobs       = 4
`;

function parsed(text: string): SettingsTables {
  return parseSettingsTables(parseToml(text, 'pysign.toml'), 'project');
}

describe('pysign.toml', () => {
  it('is read whole', () => {
    expect(parsed(whole)).to.deep.equal({
      name: 'pysign.toml',
      key: null,
      signingKeys: [FPR, 'AB'.repeat(32)],
      repository: 'internal',
      signatures: 'require',
      repositories: new Map([
        [
          'internal',
          {
            uploadUrl: new URL('https://packages.example.org/legacy/'),
            simpleUrl: new URL('https://packages.example.org/simple/'),
            delivery: 'file',
            jobs: 4,
          },
        ],
      ]),
    });
  });

  it('may be empty', () => {
    expect(parsed('\ufeff# nothing\r\n')).to.deep.include({ signingKeys: [], repository: null, signatures: null });
  });

  for (const [what, text, says] of [
    [
      'a key that is unknown',
      '[release]\n\nsignature = "off"',
      /^pysign\.toml:3: unknown key "signature" in \[release\]; did you mean "signatures"/u,
    ],
    [
      'a table that is unknown',
      '\n[relaese]\nsignatures = "off"',
      /^pysign\.toml:2: unknown key "relaese"; did you mean "release"/u,
    ],
    [
      'a table within a value',
      '[release]\nsignatures = { of = "off" }',
      /^pysign\.toml:2: release\.signatures is none of off, prefer, require/u,
    ],
    [
      'a key in words unknown to all',
      '[release]\ncolour = 1',
      /the known keys are signing-keys, repository, signatures$/u,
    ],
    ['a program', '[release]\ngpg-program = "/tmp/hunter2"', /unknown key "gpg-program"/u],
    ['a remembered key', `[release]\nkey = "${FPR}"`, /unknown key "key"/u],
    [
      'a password',
      '[repositories.a]\nupload-url = "https://a.example/"\npassword = "hunter2"',
      /^pysign\.toml:3: .*never kept/u,
    ],
    [
      'a password in an address',
      '[repositories.a]\nupload-url = "https://ada:hunter2@a.example/"',
      /^pysign\.toml:2: .*never kept/u,
    ],
    [
      'a user name in an address',
      '[repositories.a]\nupload-url = "https://hunter2@a.example/"',
      /user name or password/u,
    ],
    ['an address that is none', '[repositories.a]\nupload-url = "hunter2"', /not an http or https address/u],
    ['an address of a file', '[repositories.a]\nupload-url = "file:///hunter2"', /not an http or https address/u],
    ['no address', '[repositories.a]\njobs = 2', /^pysign\.toml:1: \[repositories\.a\] has no upload-url/u],
    [
      'another pypi',
      '[repositories.pypi]\nupload-url = "https://evil.example/"',
      /^pysign\.toml:1: a project may not say where pypi is/u,
    ],
    [
      'another TestPyPI',
      '[repositories]\nTestPyPI.upload-url = "https://evil.example/"',
      /^pysign\.toml:2: .*testpypi/u,
    ],
    ['a name with an escape', '[repositories."\\u001b[2J"]\nupload-url = "https://a.example/"', /letters, digits/u],
    ['a short key id', '[release]\nsigning-keys = [\n"AEF31E69A56E4E0A",\n]', /^pysign\.toml:2: .*full fingerprints/u],
    ['no jobs', '[repositories.a]\nupload-url = "https://a.example/"\njobs = 0', /whole number from 1/u],
    ['a date for a table', 'release = 2020-01-01', /release is not a table/u],
    ['what is no TOML', '[release]\nsignatures = hunter2', /^pysign\.toml:2: /u],
    ['one key twice', '[release]\nrepository = "a"\nrepository = "hunter2"', /^pysign\.toml:3: /u],
    ['tables without end', `a = ${'['.repeat(5000)}`, /^pysign\.toml:1: /u],
  ] as const) {
    it(`is refused for ${what}, by file and line`, () => {
      const error = refused(() => parsed(text));
      expect(error.code).to.equal('USAGE');
      expect(error.message).to.match(says);
    });
  }

  it('is told all its faults at once', () => {
    const error = refused(() => parsed('[release]\nsigner = 1\nsignatures = "on"\n[repositories.a]\n'));
    expect([error.message, ...error.details].map((line) => line.replace(/: .*/u, ''))).to.deep.equal([
      'pysign.toml:2',
      'pysign.toml:3',
      'pysign.toml:4',
    ]);
  });
});

describe('the search for pysign.toml', () => {
  const folder = useFolder();

  it('goes up to the top of the checkout and not beyond', async () => {
    await writeFile(join(await folder.sub('a'), 'pysign.toml'), '');
    const inner = await folder.sub('a/checkout/src/deep');
    expect(findProjectFile(inner, '/home/nobody')).to.equal(join(folder.path, 'a', 'pysign.toml'));
    await folder.sub('a/checkout/.git');
    expect(findProjectFile(inner, '/home/nobody')).to.equal(null);
    await writeFile(join(folder.path, 'a/checkout/pysign.toml'), '[release]\nsignatures = "x"');
    expect(refused(() => readProjectFile(inner, '/home/nobody')).message).to.match(/^\.\.\/\.\.\/pysign\.toml:2: /u);
  });

  it('does not take one from the home folder for every project in it', async () => {
    const home = await folder.sub('home');
    await writeFile(join(home, 'pysign.toml'), '');
    expect(findProjectFile(await folder.sub('home/project'), home)).to.equal(null);
    expect(findProjectFile(home, home)).to.equal(join(home, 'pysign.toml'));
  });

  it('does not read a device that a clone links to, nor a file without end', async () => {
    const clone = await folder.sub('clone');
    await symlink('/dev/zero', join(clone, 'pysign.toml'));
    expect(refused(() => readProjectFile(clone, '/home/nobody')).message).to.equal('pysign.toml is not a file');
    const large = await folder.sub('large');
    await writeFile(join(large, 'pysign.toml'), '#'.repeat(300_000));
    expect(refused(() => readProjectFile(large, '/home/nobody')).message).to.include('larger');
    const binary = await folder.sub('binary');
    await writeFile(join(binary, 'pysign.toml'), Buffer.from([0x23, 0xff]));
    expect(refused(() => readProjectFile(binary, '/home/nobody')).message).to.include('UTF-8');
  });

  it('does not take one that somebody else put into a folder above', async () => {
    const shared = await folder.sub('shared');
    const planted = join(shared, 'pysign.toml');
    await writeFile(planted, '');
    // Only root can give a file away; for everybody else /usr is the folder of another user.
    if (process.getuid?.() === 0) await chown(planted, 12_345, 12_345);
    await symlink('/usr', join(shared, 'project'));
    expect(refused(() => findProjectFile(join(shared, 'project'), '/home/nobody')).message).to.include('another user');
    expect(findProjectFile(shared, '/home/nobody')).to.equal(planted);
  });
});
