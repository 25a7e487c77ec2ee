import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { createBLAKE2b } from 'hash-wasm';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { fetched, hasSig, listed, listedFile, listedNames, sha256, signatureUrl } from './served.ts';
import {
  ARMOUR,
  field,
  filePart,
  type Part,
  post,
  signaturePart,
  type Told,
  uploadParts,
  withFields,
} from './upload-form.ts';

const ARMOUR_LINE = '-----BEGIN PGP SIGNATURE-----';

/** A project of its own for each test, so that none sees another's files. */
let projects = 0;
function freshProject(): string {
  projects += 1;
  return `demo${String(projects)}`;
}

describe('an upload as PyPI took it while it kept signatures', () => {
  const index = useEmbeddedIndex();
  let name = '';
  let filename = '';
  let bytes = Buffer.alloc(0);
  beforeEach(() => {
    name = freshProject();
    filename = `${name}-1.0-py3-none-any.whl`;
    bytes = Buffer.from(`content of ${name}`);
  });

  const parts = (...more: readonly Part[]): readonly Part[] => uploadParts({ name, filename, bytes }, more);
  const upload = async (...more: readonly Part[]): Promise<Told> => post(index.uploadUrl, parts(...more));
  const keptSignature = async (): Promise<string | undefined> => {
    const file = await listedFile(index.url, filename, name);
    const body = await fetched(signatureUrl(file));
    expect(file.gpgSig).to.equal(body !== null);
    expect(await hasSig(index.url, name)).to.deep.equal({ [filename]: body !== null });
    return body?.toString('latin1');
  };
  const expectNothingStored = async (): Promise<void> => {
    expect(await listed(index.url, name)).to.deep.equal([]);
    expect(await index.status(new URL(`files/${name}/${filename}`, index.url))).to.equal(404);
  };

  it('answers 200 without a body, and has the file and its signature byte for byte', async () => {
    expect(await upload(signaturePart(ARMOUR))).to.deep.include({ status: 200, text: '' });
    const file = await listedFile(index.url, filename, name);
    expect(file).to.deep.include({ sha256: sha256(bytes), size: bytes.length, gpgSig: true });
    expect(await fetched(file.url)).to.deep.equal(bytes);
    expect(await keptSignature()).to.equal(ARMOUR);
  });

  it('is taken at / as well, and with :action in the query', async () => {
    expect((await post(index.url, parts())).status).to.equal(200);
    filename = `${name}-1.0-cp312-none-any.whl`;
    bytes = Buffer.from('other');
    const url = new URL('?:action=file_upload', index.uploadUrl);
    expect((await post(url, withFields(parts(), { ':action': null }))).status).to.equal(200);
    expect(await listedNames(index.url, name)).to.have.length(2);
  });

  it('without :action is 404, and without the slash a 308', async () => {
    expect((await post(index.uploadUrl, withFields(parts(), { ':action': null }))).status).to.equal(404);
    expect((await post(index.uploadUrl, withFields(parts(), { ':action': 'submit' }))).status).to.equal(404);
    expect((await post(new URL('legacy', index.url), parts())).status).to.equal(308);
    expect((await post(new URL('simple/', index.url), parts())).status).to.equal(405);
    await expectNothingStored();
  });

  for (const second of ['the same signature', 'another signature', 'junk', 'no signature', 'a huge signature']) {
    it(`again, with ${second}, is 200 and changes nothing: the first .asc stays`, async () => {
      await upload(signaturePart(ARMOUR));
      const signatures: Record<string, readonly Part[]> = {
        'the same signature': [signaturePart(ARMOUR)],
        'another signature': [signaturePart(`${ARMOUR}other`)],
        junk: [signaturePart('junk')],
        'a huge signature': [signaturePart(ARMOUR_LINE.padEnd(100_000))],
      };
      const before = await listed(index.url, name);
      expect((await upload(...(signatures[second] ?? []))).status).to.equal(200);
      expect(await listed(index.url, name)).to.deep.equal(before);
      expect(await keptSignature()).to.equal(ARMOUR);
    });
  }

  it('cannot fill in a missing signature later', async () => {
    await upload();
    expect((await upload(signaturePart(ARMOUR))).status).to.equal(200);
    expect(await keptSignature()).to.equal(undefined);
  });

  it('with other bytes under the same name is 400 File already exists', async () => {
    await upload();
    const kept = bytes;
    bytes = Buffer.from('other bytes');
    const told = await upload();
    expect(told.status).to.equal(400);
    expect(told.reason).to.match(/^File already exists\. /u);
    expect(told.text).to.include('File already exists. ').and.include(sha256(kept));
    const [file] = await listed(index.url, name);
    expect(file?.sha256).to.equal(sha256(kept));
  });

  it('with the same bytes under another name is 400 File already exists', async () => {
    await upload();
    const first = filename;
    filename = `${name}-1.0-cp312-none-any.whl`;
    expect((await upload()).reason).to.match(/^File already exists\. /u);
    expect(await listedNames(index.url, name)).to.deep.equal([first]);
  });

  it('of a second sdist of a release is 400', async () => {
    filename = `${name}-1.0.tar.gz`;
    await upload();
    filename = `${name.toUpperCase()}-1.0.0.tar.gz`;
    bytes = Buffer.from('another spelling');
    expect((await upload()).reason).to.equal('Only one sdist may be uploaded per release.');
    filename = `${name}-1.1.tar.gz`;
    const next = uploadParts({ name, filename, bytes, version: '1.1' });
    expect((await post(index.uploadUrl, next)).status).to.equal(200);
  });

  const unarmoured: readonly (readonly [string, string | Uint8Array])[] = [
    ['a message', '-----BEGIN PGP MESSAGE-----\n'],
    ['a clearsigned text', '-----BEGIN PGP SIGNED MESSAGE-----\n'],
    ['an SSH signature', '-----BEGIN SSH SIGNATURE-----\n'],
    ['binary', new Uint8Array([0x88, 0x75, 0x04, 0x00])],
    ['empty', ''],
    ['behind a line break', `\n${ARMOUR}`],
    ['behind a byte order mark', `\uFEFF${ARMOUR}`],
    ['half of the line', ARMOUR_LINE.slice(0, -1)],
  ];
  for (const [what, signature] of unarmoured) {
    it(`with a signature that is ${what} is 400, stores nothing, and can be mended`, async () => {
      expect(await upload(signaturePart(signature))).to.deep.include({
        status: 400,
        reason: "PGP signature isn't ASCII armored.",
      });
      await expectNothingStored();
      expect((await upload(signaturePart(ARMOUR))).status).to.equal(200);
      expect(await keptSignature()).to.equal(ARMOUR);
    });
  }

  it('with a signature of 8192 bytes is taken, of 8193 refused', async () => {
    expect((await upload(signaturePart(ARMOUR_LINE.padEnd(8193)))).reason).to.equal('Signature too large.');
    await expectNothingStored();
    expect((await upload(signaturePart(ARMOUR_LINE.padEnd(8192)))).status).to.equal(200);
    expect(await keptSignature()).to.have.length(8192);
  });

  it('does no cryptography: the first armour line is enough', async () => {
    expect((await upload(signaturePart(ARMOUR_LINE))).status).to.equal(200);
    expect(await keptSignature()).to.equal(ARMOUR_LINE);
  });

  const shapes: readonly (readonly [string, Part])[] = [
    ['with CRLF', signaturePart(ARMOUR.replaceAll('\n', '\r\n'))],
    ['under any file name', signaturePart(ARMOUR, '../../etc/passwd')],
    ['as text/plain', { ...signaturePart(ARMOUR), type: 'text/plain' }],
    [
      'with bytes that are no UTF-8',
      signaturePart(Buffer.concat([Buffer.from(ARMOUR), Buffer.from([0xff, 0x00, 0xfe])])),
    ],
  ];
  for (const [what, part] of shapes) {
    it(`keeps a signature ${what}, byte for byte, before or after the content`, async () => {
      expect((await upload(part)).status).to.equal(200);
      expect(await keptSignature()).to.equal(Buffer.from(part.value).toString('latin1'));
      filename = `${name}-1.0-cp312-none-any.whl`;
      bytes = Buffer.from(`more ${name}`);
      expect((await post(index.uploadUrl, [...parts(), part])).status).to.equal(200);
      const file = await listedFile(index.url, filename, name);
      expect((await fetched(signatureUrl(file)))?.toString('latin1')).to.equal(
        Buffer.from(part.value).toString('latin1'),
      );
    });
  }

  it('with two signatures keeps the last', async () => {
    expect((await upload(signaturePart(`${ARMOUR}first`), signaturePart(`${ARMOUR}last`))).status).to.equal(200);
    expect(await keptSignature()).to.equal(`${ARMOUR}last`);
  });

  it('with the signature as a text field is refused: it must not get lost', async () => {
    const told = await upload(field('gpg_signature', ARMOUR));
    expect(told).to.deep.include({ status: 400, reason: 'gpg_signature must be a file part, with a file name.' });
    expect((await upload({ ...signaturePart(ARMOUR, ''), type: null })).status).to.equal(400);
    expect((await upload({ ...field('gpg_signature', ARMOUR), type: 'application/octet-stream' })).status).to.equal(
      400,
    );
    await expectNothingStored();
  });

  it('of an .asc on its own is 400', async () => {
    await upload();
    const asc = uploadParts({ name, filename: `${filename}.asc`, bytes: Buffer.from(ARMOUR), filetype: 'bdist_wheel' });
    expect((await post(index.uploadUrl, asc)).reason).to.match(/^Invalid file extension: /u);
    expect(await keptSignature()).to.equal(undefined);
  });

  it('must have at least one digest, and all that are sent must be right', async () => {
    const right = {
      sha256_digest: sha256(bytes),
      md5_digest: createHash('md5').update(bytes).digest('hex'),
      blake2_256_digest: (await createBLAKE2b(256)).init().update(bytes).digest('hex'),
    };
    const bare = withFields(parts(), { sha256_digest: null });
    expect((await post(index.uploadUrl, bare)).reason).to.equal('Error: Include at least one message digest.');
    const digests = Object.entries(right);
    for (const [wrong] of digests) {
      const claims = digests.map(([digest, hex]) =>
        field(digest, digest === wrong ? hex.replace(/^./u, (c) => (c === '0' ? '1' : '0')) : hex),
      );
      for (const form of [
        [...claims, ...bare],
        [...bare, ...claims],
        [...claims.slice(1), ...bare, ...claims.slice(0, 1)],
      ]) {
        const told = await post(index.uploadUrl, form);
        expect(told.reason).to.equal('The digest supplied does not match a digest calculated from the uploaded file.');
      }
    }
    await expectNothingStored();
    const upper = digests.map(([digest, hex]) => field(digest, hex.toUpperCase()));
    expect((await post(index.uploadUrl, [...bare, ...upper])).status).to.equal(200);
  });

  for (const digest of ['md5_digest', 'blake2_256_digest', 'sha256_digest']) {
    it(`needs no other digest than ${digest}`, async () => {
      const hex = { md5_digest: 'md5', sha256_digest: 'sha256' }[digest];
      const value =
        hex === undefined
          ? (await createBLAKE2b(256)).init().update(bytes).digest('hex')
          : createHash(hex).update(bytes).digest('hex');
      const form = [field(digest, value), ...withFields(parts(), { sha256_digest: null })];
      expect((await post(index.uploadUrl, form)).status).to.equal(200);
      expect((await listedFile(index.url, filename, name)).sha256).to.equal(sha256(bytes));
    });
  }

  it('reads over unknown fields, a very long description and repeated lists', async () => {
    const more = [
      field('description', 'long '.repeat(100_000)),
      field('attestations', '[]'),
      field('x'.repeat(500), 'y'),
      ...Array.from({ length: 500 }, (_, position) => field('classifiers', `Topic :: ${String(position)}`)),
    ];
    expect((await upload(...more)).status).to.equal(200);
    expect((await listedFile(index.url, filename, name)).sha256).to.equal(sha256(bytes));
  });

  it('takes nothing but content and gpg_signature as a file, and content once', async () => {
    expect((await upload(filePart('attestations', 'a.json', '[]'))).reason).to.equal(
      'attestations: Must not be a file.',
    );
    expect((await upload(filePart('content', filename, 'first'))).reason).to.equal('content: Must be sent once only.');
    expect((await post(index.uploadUrl, withFields(parts(), { content: null }))).status).to.equal(400);
    const asField = [...withFields(parts(), { content: null }), field('content', 'bytes')];
    expect((await post(index.uploadUrl, asField)).reason).to.equal('Upload payload does not have a file.');
    await expectNothingStored();
  });
});
