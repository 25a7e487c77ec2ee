import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { userFilePath } from '../../src/config/places.ts';
import { withRememberedKey } from '../../src/config/remembered-key.ts';
import { parseToml } from '../../src/config/toml-document.ts';
import { readUserFile, rememberKey } from '../../src/config/user-file.ts';
import { useFolder } from '../fixtures/folder.ts';
import { refused } from './refused.ts';

const FPR = '6BB7E345353592A10141AEFCAEF31E69A56E4E0A';
const OLD = '19C0'.repeat(10);

function remembered(text: string): string {
  return withRememberedKey(parseToml(text, 'config.toml'), FPR);
}

describe("the user's config.toml", () => {
  const folder = useFolder();

  it('lies where each platform keeps such files', () => {
    const home = { HOME: '/home/ada', USERPROFILE: '/users/ada' };
    expect(userFilePath(home, 'linux')).to.equal('/home/ada/.config/pysign/config.toml');
    expect(userFilePath(home, 'darwin')).to.equal('/home/ada/Library/Application Support/pysign/config.toml');
    expect(userFilePath(home, 'win32')).to.equal('/users/ada/AppData/Roaming/pysign/config.toml');
    expect(userFilePath({ ...home, APPDATA: '/data' }, 'win32')).to.equal('/data/pysign/config.toml');
    expect(userFilePath({ ...home, XDG_CONFIG_HOME: '/xdg' }, 'darwin')).to.equal('/xdg/pysign/config.toml');
    expect(userFilePath({ ...home, XDG_CONFIG_HOME: 'relative' }, 'linux')).to.match(/^\/home\/ada/u);
  });

  it('is made with the key, for nobody else to read, and read back', async () => {
    const environment = { XDG_CONFIG_HOME: join(folder.path, 'new', 'deep') };
    expect(readUserFile(environment)).to.equal(null);
    const path = await rememberKey(FPR.toLowerCase(), environment);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect((await stat(dirname(path))).mode & 0o777).to.equal(0o700);
    expect(readUserFile(environment)).to.deep.include({ key: FPR, signingKeys: [] });
    expect(await readdir(dirname(path))).to.deep.equal(['config.toml']);
  });

  it('keeps its comments and settings when the key changes, also behind a link', async () => {
    const environment = { XDG_CONFIG_HOME: folder.path };
    const kept = join(await folder.sub('dotfiles'), 'kept.toml');
    const text = `# mine\n[release]\nkey = "${OLD}" # the old one\nrepository = "a"\n\n[repositories.a]\nupload-url = "https://a.example/"\n`;
    await writeFile(kept, text);
    await mkdir(join(folder.path, 'pysign'));
    await symlink(kept, userFilePath(environment));
    await rememberKey(FPR, environment);
    expect(await readFile(kept, 'utf8')).to.equal(text.replace(OLD, FPR));
    expect(readUserFile(environment)?.repositories.get('a')?.uploadUrl.host).to.equal('a.example');
  });

  it('stays as it is when it is wrong already, or the key is not named in full', async () => {
    const environment = { XDG_CONFIG_HOME: await folder.sub('wrong') };
    await mkdir(dirname(userFilePath(environment)));
    await writeFile(userFilePath(environment), '[releas]\n');
    for (const fingerprint of [FPR, FPR.slice(-16)]) {
      const error: unknown = await rememberKey(fingerprint, environment).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', 'USAGE');
    }
    expect(await readFile(userFilePath(environment), 'utf8')).to.equal('[releas]\n');
  });

  it('says so when it cannot be written', async () => {
    const blocked = join(folder.path, 'a-file');
    await writeFile(blocked, '');
    await chmod(blocked, 0o400);
    const error: unknown = await rememberKey(FPR, { XDG_CONFIG_HOME: blocked }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'ENVIRONMENT');
  });

  for (const [what, before, after] of [
    [
      'a table without it',
      '[release] # mine\r\nrepository = "a"\r\n',
      `[release] # mine\r\nkey = "${FPR}"\r\nrepository = "a"\r\n`,
    ],
    ['a dotted key', `release.key = "${OLD}"`, `release.key = "${FPR}"`],
    ['a quoted key', `[release]\n"key"='${OLD}'#x`, `[release]\n"key"="${FPR}"#x`],
    [
      'a table inside a line',
      `release = { repository = "a", key = "${OLD}" }`,
      `release = { repository = "a", key = "${FPR}" }`,
    ],
    [
      'only other tables',
      '[repositories.a]\nupload-url = "x"',
      `[repositories.a]\nupload-url = "x"\n\n[release]\nkey = "${FPR}"\n`,
    ],
    ['a dotted table', 'release.repository = "a"', `release.repository = "a"\nrelease.key = "${FPR}"`],
  ] as const) {
    it(`takes the key into ${what}`, () => {
      expect(remembered(before)).to.equal(after);
    });
  }

  it('is left to its owner where the key is written like nobody does', () => {
    const error = refused(() => remembered(`[release]\nkey = """\n${OLD}"""`));
    expect(error.next).to.include(`key = "${FPR}"`);
  });

  it('never changes another setting, however it is written', () => {
    const text = fc.constantFrom('[release]', 'key = "x"', "key = 'x'", '"""', 'a\nb', '# key = "x"', 'é', '\\');
    const table = fc.dictionary(fc.constantFrom('key', 'repository', 'a b', 'release', 'x"y'), text);
    const random = fc.record({ release: table, repositories: table, 'key = "x"': text }, { requiredKeys: [] });
    fc.assert(
      fc.property(random, (settings) => {
        const changed = parse(remembered(stringify(settings)));
        const wanted = { ...settings, release: { ...settings.release, key: FPR } };
        expect(JSON.parse(JSON.stringify(changed))).to.deep.equal(wanted);
      }),
    );
  });
});
