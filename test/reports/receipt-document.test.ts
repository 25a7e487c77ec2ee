import { expect } from 'chai';
import { PysignError } from '../../src/errors.ts';
import { failedReceiptDocument, receiptDocument } from '../../src/reports/receipt-document.ts';
import { fileReport, receiptOf, signer } from '../fixtures/receipts.ts';

const url = new URL('https://files.example/demo.asc');

describe('the JSON document of a receipt', () => {
  it('holds every field of the format', () => {
    expect(receiptDocument(receiptOf([fileReport({ hasSig: true })]), 0, null, 'TWINE_PASSWORD')).to.deep.equal({
      schemaVersion: 1,
      command: 'release',
      exitCode: 0,
      project: 'demo',
      version: '1.0',
      index: {
        name: 'internal',
        uploadUrl: 'https://packages.example/legacy/',
        simpleUrl: 'https://packages.example/simple/',
        software: 'pypiserver',
      },
      credentials: 'TWINE_PASSWORD',
      key: { fingerprint: signer, userId: 'Ada Example <ada@example.org>' },
      files: [
        {
          filename: 'demo-1.0-py3-none-any.whl',
          sha256: '37fcceb9acd5c5d8c35dddada4b968c00095200315f17aa0d526578f9070b0a0',
          size: 4096,
          upload: { outcome: 'uploaded' },
          listed: true,
          signature: {
            fate: 'kept',
            hasSig: true,
            url: 'https://files.example/demo-1.0-py3-none-any.whl.asc',
            verified: true,
            signer,
            copies: [],
          },
        },
      ],
      warnings: [],
      error: null,
    });
  });

  it('has the same fields when there is nothing to report', () => {
    const error = new PysignError('NO_FILES', 'no files', { details: ['dist is empty'], next: 'name some' });
    const failed = failedReceiptDocument('upload', error);
    expect(Object.keys(failed)).to.deep.equal(Object.keys(receiptDocument(receiptOf([]), 0, null, 'TWINE_PASSWORD')));
    expect(failed).to.deep.include({
      exitCode: 2,
      error: { code: 'NO_FILES', message: 'no files\ndist is empty', next: 'name some' },
    });
  });

  it('calls nothing verified that was not', () => {
    const fates = [
      { fate: 'dropped', url },
      { fate: 'altered', url, stillValid: false, signer: null },
      { fate: 'not-visible', waitedSeconds: 1 },
      { fate: 'unknown', cause: null },
      { fate: 'not-sent', reason: 'off' },
    ] as const;
    const { files } = receiptDocument(
      receiptOf(fates.map((signature) => fileReport({ signature }))),
      0,
      null,
      'TWINE_PASSWORD',
    );
    expect(files.map(({ signature }) => signature.verified)).to.deep.equal([false, false, false, false, false]);
    expect(files.map(({ signature }) => signature.fate)).to.deep.equal(fates.map(({ fate }) => fate));
  });

  it('tells not listed from not known', () => {
    const listings = [
      { listed: 'never', waitedSeconds: 1 },
      { listed: 'other-bytes', sha256: '0' },
      { listed: 'unknown', cause: new PysignError('INDEX_FAILED', 'x') },
      { listed: 'not-asked' },
    ] as const;
    const { files } = receiptDocument(
      receiptOf(listings.map((listing) => fileReport({ listing }))),
      0,
      null,
      'TWINE_PASSWORD',
    );
    expect(files.map(({ listed }) => listed)).to.deep.equal([false, false, null, null]);
  });
});
