import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions, buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { reply, resetAfter } from '../fixtures/hostile-index.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { useTamperingIndex } from '../fixtures/tampering-index.ts';
import { type VerifiedFileJson, verifiedJson } from './verify-document.ts';

describe('verify FILE --keyring KEYFILE', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const stranger = useAuthor('rsa2048');
  let wheel = '';
  let keyring = '';

  before(async () => {
    wheel = await buildSampleWheel(await folder.sub('one'));
    keyring = join(await folder.sub('keys'), 'author.asc');
    await writeFile(keyring, author.gnupg.gpg(['--armor', '--export', author.fingerprint]));
    const run = await pysign(['sign', wheel], author);
    expect(run.exitCode, run.stderr).to.equal(0);
  });

  async function verify(...args: readonly string[]): Promise<Run> {
    const asText = await pysign(['verify', '--keyring', keyring, ...args]);
    const asJson = await pysign(['verify', '--json', '--keyring', keyring, ...args]);
    expect(asJson.exitCode, asJson.stdout).to.equal(asText.exitCode);
    expect(verifiedJson(asJson).exitCode).to.equal(asText.exitCode);
    return asText;
  }

  async function only(...args: readonly string[]): Promise<VerifiedFileJson> {
    const [file] = verifiedJson(await pysign(['verify', '--json', '--keyring', keyring, ...args])).files;
    if (file === undefined) throw new Error('no file was verified');
    return file;
  }

  it('answers three questions in an empty environment, without gpg', async () => {
    const run = await verify(wheel);
    expect(run.exitCode, run.stderr).to.equal(0);
    const [name, correct, usable, pinned] = run.stdout.trimEnd().split('\n');
    expect(name).to.equal(wheel);
    expect(correct).to.match(/^ {2}✔ correct {3}Ed25519 signature with SHA-256, made \d{4}-\d\d-\d\d$/);
    expect(usable).to.equal(`  ✔ usable    key ${author.fingerprint}, valid then and now`);
    expect(pinned).to.equal(`  ✔ pinned    ${author.fingerprint} ${author.userId}`);
    expect((await only(wheel)).answers).to.deep.equal(['yes/yes/true']);
    const alone = await pysign(['verify', '--keyring', keyring, wheel], { env: { PATH: '/nonexistent' } });
    expect(alone.exitCode, alone.stderr).to.equal(0);
  });

  it('takes the signature as second argument, by its own name, binary, or named .sig', async () => {
    const elsewhere = await folder.sub('elsewhere');
    const copy = join(elsewhere, basename(wheel));
    await copyFile(wheel, copy);
    expect((await verify(copy)).exitCode).to.equal(4);
    expect((await verify(copy, `${wheel}.asc`)).exitCode).to.equal(0);
    expect((await verify(`${wheel}.asc`)).exitCode).to.equal(0);
    const binary = author.gnupg.gpg(['--output', '-', '--detach-sign', wheel]);
    await writeFile(join(elsewhere, 'signature'), binary);
    expect((await verify(copy, join(elsewhere, 'signature'))).exitCode).to.equal(0);
    await writeFile(`${copy}.sig`, binary);
    expect((await verify(copy)).exitCode).to.equal(0);
  });

  it('is exit 4, and says so, where there is no signature, and names the author it does not know', async () => {
    const bare = await buildSampleWheel(await folder.sub('bare'));
    const run = await verify(bare);
    expect(run.exitCode).to.equal(4);
    expect(run.stdout).to.include('has no signature');
    const other = await buildSampleWheel(await folder.sub('other'));
    await pysign(['sign', other], stranger);
    const unknown = await verify(other);
    expect(unknown.exitCode).to.equal(4);
    expect(unknown.stdout).to.include(stranger.fingerprint).and.to.include('not in the keyring');
    expect((await only(other)).verdict).to.equal('undetermined');
  });

  it('reports each of several signatures, and one that is trusted is enough', async () => {
    const both = await buildSampleWheel(await folder.sub('both'));
    const content = await readFile(both);
    const signatures = [stranger, author].map(({ gnupg }) => gnupg.gpg(['--output', '-', '--detach-sign'], content));
    await writeFile(`${both}.sig`, Buffer.concat(signatures));
    const run = await verify(both);
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout).to.include('signature 1 of 2').and.to.include('signature 2 of 2');
    expect((await only(both)).answers).to.deep.equal(['unknown/unknown/null', 'yes/yes/true']);
  });

  it('verifies many files in one command, a line each', async () => {
    const many = await folder.sub('many');
    const files = await Promise.all(
      Array.from({ length: 7 }, async (_, number) => buildSampleWheel(many, { version: `2.${String(number)}` })),
    );
    for (const file of files) await pysign(['sign', file], author);
    const asc = files.map((file) => `${file}.asc`);
    const run = await verify(...files, ...asc);
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout.trimEnd().split('\n')).to.have.length(8);
    expect(run.stdout).to.include('7 of 7 files may be relied on');
  });

  it('is a mistake of the caller where file, keyring or signature cannot be read', async () => {
    for (const args of [['/nonexistent.whl'], [wheel, '--keyring', '/nonexistent'], [wheel, '--keyring', wheel]]) {
      const run = await pysign(['verify', '--keyring', keyring, ...args]);
      expect(run.exitCode, run.stderr).to.equal(2);
    }
  });

  it("asks gpg's keyring where no keyring is named, and then nobody is pinned", async () => {
    const run = await pysign(['verify', wheel], author);
    expect(run.exitCode).to.equal(4);
    expect(run.stdout).to.include('✔ correct').and.to.include('✔ usable');
    expect(run.stdout).to.include('✘ pinned    nobody is pinned for demo');
    expect(run.stdout).to.include('next: pysign trust add demo');
    const nobody = await pysign(['verify', wheel]);
    expect(nobody.exitCode, nobody.stdout).to.equal(4);
    expect(nobody.stdout).to.include("not in gpg's keyring");
  });
});

describe('verify PROJECT==VERSION from an index', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useTamperingIndex();
  let keyring = '';

  before(async () => {
    const first = await buildSampleDistributions(await folder.sub('1.0'), { name: 'Demo.Package' });
    const run = await pysign(['release', ...index.flags, first.wheel, first.sdist], author);
    expect(run.exitCode, run.stderr).to.equal(0);
    const newer = await buildSampleWheel(await folder.sub('1.10'), { name: 'Demo.Package', version: '1.10' });
    const older = await buildSampleWheel(await folder.sub('1.9'), { name: 'Demo.Package', version: '1.9' });
    for (const wheel of [newer, older]) await pysign(['release', ...index.flags, wheel], author);
    keyring = join(await folder.sub('keys'), 'author.gpg');
    await writeFile(keyring, author.publicKey());
  });
  beforeEach(() => index.honest());

  async function verify(...args: readonly string[]): Promise<Run> {
    return pysign(['verify', '--keyring', keyring, ...index.flags, ...args], { cwd: await folder.sub('empty') });
  }

  it('verifies every file of a release, and the newest version where none is named', async () => {
    const run = await verify('demo-package==1.0');
    expect(run.exitCode, run.stdout + run.stderr).to.equal(0);
    expect(run.stdout.match(/✔ pinned/g)).to.have.length(2);
    const newest = await verify('Demo_Package');
    expect(newest.exitCode, newest.stderr).to.equal(0);
    expect(newest.stdout).to.include('demo_package-1.10-').and.not.to.include('1.9');
  });

  it('verifies an address', async () => {
    const page = await (await fetch(new URL('demo-package/', new URL('simple/', index.url)))).text();
    const href = /href="([^"#]+1\.10[^"#]+\.whl)/.exec(page)?.[1] ?? '';
    const run = await verify(new URL(href, new URL('demo-package/', new URL('simple/', index.url))).href);
    expect(run.exitCode, run.stdout + run.stderr).to.equal(0);
    expect(run.stdout).to.include('✔ correct');
  });

  it('stripped-signature: a file that lost its signature is unsigned, exit 4', async () => {
    index.tamper(/\.whl\.asc$/u, reply(404));
    const run = await verify('demo-package==1.10');
    expect(run.exitCode).to.equal(4);
    expect(run.stdout).to.include('has no signature');
  });

  it('an index that breaks off or fails is never taken for unsigned: exit 5', async () => {
    for (const script of [resetAfter(0), reply(503)]) {
      index.tamper(/\.whl\.asc$/u, script);
      const run = await verify('demo-package==1.10', '--json');
      expect(run.exitCode, run.stdout).to.equal(5);
      expect(verifiedJson(run).files[0]).to.include({ verdict: 'undetermined', because: 'unreachable' });
    }
    index.tamper(/GET .*\.whl$/u, reply(502));
    expect((await verify('demo-package==1.10')).exitCode).to.equal(5);
  });

  it('swapped-file: other bytes under a good signature are exit 3', async () => {
    const other = await buildSampleWheel(await folder.sub('swapped'), {
      name: 'Demo.Package',
      version: '1.10',
      extra: { 'evil.py': 'print(1)\n' },
    });
    index.tamper(/GET .*\.whl$/u, reply(200, {}, await readFile(other)));
    const run = await verify('demo-package==1.10', '--json');
    expect(run.exitCode, run.stdout).to.equal(3);
    expect(verifiedJson(run).files[0]).to.include({ verdict: 'rejected', because: 'incorrect' });
  });

  it('says what is not listed, and that the index cannot be reached', async () => {
    expect((await verify('demo-package==7')).exitCode).to.equal(5);
    const away = ['--keyring', keyring, '--repository-url', 'http://127.0.0.1:9/legacy/', 'demo==1'];
    expect((await pysign(['verify', ...away])).exitCode).to.equal(5);
  });
});
