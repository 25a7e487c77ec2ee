import { expect } from 'chai';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFreshUpload } from './fresh-upload.ts';
import { fetched, listed, listedFile, signatureUrl } from './served.ts';
import { ARMOUR, field, type Part, post, signaturePart, uploadParts } from './upload-form.ts';

const ARMOUR_LINE = '-----BEGIN PGP SIGNATURE-----';

describe('the signature of an upload, as PyPI took it while it kept them', () => {
  const index = useEmbeddedIndex();
  const upload = useFreshUpload(index);

  for (const second of ['the same signature', 'another signature', 'junk', 'no signature', 'a huge signature']) {
    it(`again, with ${second}, is 200 and changes nothing: the first .asc stays`, async () => {
      await upload.send(signaturePart(ARMOUR));
      const signatures: Record<string, readonly Part[]> = {
        'the same signature': [signaturePart(ARMOUR)],
        'another signature': [signaturePart(`${ARMOUR}other`)],
        junk: [signaturePart('junk')],
        'a huge signature': [signaturePart(ARMOUR_LINE.padEnd(100_000))],
      };
      const before = await listed(index.url, upload.name);
      expect((await upload.send(...(signatures[second] ?? []))).status).to.equal(200);
      expect(await listed(index.url, upload.name)).to.deep.equal(before);
      expect(await upload.keptSignature()).to.equal(ARMOUR);
    });
  }

  it('cannot fill in a missing signature later', async () => {
    await upload.send();
    expect((await upload.send(signaturePart(ARMOUR))).status).to.equal(200);
    expect(await upload.keptSignature()).to.equal(null);
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
      expect(await upload.send(signaturePart(signature))).to.deep.include({
        status: 400,
        reason: "PGP signature isn't ASCII armored.",
      });
      await upload.expectNothingStored();
      expect((await upload.send(signaturePart(ARMOUR))).status).to.equal(200);
      expect(await upload.keptSignature()).to.equal(ARMOUR);
    });
  }

  it('with a signature of 8192 bytes is taken, of 8193 refused', async () => {
    expect((await upload.send(signaturePart(ARMOUR_LINE.padEnd(8193)))).reason).to.equal('Signature too large.');
    await upload.expectNothingStored();
    expect((await upload.send(signaturePart(ARMOUR_LINE.padEnd(8192)))).status).to.equal(200);
    expect(await upload.keptSignature()).to.have.length(8192);
  });

  it('does no cryptography: the first armour line is enough', async () => {
    expect((await upload.send(signaturePart(ARMOUR_LINE))).status).to.equal(200);
    expect(await upload.keptSignature()).to.equal(ARMOUR_LINE);
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
      expect((await upload.send(part)).status).to.equal(200);
      expect(await upload.keptSignature()).to.equal(Buffer.from(part.value).toString('latin1'));
      upload.filename = `${upload.name}-1.0-cp312-none-any.whl`;
      upload.bytes = Buffer.from(`more ${upload.name}`);
      expect((await post(index.uploadUrl, [...upload.parts(), part])).status).to.equal(200);
      const file = await listedFile(index.url, upload.filename, upload.name);
      expect((await fetched(signatureUrl(file)))?.toString('latin1')).to.equal(
        Buffer.from(part.value).toString('latin1'),
      );
    });
  }

  it('with two signatures keeps the last', async () => {
    expect((await upload.send(signaturePart(`${ARMOUR}first`), signaturePart(`${ARMOUR}last`))).status).to.equal(200);
    expect(await upload.keptSignature()).to.equal(`${ARMOUR}last`);
  });

  it('with the signature as a text field is refused: it must not get lost', async () => {
    const told = await upload.send(field('gpg_signature', ARMOUR));
    expect(told).to.deep.include({
      status: 400,
      reason: 'gpg_signature must be a file part, with a file name.',
    });
    expect((await upload.send({ ...signaturePart(ARMOUR, ''), type: null })).status).to.equal(400);
    expect(
      (await upload.send({ ...field('gpg_signature', ARMOUR), type: 'application/octet-stream' })).status,
    ).to.equal(400);
    await upload.expectNothingStored();
  });

  it('of an .asc on its own is 400', async () => {
    await upload.send();
    const asc = uploadParts({
      name: upload.name,
      filename: `${upload.filename}.asc`,
      bytes: Buffer.from(ARMOUR),
      filetype: 'bdist_wheel',
    });
    expect((await post(index.uploadUrl, asc)).reason).to.match(/^Invalid file extension: /u);
    expect(await upload.keptSignature()).to.equal(null);
  });
});
