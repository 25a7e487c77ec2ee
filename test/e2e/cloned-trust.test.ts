import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, symlinkSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign, type Run } from '../fixtures/program.ts';

describe('files of a cloned project that try to widen trust', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const thief = useAuthor('ed25519');
  let top = '';
  let clone = '';
  let wheel = '';

  beforeEach(async () => {
    top = await folder.sub(`checkout-${String(Math.random())}`);
    await mkdir(join(top, '.git'));
    await mkdir(join(top, 'keys'));
    await writeFile(join(top, 'pysign.trust.toml'), pin('demo', author.fingerprint));
    await writeFile(join(top, 'keys', `${author.fingerprint}.asc`), author.gnupg.gpg(['--armor', '--export']));
    clone = join(top, 'vendored');
    await mkdir(join(clone, 'keys'), { recursive: true });
    wheel = await buildSampleWheel(clone);
    expect((await pysign(['sign', wheel], thief)).exitCode).to.equal(0);
  });

  const verify = async (cwd = top, ...args: readonly string[]): Promise<Run> =>
    pysign(['verify', wheel, ...args], { cwd });

  it('vendored-trust: a trust file further down decides nothing for whoever verifies from above', async () => {
    await writeFile(join(clone, 'pysign.trust.toml'), pin('*', thief.fingerprint));
    await writeFile(join(clone, 'keys', `${thief.fingerprint}.asc`), thief.gnupg.gpg(['--armor', '--export']));
    const run = await verify();
    expect(run.exitCode, run.stdout).to.equal(4);
    expect(run.stdout).not.to.include('✔ pinned');
  });

  it('planted-key: a key in keys/ that no pin names is nobody’s', async () => {
    await writeFile(join(top, 'keys', `${thief.fingerprint}.asc`), thief.gnupg.gpg(['--armor', '--export']));
    const run = await verify();
    expect(run.exitCode, run.stdout).to.equal(4);
    expect(run.stdout).not.to.include('✔ pinned');
  });

  it('key-in-settings: pysign.toml pins nobody, names no key source and turns no mode', async () => {
    for (const setting of ['mode = "warn"', 'keyserver = "https://evil.example"', `[[pin]]\nproject = "demo"`]) {
      await writeFile(join(top, 'pysign.toml'), `${setting}\n`);
      const run = await pysign(['trust', 'add', 'demo', '--fingerprint', thief.fingerprint], { cwd: top });
      expect(run.exitCode, setting).to.equal(2);
      expect(run.stderr).to.include('pysign.toml:1: unknown key');
      const verified = await verify();
      expect(verified.exitCode, setting).to.be.oneOf([2, 4]);
      expect(verified.stdout).not.to.include('✔ pinned');
    }
  });

  for (const [name, put] of [
    ['a device', (path: string) => symlinkSync('/dev/zero', path)],
    ['a pipe', (path: string) => spawnSync('python3', ['-c', 'import os, sys; os.mkfifo(sys.argv[1])', path])],
    ['a folder', (path: string) => spawnSync('mkdir', [path])],
    ['a link to itself', (path: string) => symlinkSync(path, path)],
  ] as const) {
    it(`endless-file: ${name} in the place of the trust file or of a key is read by nobody`, async () => {
      await rm(join(top, 'keys', `${author.fingerprint}.asc`));
      put(join(top, 'keys', `${author.fingerprint}.asc`));
      const key = await verify();
      expect(key.exitCode, key.stdout + key.stderr).to.be.oneOf([2, 4, 6]);
      await rm(join(top, 'pysign.trust.toml'));
      put(join(top, 'pysign.trust.toml'));
      const file = await verify();
      expect(file.exitCode, file.stdout + file.stderr).to.be.oneOf([2, 4, 6]);
      for (const run of [key, file]) expect(run.stdout).not.to.include('✔ pinned');
    });
  }

  it('link-out: trust is written into the checkout, and not where a link of the clone leads', async () => {
    const outside = await folder.sub(`outside-${String(Math.random())}`);
    await rm(join(top, 'pysign.trust.toml'));
    await rm(join(top, 'keys'), { recursive: true });
    symlinkSync(join(outside, 'config.toml'), join(top, 'pysign.trust.toml'));
    symlinkSync(outside, join(top, 'keys'));
    const file = join(folder.path, 'author.asc');
    await writeFile(file, author.publicKey());
    const args = ['--fingerprint', author.fingerprint, '--key-file', file, '--no-find-keys'];
    const run = await pysign(['trust', 'add', 'demo', ...args, '--simple-url', 'http://127.0.0.1:9/'], { cwd: top });
    expect(run.exitCode, run.stdout).to.equal(2);
    expect(run.stderr).to.include('keys is a link').and.to.include('next:  rm keys');
    expect(readdirSync(outside)).to.deep.equal([]);
    expect(lstatSync(join(top, 'pysign.trust.toml')).isSymbolicLink()).to.equal(true);
    await rm(join(top, 'keys'));
    const again = await pysign(['trust', 'add', 'demo', ...args, '--simple-url', 'http://127.0.0.1:9/'], { cwd: top });
    expect(again.exitCode, again.stderr).to.equal(0);
    expect(readdirSync(outside)).to.deep.equal([]);
    expect(lstatSync(join(top, 'pysign.trust.toml')).isFile()).to.equal(true);
  });
});

function pin(project: string, fingerprint: string): string {
  return `mode = "strict"\n\n[[pin]]\nproject = "${project}"\nopenpgp = ["${fingerprint}"]\n`;
}
