import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { programPath, pysign } from '../fixtures/program.ts';

interface Failure {
  readonly exitCode: number;
  readonly code: string;
}

async function failure(args: readonly string[], env: Record<string, string> = {}): Promise<Failure> {
  const asText = await pysign(args, { env });
  const asJson = await pysign([...args, '--json'], { env });
  expect(asText.exitCode).to.equal(asJson.exitCode);
  expect(asText.stdout).to.equal('');
  expect(asText.stderr).to.match(/^error: /u);
  const document: unknown = JSON.parse(asJson.stdout);
  expect(document).to.have.property('schemaVersion', 1);
  expect(document).to.have.property('exitCode', asJson.exitCode);
  expect(asText.stderr + asJson.stdout + asJson.stderr).not.to.include('hunter2');
  expect(document).to.have.nested.property('error.code');
  const code = /"code": "(?<code>\w+)"/u.exec(asJson.stdout)?.groups?.['code'] ?? '';
  return { exitCode: asJson.exitCode, code };
}

describe('the command line', () => {
  for (const [what, args] of [
    ['an unknown command', ['relaese']],
    ['an unknown flag', ['release', '--repository-ulr=hunter2']],
    ['an unknown short flag with a secret', ['release', '-p', 'hunter2', '--frobnicate=hunter2']],
    ['a flag without its value', ['release', '--key']],
    ['a wrong value', ['release', '--signatures', 'hunter2']],
    ['a number that is none', ['release', '--confirm-timeout', 'soon']],
    ['an address that is none', ['release', '--repository-url', 'ftp://ada:hunter2@host/']],
    ['two flags that exclude each other', ['release', '--rehearse', '--repository-url', 'https://ada:hunter2@host/']],
    ['neither password file nor --no-password', ['index', 'serve', '--directory', 'x', '--port', '0']],
  ] as const) {
    it(`answers ${what} with exit 2, in both ways of printing, and repeats no value`, async () => {
      expect(await failure(args)).to.deep.equal({ exitCode: 2, code: 'USAGE' });
    });
  }

  it('does not fall back to PyPI when TWINE_REPOSITORY names another index', async () => {
    expect(await failure(['release'], { TWINE_REPOSITORY: 'internal' })).to.deep.equal({ exitCode: 2, code: 'USAGE' });
  });

  it('prints version and help with exit 0', async () => {
    const version = await pysign(['--version']);
    expect(version.exitCode).to.equal(0);
    expect(version.stdout).to.match(/^pysign\/\d+\.\d+\.\d+/u);
    for (const command of ['release', 'sign', 'upload', 'confirm', 'index serve', 'index list', 'index show']) {
      const help = await pysign([...command.split(' '), '--help']);
      expect(help.exitCode).to.equal(0);
      expect(help.stdout).to.include('USAGE').and.include('EXAMPLES');
    }
  });

  it('refuses an old Node in one line, before it imports anything', () => {
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, programPath, 'release', '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stdout]).to.deep.equal([6, '']);
    expect(stderr).to.match(/^error: pysign needs Node 22\.22 or newer, this is v[\d.]+\n$/u);
  });
});
