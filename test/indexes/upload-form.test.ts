import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { uploadFields } from '../../src/indexes/upload-form.ts';
import { uploadFile } from '../../src/indexes/upload.ts';
import { buildSampleDistributions, buildSampleSdist } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { reply, type SeenRequest, uploadedForm, useHostileIndex } from '../fixtures/hostile-index.ts';
import { httpFor } from './plain-http.ts';
import { serverAt, SIGNATURE, uploadOf } from './sample-upload.ts';

function distribution(metadataVersion: string, ...fields: readonly (readonly [string, string])[]): Distribution {
  return {
    path: '/nowhere/demo-1.0.tar.gz',
    filename: 'demo-1.0.tar.gz',
    kind: 'sdist',
    project: 'demo',
    version: '1.0',
    pyversion: 'source',
    warnings: [],
    metadata: {
      metadataVersion,
      name: 'Demo',
      version: '1.0.0',
      fields: [['metadata-version', metadataVersion] as const, ...fields].map(([name, value]) => ({ name, value })),
    },
  };
}

function sent(metadataVersion: string, ...fields: readonly (readonly [string, string])[]): string[] {
  const known = new Set(['protocol_version', ':action', 'filetype', 'pyversion', 'sha256_digest', 'metadata_version']);
  return uploadFields(distribution(metadataVersion, ...fields), 'f'.repeat(64))
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => `${name}=${value}`);
}

describe('the fields of an upload', () => {
  it('say what is uploaded, with SHA-256 as the only digest', () => {
    expect(uploadFields(distribution('2.1'), 'f'.repeat(64))).to.deep.equal([
      [':action', 'file_upload'],
      ['protocol_version', '1'],
      ['filetype', 'sdist'],
      ['pyversion', 'source'],
      ['sha256_digest', 'f'.repeat(64)],
      ['metadata_version', '2.1'],
    ]);
  });

  it('have the names that PyPI knows, singular or plural, and repeat what may be repeated', () => {
    const headers = [
      ['name', 'Demo_Name'],
      ['version', '1.0.0'],
      ['platform', 'any'],
      ['platform', 'linux'],
      ['supported-platform', 'linux'],
      ['summary', 's'],
      ['description', 'long'],
      ['description-content-type', 'text/plain'],
      ['keywords', 'a,b'],
      ['home-page', 'https://h.example'],
      ['download-url', 'https://d.example'],
      ['author', 'a'],
      ['author-email', 'a@example.org'],
      ['maintainer', 'm'],
      ['maintainer-email', 'm@example.org'],
      ['license', 'l'],
      ['license-expression', 'MIT'],
      ['license-file', 'LICENSE'],
      ['classifier', 'One'],
      ['classifier', 'Two'],
      ['requires-dist', 'x'],
      ['requires-dist', 'y'],
      ['requires-python', '>=3'],
      ['requires-external', 'C'],
      ['project-url', 'Home, https://h.example'],
      ['project-url', 'Docs, https://d.example'],
      ['provides-extra', 'e'],
      ['provides-dist', 'p'],
      ['obsoletes-dist', 'o'],
      ['dynamic', 'version'],
      ['requires', 'r'],
      ['provides', 'q'],
      ['obsoletes', 'n'],
      ['import-name', 'demo'],
      ['import-namespace', 'demos'],
    ] as const;
    const plural = new Map([
      ['classifier', 'classifiers'],
      ['project-url', 'project_urls'],
    ]);
    const expected = headers.map(([header, value]) => `${plural.get(header) ?? header.replaceAll('-', '_')}=${value}`);
    expect(sent('2.5', ...headers)).to.have.members(expected);
  });

  it('keep the order of repeated values', () => {
    expect(sent('2.1', ['classifier', 'Two'], ['classifier', 'One'])).to.deep.equal([
      'classifiers=Two',
      'classifiers=One',
    ]);
  });

  it('leave out what is empty or UNKNOWN, what the form does not know, and a second value of a single field', () => {
    const headers = [
      ['summary', 'first'],
      ['summary', 'second'],
      ['license', 'UNKNOWN'],
      ['author', ''],
      ['x-invented', 'yes'],
    ] as const;
    expect(sent('2.1', ...headers)).to.deep.equal(['summary=first']);
  });

  it('leave out License-File before metadata 2.4, where indexes refuse it', () => {
    expect(sent('2.2', ['license-file', 'LICENSE'])).to.deep.equal([]);
    expect(sent('2.4', ['license-file', 'LICENSE'])).to.deep.equal(['license_file=LICENSE']);
    expect(sent('3.0', ['license-file', 'LICENSE'])).to.deep.equal(['license_file=LICENSE']);
  });
});

describe('an upload on the wire', () => {
  const folder = useFolder();
  const index = useHostileIndex();

  async function seen(path: string, signature: Uint8Array | null): Promise<SeenRequest> {
    index.on('POST /legacy/', reply(200));
    const outcome = await uploadFile(await uploadOf(path, { signature }), await serverAt(index.uploadUrl), httpFor());
    expect(outcome).to.deep.include({ outcome: 'uploaded' });
    const [request] = index.requestsTo('POST /legacy/');
    if (request === undefined) throw new Error('there was no upload');
    return request;
  }

  it('is a form that any server can read, with every byte of the file, in UTF-8', async () => {
    const { wheel } = await buildSampleDistributions(folder.path, { name: 'De.mo', payloadBytes: 3_500_000 });
    const form = await uploadedForm(await seen(wheel, SIGNATURE));
    const content = form.get('content');
    if (!(content instanceof File)) throw new Error('content is no file part');
    expect(Buffer.from(await content.arrayBuffer()).equals(await readFile(wheel))).to.equal(true);
    expect([content.name, content.type]).to.deep.equal(['de_mo-1.0-py3-none-any.whl', 'application/octet-stream']);
    expect(form.get('name')).to.equal('De.mo');
    expect(form.get('filetype')).to.equal('bdist_wheel');
    expect(form.get('pyversion')).to.equal('py3');
    expect(form.get('author_email')).to.equal('Zoë Müller <zoe@example.org>');
    expect(form.get('description')).to.include('Says hello – in one line.');
  });

  it('carries the signature as twine does: a file part without a type, before the content, which is last', async () => {
    const { sdist } = await buildSampleDistributions(folder.path, {});
    const { body } = await seen(sdist, SIGNATURE);
    const text = body.toString('latin1');
    const part = `\r\nContent-Disposition: form-data; name="gpg_signature"; filename="demo-1.0.tar.gz.asc"\r\n\r\n`;
    expect(text).to.include(`${part}${SIGNATURE.toString('latin1')}\r\n--`);
    const names = [...text.matchAll(/name="(?<name>[^"]+)"/gu)].map(({ groups }) => groups?.['name']);
    expect(names.slice(-2).filter((name) => name !== undefined)).to.include('content');
    expect(names.indexOf('gpg_signature')).to.be.lessThan(names.indexOf('content'));
    expect(text.slice(text.indexOf('name="content"') + 1)).not.to.match(/; name="/u);
  });

  it('carries attestations as one JSON array in a text field, each as its maker wrote it, to those who take them', async () => {
    const attestations = ['{"version": 1, "n": 12345678901234567890}', '{"kind":"slsa – ü"}\n'];
    const upload = await uploadOf(await buildSampleSdist(folder.path, {}), { attestations });
    index.on('POST /legacy/', reply(200));
    const server = await serverAt(index.uploadUrl);
    await uploadFile(upload, { ...server, software: 'pypi' }, httpFor());
    await uploadFile({ ...upload, attestations: [] }, { ...server, software: 'pypi' }, httpFor());
    await uploadFile(upload, server, httpFor());
    const forms = await Promise.all(index.requestsTo('POST /legacy/').map(uploadedForm));
    expect(forms.map((form) => form.has('attestations'))).to.deep.equal([true, false, false]);
    expect(forms[0]?.get('attestations')).to.equal(`[${attestations.join(',')}]`);
    const [request] = index.requestsTo('POST /legacy/');
    expect(request?.body.toString('latin1')).to.match(/name="attestations"\r\n/u);
  });

  it('carries no signature part where there is none', async () => {
    const { sdist } = await buildSampleDistributions(folder.path, {});
    expect((await uploadedForm(await seen(sdist, null))).has('gpg_signature')).to.equal(false);
  });
});
