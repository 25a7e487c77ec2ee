import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { keyBeside, keysBeside, openTrust, removeKey, writeKey, writeTrust } from '../../src/trust-file/trust-store.ts';
import type { TrustFile } from '../../src/trust-file/trust-file.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';

describe('trust store', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');

  function pinned(): TrustFile {
    const pin = { project: 'demo', versions: null, index: null, notBefore: null, notAfter: null, reason: null };
    return { mode: 'strict', pins: [{ ...pin, openpgp: [author.fingerprint], evidence: [] }], exceptions: [] };
  }

  it('has its place at the top of the checkout, else in the folder, and never above the home folder', async () => {
    const top = await folder.sub('checkout');
    const below = await folder.sub('checkout/a/b');
    expect(openTrust(below, '/nonexistent').name).to.equal('pysign.trust.toml');
    await mkdir(join(top, '.git'));
    expect(openTrust(below, '/nonexistent')).to.include({ name: '../../pysign.trust.toml', exists: false });
    expect(openTrust(below, top).path).to.equal(join(below, 'pysign.trust.toml'));
  });

  it('writes file and key whole, reads them again from a folder below, and removes the key', async () => {
    const top = await folder.sub('written');
    await mkdir(join(top, '.git'));
    const below = await folder.sub('written/below');
    const empty = openTrust(below, '/nonexistent');
    await writeTrust(empty, pinned());
    const [certificate] = await readCertificates(author.publicKey());
    if (certificate === undefined) throw new Error('there is no key');
    await writeKey(empty, certificate);
    const store = openTrust(below, '/nonexistent');
    expect(store).to.deep.include({ exists: true, file: pinned() });
    expect((await keysBeside(store)).map(({ fingerprint }) => fingerprint)).to.deep.equal([author.fingerprint]);
    expect(await readdir(top)).to.have.members(['.git', 'below', 'keys', 'pysign.trust.toml']);
    expect(await readdir(join(top, 'keys'))).to.deep.equal([`${author.fingerprint}.asc`]);
    await removeKey(store, author.fingerprint);
    expect(await keyBeside(store, author.fingerprint)).to.equal(null);
  });

  it('holds the decisions of a large company, and not a file without end', async () => {
    const top = await folder.sub('large');
    const [pin] = pinned().pins;
    if (pin === undefined) throw new Error('there is no pin');
    const what = 'the newest release is signed by the key, and so are all that came before it since the first of them';
    const evidence = Array.from({ length: 8 }, () => ({ what, where: 'https://example.org/', when: new Date(0) }));
    const pins = Array.from({ length: 2000 }, (_, n) => ({ ...pin, project: `project-${String(n)}`, evidence }));
    const store = openTrust(top, '/nonexistent');
    await writeTrust(store, { mode: 'strict', pins, exceptions: [] });
    expect(openTrust(top, '/nonexistent').file.pins).to.have.length(2000);
    await writeFile(store.path, Buffer.alloc((8 << 20) + 1, '\n'));
    expect(() => openTrust(top, '/nonexistent')).to.throw(PysignError, 'larger than any file of settings');
  });

  it('leaves nothing behind where it cannot write', async () => {
    const top = await folder.sub('blocked');
    await writeFile(join(top, 'keys'), 'a file where the folder belongs');
    const store = openTrust(top, '/nonexistent');
    const [certificate] = await readCertificates(author.publicKey());
    if (certificate === undefined) throw new Error('there is no key');
    const failure = await writeKey(store, certificate).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(PysignError).and.to.have.property('code', 'ENVIRONMENT');
    expect(await readdir(top)).to.deep.equal(['keys']);
  });
});
