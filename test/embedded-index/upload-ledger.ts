import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { fetched, listed, listedNames, sha256, signatureUrl } from './served.ts';
import { ARMOUR, multipart, send, type SentForm, signaturePart, uploadParts } from './upload-form.ts';

interface Entry {
  readonly filename: string;
  readonly bytes: Buffer;
  readonly signature: string;
  readonly form: SentForm;
  /** Whether the index has said that it has it. */
  answered: boolean;
}

/** What was sent to an index of the project `demo`, and what it answered: it may be killed and asked again. */
export class UploadLedger {
  readonly #entries: Entry[] = [];

  /** Another wheel with its signature behind it, entered but not sent. */
  next(bytes = randomBytes(200_000)): Entry {
    const version = `1.${String(this.#entries.length)}`;
    const filename = `demo-${version}-py3-none-any.whl`;
    const signature = ARMOUR.replace('iHUEABYK', `iHUEABYK${randomBytes(60).toString('base64')}`);
    const form = multipart([...uploadParts({ filename, version, bytes }), signaturePart(signature)]);
    const entry: Entry = { filename, bytes, signature, form, answered: false };
    this.#entries.push(entry);
    return entry;
  }

  /** @returns the file name, whether it was answered or not. */
  async send(index: URL, bytes = randomBytes(200_000)): Promise<string> {
    const entry = this.next(bytes);
    await this.#send(entry, index);
    return entry.filename;
  }

  /** One after the other, until one gets no answer. */
  async sendUntilRefused(index: URL): Promise<void> {
    while (await this.#send(this.next(randomBytes(50_000)), index));
  }

  async #send(entry: Entry, index: URL): Promise<boolean> {
    const told = await send(new URL('legacy/', index), entry.form).catch(() => null);
    if (told === null) return false;
    expect(told, entry.filename).to.include({ status: 200 });
    entry.answered = true;
    return true;
  }

  get unanswered(): number {
    return this.#entries.filter(({ answered }) => !answered).length;
  }

  /** Names that were sent, or begun, and are not there. */
  async unlisted(index: URL): Promise<readonly string[]> {
    const names = await listedNames(index);
    return this.#entries.map(({ filename }) => filename).filter((name) => !names.includes(name));
  }

  /** Whatever was answered is listed, whatever is listed is as it was sent, and what is not listed is nowhere. */
  async expectKept(index: URL): Promise<void> {
    await expectEntries(index, this.#entries);
    const sent = new Set(this.#entries.map(({ filename }) => filename));
    expect((await listedNames(index)).filter((name) => !sent.has(name))).to.deep.equal([]);
  }

  /** Sends again what was not answered: after that everything is there. */
  async repeat(index: URL): Promise<void> {
    const entries = this.#entries.filter(({ answered }) => !answered);
    for (const entry of entries) expect(await this.#send(entry, index), entry.filename).to.equal(true);
    await expectEntries(index, entries);
    expect(await this.unlisted(index)).to.deep.equal([]);
  }
}

async function expectEntries(index: URL, entries: readonly Entry[]): Promise<void> {
  const files = new Map((await listed(index)).map((file) => [file.filename, file]));
  for (const { filename, bytes, signature, answered } of entries) {
    const file = files.get(filename);
    const url = file?.url ?? new URL(`files/demo/${filename}`, index);
    const found = await fetched(url);
    const asc = await fetched(file === undefined ? new URL(`${url.href}.asc`) : signatureUrl(file));
    if (file === undefined) {
      expect([filename, answered, found, asc]).to.deep.equal([filename, false, null, null]);
      continue;
    }
    expect(found?.equals(bytes), filename).to.equal(true);
    expect(asc?.toString(), filename).to.equal(signature);
    expect(file).to.deep.include({ gpgSig: true, size: bytes.length, sha256: sha256(bytes) });
  }
}
