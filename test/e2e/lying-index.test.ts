import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect } from 'chai';
import { buildSampleDistributions, buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { json, reply, resetAfter } from '../fixtures/hostile-index.ts';
import { pysign } from '../fixtures/program.ts';
import type { FileDocument, ReceiptDocument } from '../../src/reports/receipt-document.ts';
import { fileOf, receiptFrom } from '../fixtures/receipt-json.ts';
import { useTamperingIndex } from '../fixtures/tampering-index.ts';

const signaturePath = /^GET \/.*\.whl\.asc$/u;
const projectPage = /^GET \/simple\/demo\//u;
const uploadPath = /^POST \/legacy\//u;

describe('an index that does not keep its word', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useTamperingIndex();
  let version = 0;
  let wheel = '';

  beforeEach(async () => {
    index.honest();
    version += 1;
    wheel = await buildSampleWheel(await folder.sub(String(version)), { version: `1.${String(version)}` });
  });

  async function released(signatures: 'prefer' | 'require', ...flags: readonly string[]): Promise<ReceiptDocument> {
    const args = ['--signatures', signatures, '--confirm-timeout', '1', ...flags, ...index.flags, wheel];
    const asJson = await pysign(['release', '--json', ...args], author);
    const asText = await pysign(['release', ...args], author);
    expect(asText.exitCode, asText.stderr).to.equal(asJson.exitCode);
    return receiptFrom(asJson);
  }

  function only(receipt: ReceiptDocument): FileDocument {
    return fileOf(receipt, basename(wheel));
  }

  it('has_sig-true-and-404: says what it claims and what it does, and is not 0 where signatures are required', async () => {
    index.tamper(signaturePath, reply(404));
    const preferred = await released('prefer');
    expect(preferred.exitCode).to.equal(0);
    expect(only(preferred).signature).to.deep.include({ fate: 'dropped', hasSig: true, verified: false });
    expect(preferred.warnings.join()).to.include('says that it has a signature').and.include('serves none');
    const required = await released('require');
    expect(required.exitCode).to.equal(7);
    expect(required.error?.code).to.equal('SIGNATURE_DROPPED');
  });

  it('has_sig-true-and-other-bytes: a signature of another file is exit 3, required or not', async () => {
    const other = await buildSampleWheel(await folder.sub(`other-${String(version)}`), { name: 'other' });
    await pysign(['sign', other], author);
    index.tamper(signaturePath, reply(200, {}, await readFile(`${other}.asc`)));
    for (const mode of ['require', 'prefer'] as const) {
      const receipt = await released(mode);
      expect(receipt.exitCode).to.equal(3);
      expect(receipt.error?.code).to.equal('SIGNATURE_WRONG');
      expect(only(receipt).signature).to.deep.include({ fate: 'altered', hasSig: true, verified: false });
    }
  });

  it('junk-signature: an error page with 200 in place of the signature is exit 3', async () => {
    index.tamper(signaturePath, reply(200, { 'content-type': 'text/plain' }, 'nothing to see here'));
    expect((await released('prefer')).exitCode).to.equal(3);
  });

  it('re-armoured-signature: still valid, so 0 where preferred and 7 where required', async () => {
    await pysign(['sign', wheel], author);
    const asc = await readFile(`${wheel}.asc`, 'utf8');
    const again = asc.replace('SIGNATURE-----\n', 'SIGNATURE-----\nComment: stored by an index\n');
    index.tamper(signaturePath, reply(200, {}, again));
    const preferred = await released('prefer');
    expect(preferred.exitCode).to.equal(0);
    expect(only(preferred).signature).to.deep.include({ fate: 'altered', verified: true, signer: author.fingerprint });
    const required = await released('require');
    expect(required.exitCode).to.equal(7);
    expect(required.error?.code).to.equal('SIGNATURE_ALTERED');
  });

  it('signature-500: is unknown, exit 5, and finishes when the index is well again', async () => {
    index.tamper(signaturePath, reply(500, {}, 'oops'));
    const receipt = await released('prefer');
    expect(receipt.exitCode).to.equal(5);
    expect(only(receipt).signature.fate).to.equal('unknown');
    index.honest();
    expect((await released('require')).exitCode).to.equal(0);
  });

  it('other-bytes-listed: exit 3 when what is listed is not what was sent', async () => {
    const page = { meta: { 'api-version': '1.1' }, name: 'demo', versions: [], files: [] };
    const swapped = [
      { filename: basename(wheel), url: `/files/${basename(wheel)}`, hashes: { sha256: '0'.repeat(64) }, size: 1 },
    ];
    index.tamper(uploadPath, (incoming, outgoing) => {
      incoming.resume().once('end', () => {
        index.tamper(projectPage, json(200, { ...page, files: swapped }, 'application/vnd.pypi.simple.v1+json'));
        outgoing.writeHead(200).end();
      });
    });
    const run = await pysign(['release', '--json', '--confirm-timeout', '1', ...index.flags, wheel], author);
    const receipt = receiptFrom(run);
    expect(receipt.exitCode).to.equal(3);
    expect(receipt.error?.code).to.equal('OTHER_BYTES_LISTED');
    expect(only(receipt).listed).to.equal(false);
  });

  it('name-taken: other bytes under this name stop the run before anything is sent, with both digests', async () => {
    const page = { meta: { 'api-version': '1.1' }, name: 'demo', versions: [] };
    const files = [
      { filename: basename(wheel), url: `/files/${basename(wheel)}`, hashes: { sha256: '0'.repeat(64) }, size: 1 },
    ];
    index.tamper(projectPage, json(200, { ...page, files }, 'application/vnd.pypi.simple.v1+json'));
    const receipt = await released('prefer');
    expect(receipt.exitCode).to.equal(5);
    expect(receipt.error?.code).to.equal('FILE_EXISTS');
    expect(receipt.error?.message).to.include('0'.repeat(64)).and.include(only(receipt).sha256);
    expect(only(receipt).upload.outcome).to.equal('refused');
    expect(index.count(uploadPath)).to.equal(0);
  });

  it('never-listed: exit 7 when the listing stays as it was', async () => {
    index.tamper(projectPage, reply(404));
    const receipt = await released('prefer');
    expect(receipt.exitCode).to.equal(7);
    expect(receipt.error?.code).to.equal('NOT_VISIBLE');
    expect(only(receipt)).to.deep.include({ listed: false });
    expect(only(receipt).signature.fate).to.equal('not-visible');
  });

  it('html-instead-of-json: the JSON API is a web page, and nothing depends on it', async () => {
    index.tamper(/^GET \/pypi\//u, reply(200, { 'content-type': 'text/html' }, '<html><body>Welcome</body></html>'));
    const receipt = await released('require');
    expect(receipt.exitCode).to.equal(0);
    expect(only(receipt).signature.fate).to.equal('kept');
  });

  it('login-page: a listing that asks to log in stops before anything is sent', async () => {
    index.tamper(projectPage, reply(200, { 'content-type': 'text/html' }, '<form><input type="password"></form>'));
    const receipt = await released('prefer');
    expect(receipt.exitCode).to.equal(5);
    expect(receipt.error?.code).to.equal('INDEX_FAILED');
    expect(index.count(uploadPath)).to.equal(0);
  });

  for (const [status, code, exitCode] of [
    [401, 'CREDENTIALS_REFUSED', 5],
    [403, 'CREDENTIALS_REFUSED', 5],
    [404, 'INDEX_REFUSED', 5],
    [405, 'INDEX_REFUSED', 5],
    [500, 'INDEX_FAILED', 5],
  ] as const) {
    it(`upload-${String(status)}: exit ${String(exitCode)}, nothing further sent, and a repeat finishes the job`, async () => {
      const { sdist } = await buildSampleDistributions(await folder.sub(String(version)), {
        version: `1.${String(version)}`,
      });
      index.tamper(uploadPath, reply(status, { 'content-type': 'text/html' }, '<h1>No</h1>'));
      const args = ['release', '--json', '--confirm-timeout', '1', ...index.flags, wheel, sdist];
      const failed = receiptFrom(await pysign(args, author));
      expect(failed.exitCode).to.equal(exitCode);
      expect(failed.error?.code).to.equal(code);
      expect(failed.files.map(({ upload }) => upload.outcome)).to.deep.equal([
        status === 500 ? 'failed' : 'refused',
        'not-started',
      ]);
      // What may pass is tried four times; a refusal is one.
      expect(index.count(uploadPath)).to.equal(status === 500 ? 4 : 1);
      index.honest();
      const finished = receiptFrom(await pysign(args, author));
      expect(finished.exitCode).to.equal(0);
      expect(finished.files.map(({ signature }) => signature.fate)).to.deep.equal(['kept', 'kept']);
    });
  }

  it('reset-in-the-middle: exit 5, nothing half-written, and a repeat finishes the job', async () => {
    wheel = await buildSampleWheel(await folder.sub(String(version)), {
      version: `1.${String(version)}`,
      payloadBytes: 8_000_000,
    });
    index.tamper(uploadPath, resetAfter(1_000_000));
    const receipt = await released('prefer');
    expect(receipt.exitCode).to.equal(5);
    expect(only(receipt).upload.outcome).to.equal('failed');
    index.honest();
    expect((await released('require')).exitCode).to.equal(0);
  });

  it('answer-lost: a file that arrived although the connection broke is found there and not sent twice', async () => {
    index.tamper(uploadPath, (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => {
        void fetch(new URL('legacy/', index.behind.url), {
          method: 'POST',
          body: Buffer.concat(chunks),
          headers: { 'content-type': incoming.headers['content-type'] ?? '' },
        }).then(() => outgoing.destroy());
      });
    });
    const receipt = receiptFrom(
      await pysign(['release', '--json', '--signatures', 'require', ...index.flags, wheel], author),
    );
    expect(receipt.exitCode).to.equal(0);
    expect(only(receipt).upload.outcome).to.equal('uploaded');
    expect(index.count(uploadPath)).to.equal(1);
  });

  it('changed-while-sent: the index never has a file that changed on the way', async () => {
    wheel = await buildSampleWheel(await folder.sub(String(version)), {
      version: `1.${String(version)}`,
      payloadBytes: 40_000_000,
    });
    index.whileUploading(2_000_000, async () => {
      const bytes = await readFile(wheel);
      bytes.fill(0, bytes.length - 1000);
      await writeFile(wheel, bytes);
    });
    const receipt = receiptFrom(
      await pysign(['release', '--json', '--confirm-timeout', '0', ...index.flags, wheel], author),
    );
    expect(receipt.exitCode).to.equal(3);
    expect(receipt.error?.code).to.equal('FILE_CHANGED');
    expect(only(receipt).upload.outcome).to.equal('failed');
    const page = await (await fetch(new URL('simple/', index.behind.url))).text();
    expect(page).not.to.include(basename(wheel));
    const listing = await fetch(new URL('simple/demo/', index.behind.url));
    expect(await listing.text()).not.to.include(basename(wheel));
  });
});

describe('an index that is not there', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');

  it('connection-refused: exit 5, and nothing was signed', async () => {
    const { unusedPort } = await import('../fixtures/hostile-index.ts');
    const wheel = await buildSampleWheel(await folder.sub('refused'));
    const url = `http://127.0.0.1:${String(await unusedPort())}/legacy/`;
    const run = await pysign(['release', '--json', '--repository-url', url, wheel], author);
    expect(run.exitCode).to.equal(5);
    expect(receiptFrom(run).error?.code).to.equal('INDEX_UNREACHABLE');
    expect(receiptFrom(run).error?.message).to.include('127.0.0.1');
    await readFile(`${wheel}.asc`).then(
      () => expect.fail('a signature was made'),
      (error: unknown) => expect(error).to.have.property('code', 'ENOENT'),
    );
  });
});
