import { expect } from 'chai';
import type { EmbeddedFixture } from '../fixtures/embedded-index.ts';
import { fetched, hasSig, listed, listedFile, signatureUrl } from './served.ts';
import { type Part, post, type Told, uploadParts } from './upload-form.ts';

let projects = 0;

/** A wheel of a project of its own for each test, so that none sees another's files. A test may change what is sent. */
export class FreshUpload {
  name = '';
  filename = '';
  bytes: Buffer = Buffer.alloc(0);
  readonly #index: EmbeddedFixture;

  constructor(index: EmbeddedFixture) {
    this.#index = index;
  }

  renew(): void {
    projects += 1;
    this.name = `demo${String(projects)}`;
    this.filename = `${this.name}-1.0-py3-none-any.whl`;
    this.bytes = Buffer.from(`content of ${this.name}`);
  }

  /** `more` goes before the content. */
  parts(...more: readonly Part[]): readonly Part[] {
    return uploadParts({ name: this.name, filename: this.filename, bytes: this.bytes }, more);
  }

  async send(...more: readonly Part[]): Promise<Told> {
    return post(this.#index.uploadUrl, this.parts(...more));
  }

  /** As Latin-1, byte by byte; null where there is none. The index must say the same everywhere. */
  async keptSignature(): Promise<string | null> {
    const file = await listedFile(this.#index.url, this.filename, this.name);
    const body = await fetched(signatureUrl(file));
    expect(file.gpgSig).to.equal(body !== null);
    expect(await hasSig(this.#index.url, this.name)).to.have.property(this.filename, body !== null);
    return body === null ? null : body.toString('latin1');
  }

  async expectNothingStored(): Promise<void> {
    expect(await listed(this.#index.url, this.name)).to.deep.equal([]);
    const url = new URL(`files/${this.name}/${this.filename}`, this.#index.url);
    expect(await this.#index.status(url)).to.equal(404);
  }
}

export function useFreshUpload(index: EmbeddedFixture): FreshUpload {
  const upload = new FreshUpload(index);
  beforeEach(() => upload.renew());
  return upload;
}
