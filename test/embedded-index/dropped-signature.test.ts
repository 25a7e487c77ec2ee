import { expect } from 'chai';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { jsonOf, listed } from './served.ts';
import { ARMOUR, post, signaturePart, uploadParts } from './upload-form.ts';

describe('an index that drops signatures', () => {
  const index = useEmbeddedIndex({ dropSignatures: true });

  for (const [what, signature] of [
    ['a signature', ARMOUR],
    ['junk', 'junk'],
  ] as const) {
    it(`takes ${what}, says 200 and forgets it`, async () => {
      const name = what.replace(' ', '');
      const filename = `${name}-1.0.tar.gz`;
      expect(
        (await post(index.uploadUrl, uploadParts({ name, filename }, [signaturePart(signature)]))).status,
      ).to.equal(200);
      const [file] = await listed(index.url, name);
      expect(file).to.deep.include({ filename, gpgSig: false });
      expect(await index.status(`${file?.url.href ?? ''}.asc`)).to.equal(404);
      const document = JSON.stringify(await jsonOf(new URL(`pypi/${name}/json`, index.url)));
      expect(document).to.include('"has_sig":false').and.not.include('"has_sig":true');
    });
  }
});
