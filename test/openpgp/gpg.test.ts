import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { refusal } from './refusal.ts';

function plant(place: string, name: string, script: string): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(place, name), 0o755);
}

describe('finding gpg', () => {
  let folder = '';
  const here = process.cwd();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'path-'));
  });
  afterEach(() => {
    process.chdir(here);
    rmSync(folder, { recursive: true });
  });

  it('passes over relative PATH entries and the current folder: a cloned repository may hold a gpg of its own', async () => {
    for (const name of ['gpg', 'gpgconf']) {
      plant(folder, name, 'echo planted');
      plant(join(folder, 'bin'), name, 'echo planted');
    }
    process.chdir(folder);
    const error = await refusal(findGnupg({ PATH: ['', '.', 'bin', './bin'].join(delimiter) }));
    expect(error).to.include({ code: 'GPG_MISSING', exitCode: 6 });
    expect(error.next).to.include('install');
  });

  it('passes over what cannot be run, and takes the first that can', async () => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    for (const name of ['gpg', 'gpgconf']) {
      mkdirSync(join(folder, 'directory', name), { recursive: true });
      plant(first, name, 'echo plain');
      chmodSync(join(first, name), 0o644);
      plant(second, name, 'echo "taken $*"');
    }
    const gnupg = await findGnupg({ PATH: [join(folder, 'directory'), first, second].join(delimiter) });
    expect((await gnupg.gpgconf(['--list-dirs'])).stdout.toString()).to.equal('taken --list-dirs\n');
  });

  it('without any PATH is GPG_MISSING', async () => {
    expect(await refusal(findGnupg({}))).to.include({ code: 'GPG_MISSING' });
  });

  it('starts it without the secrets of pysign, twine and uv, and with everything else', async () => {
    for (const name of ['gpg', 'gpgconf']) plant(folder, name, '/usr/bin/env');
    const secrets = {
      PYSIGN_TOKEN: 's3cret',
      TWINE_PASSWORD: 's3cret',
      UV_PUBLISH_TOKEN: 's3cret',
      pysign_passphrase: 's3cret',
    };
    const gnupg = await findGnupg({ PATH: folder, GNUPGHOME: '/somewhere', LANG: 'C', ...secrets });
    const seen = (await gnupg.gpg([])).stdout.toString();
    expect(seen).to.include('GNUPGHOME=/somewhere').and.to.include('LANG=C');
    expect(seen).not.to.include('s3cret');
  });

  it('says so when a program is killed before its end', async () => {
    for (const name of ['gpg', 'gpgconf']) plant(folder, name, 'kill -9 $$');
    const gnupg = await findGnupg({ PATH: folder });
    expect(await refusal(gnupg.gpg([]))).to.include({ code: 'ENVIRONMENT' });
  });
});
