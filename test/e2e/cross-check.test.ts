import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { useFolder } from '../fixtures/folder.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import {
  type CertificateOptions,
  forgeCertificate,
  forgeKey,
  forgeSignature,
  issuerOf,
  keyForm,
  packet,
} from '../openpgp/forge.ts';
import { pythonProgram } from '../python-environment.ts';

describe('verify --cross-check', () => {
  const folder = useFolder();
  const ada = forgeKey();
  const content = Buffer.from('content\n');
  let path = '';
  let place = '';

  before(async () => {
    place = await folder.sub('bin');
    // Sequoia itself, behind the command line of sqv: `--keyring KEYS SIGNATURE CONTENT`.
    const script = join(import.meta.dirname, '..', 'fixtures', 'sequoia_verify.py');
    await writeFile(join(place, 'sqv'), `#!/bin/sh\nexec '${pythonProgram('python')}' '${script}' "$2" "$3" "$4"\n`);
    await chmod(join(place, 'sqv'), 0o755);
    path = `${place}${delimiter}${process.env['PATH'] ?? ''}`;
  });

  async function checked(name: string, key: Uint8Array, sig: Uint8Array, PATH = path): Promise<Run> {
    const [file, keyring] = [join(await folder.sub(name), 'file'), join(await folder.sub(`${name}-key`), 'key')];
    await Promise.all([writeFile(file, content), writeFile(`${file}.sig`, sig), writeFile(keyring, key)]);
    return pysign(['verify', '--cross-check', '--keyring', keyring, file], { env: { PATH } });
  }

  function certificate(options: Partial<CertificateOptions> = {}): Buffer {
    return forgeCertificate(ada, options);
  }

  const good = packet(2, forgeSignature(ada, { over: [content] }));

  it('says that others agree, and nothing where there are no others', async () => {
    const run = await checked('good', certificate(), good);
    expect(run.exitCode, run.stdout + run.stderr).to.equal(0);
    expect(run.stdout).to.include('✔ others    gpgv accepts it too').and.include('✔ others    sqv accepts it too');
    const alone = await checked('alone', certificate(), good, '/nonexistent');
    expect(alone.exitCode, alone.stderr).to.equal(0);
    expect(alone.stdout).not.to.include('others');
  });

  it('says that others refuse a wrong signature too', async () => {
    const run = await checked('wrong', certificate(), packet(2, forgeSignature(ada, { over: [Buffer.from('other')] })));
    expect(run.exitCode).to.equal(3);
    expect(run.stdout).to.include('gpgv refuses it too').and.include('sqv refuses it too');
  });

  it('explains why Sequoia refuses a SHA-1 self-signature that passes here', async () => {
    const run = await checked('sha1-key', certificate({ digest: 'sha1' }), good);
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout).to.include('gpgv accepts it too');
    expect(run.stdout).to.include(
      '! others    sqv refuses it: its self-signature uses SHA-1: refused by Sequoia since',
    );
  });

  it('explains why gpgv accepts a revoked key and a SHA-1 signature that are refused here', async () => {
    const whole = certificate();
    const head = packet(6, ada.body);
    const over = [keyForm(ada.body)];
    const why = { type: 29, body: Buffer.of(2) };
    const gone = packet(2, forgeSignature(ada, { type: 0x20, over, hashed: [issuerOf(ada), why] }));
    const revoked = await checked('revoked', Buffer.concat([head, gone, whole.subarray(head.length)]), good);
    expect(revoked.exitCode).to.equal(3);
    expect(revoked.stdout).to.match(/! others {4}gpgv accepts it: .*refused here because the key \w+ is revoked/);
    expect(revoked.stdout).to.include('sqv refuses it too');
    const old = await checked('sha1', whole, packet(2, forgeSignature(ada, { over: [content], digest: 'sha1' })));
    expect(old.exitCode).to.equal(3);
    expect(old.stdout).to.match(/! others {4}gpgv accepts it: .*made with SHA-1, which is broken/);
    expect(old.stdout).to.include('sqv refuses it too');
  });
});
