import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Content, ContentHasher } from '../../src/content.ts';
import { openFactCache } from '../../src/evidence/fact-cache.ts';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import { readSignatureFile } from '../../src/openpgp/signature-file.ts';
import { useFolder } from '../fixtures/folder.ts';
import { forgeCertificate, forgeKey, forgeSignature, packet } from '../openpgp/forge.ts';

const data = Buffer.from('the content of a wheel\n');
const ada = forgeKey();

function contentOf(bytes: Buffer): Content {
  const hasher = new ContentHasher();
  hasher.update(bytes);
  return hasher.finish();
}

async function question(): Promise<Parameters<Awaited<ReturnType<typeof openFactCache>>['fact']>> {
  const [read] = readSignatureFile(packet(2, forgeSignature(ada, { over: [data] })), 'sig');
  const [certificate] = await readCertificates(forgeCertificate(ada));
  const [part] = certificate?.partsNamed(ada.fingerprint) ?? [];
  if (read?.readable !== true || part === undefined) throw new Error('the forge failed');
  return [read.signature, part, contentOf(data)];
}

describe('the cache of facts', () => {
  const folder = useFolder();

  it('answers as the reckoning does, and remembers in a file of the user alone', async () => {
    const path = join(await folder.sub('new'), 'deep', 'facts');
    const [signature, part, content] = await question();
    const cache = await openFactCache(path);
    expect(await cache.fact(signature, part, content)).to.equal(true);
    expect(await cache.fact(signature, part, contentOf(Buffer.from('other')))).to.equal(false);
    await cache.save();
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(readFileSync(path, 'utf8')).to.match(/^[\w-]{43} y\n[\w-]{43} n\n$/);
    // What the file says is believed: that is what it is for, and why nobody else may write it.
    writeFileSync(path, readFileSync(path, 'utf8').replace(' y', ' n'));
    expect(await (await openFactCache(path)).fact(signature, part, content)).to.equal(false);
  });

  it('believes no file that others may write, and none that is damaged', async () => {
    const path = join(await folder.sub('open'), 'facts');
    const [signature, part, content] = await question();
    const cache = await openFactCache(path);
    await cache.fact(signature, part, content);
    await cache.save();
    const lie = readFileSync(path, 'utf8').replace(' y', ' n');
    writeFileSync(path, lie);
    chmodSync(path, 0o666);
    expect(await (await openFactCache(path)).fact(signature, part, content)).to.equal(true);
    chmodSync(path, 0o600);
    for (const damaged of ['', '\0\0\0', lie.slice(0, 20), lie.replaceAll(' ', ''), 'x'.repeat(10_000)]) {
      writeFileSync(path, damaged);
      expect(await (await openFactCache(path)).fact(signature, part, content)).to.equal(true);
    }
  });

  it('that cannot be read or written changes nothing', async () => {
    const [signature, part, content] = await question();
    const inTheWay = join(await folder.sub('way'), 'facts');
    mkdirSync(inTheWay);
    for (const path of [inTheWay, '/dev/null/facts']) {
      const cache = await openFactCache(path);
      expect(await cache.fact(signature, part, content)).to.equal(true);
      await cache.save();
    }
  });
});
