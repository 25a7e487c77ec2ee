import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { reasonOf } from '../errors.ts';
import { type ReceivedContent, receiveContent } from './content-part.ts';
import { Refusal } from './refusal.ts';
import { receiveSignature, type ReceivedSignature } from './signature-part.ts';
import { isUploadField, type UploadField } from './upload-fields.ts';

/** The multipart form of one upload, read to its closing boundary. */
export interface UploadBody {
  readonly fields: ReadonlyMap<UploadField, string>;
  readonly content: ReceivedContent | null;
  /** The last one, as on PyPI. */
  readonly signature: ReceivedSignature | null;
}

/** A description may be longer; it is not kept, so it may as well be cut. */
const MAX_FIELD_BYTES = 64 * 1024;
const LIMITS = {
  fieldSize: MAX_FIELD_BYTES,
  fields: 10_000,
  files: 16,
  parts: 10_000,
  headerSize: 8192,
  headerPairs: 32,
};

/**
 * Streams the form of an upload; its content goes to `path`, which may exist afterwards whether this throws or not.
 * Memory does not grow with the body. The body is read to its end even when it is to be refused, because clients send
 * all of it before they listen.
 * @throws Refusal 400; also for a body that ends before its closing boundary.
 */
export async function receiveUpload(request: IncomingMessage, path: string): Promise<UploadBody> {
  const parser = startParser(request);
  const reader = new BodyReader(parser, path);
  // A closing boundary at the very start ends the parser before the body, and then the pipe stops reading.
  parser.once('finish', () => setImmediate(() => request.resume()));
  try {
    await pipeline(request, parser);
  } catch (error) {
    reader.abandon();
    await reader.settled();
    throw new Refusal(400, `The form is not complete multipart/form-data: ${reasonOf(error)}.`);
  }
  await reader.settled();
  return reader.body();
}

function startParser({ headers }: IncomingMessage): BusboyInstance {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/iu.test(type)) throw new Refusal(400, 'An upload must be multipart/form-data.');
  try {
    // With its path, a file name such as ../../x is seen and refused instead of being made to look harmless.
    return new Busboy({ headers: { ...headers, 'content-type': type }, limits: LIMITS, preservePath: true });
  } catch (error) {
    throw new Refusal(400, `The form cannot be read: ${reasonOf(error)}.`);
  }
}

/** Follows the parser's events; the first thing that is wrong is remembered while the rest is drained. */
class BodyReader {
  readonly #path: string;
  readonly #fields = new Map<UploadField, string>();
  readonly #parts: { readonly stream: Readable; readonly done: Promise<void> }[] = [];
  #content: ReceivedContent | null = null;
  #contentSeen = false;
  #signature: ReceivedSignature | null = null;
  #failure: Error | null = null;

  constructor(parser: BusboyInstance, path: string) {
    this.#path = path;
    parser.on('field', (name, value, _nameCut, valueCut) => this.#field(name, value, valueCut));
    parser.on('file', (name: string | undefined, stream, filename: string | undefined) =>
      this.#file(name, stream, filename),
    );
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => this.#fail(new Refusal(400, 'The form has too many parts.')));
    }
  }

  /** Lets go of a part that will not be completed. */
  abandon(): void {
    for (const { stream } of this.#parts) stream.destroy();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#parts.map(async ({ done }) => done));
  }

  /** @throws whatever went wrong first. */
  body(): UploadBody {
    if (this.#failure !== null) throw this.#failure;
    return { fields: this.#fields, content: this.#content, signature: this.#signature };
  }

  #field(name: string | undefined, value: string, cut: boolean): void {
    if (name === 'content') this.#fail(new Refusal(400, 'Upload payload does not have a file.'));
    // PyPI answered 500 here; a server that took it as a mere field would lose the signature without a word.
    if (name === 'gpg_signature') this.#fail(new Refusal(400, 'gpg_signature must be a file part, with a file name.'));
    if (name === undefined || !isUploadField(name) || value === '' || value.trim() === 'UNKNOWN') return;
    if (cut) this.#fail(new Refusal(400, `${name}: The value is too long.`));
    else if (this.#fields.has(name)) this.#fail(new Refusal(400, `${name}: Must be sent once only.`));
    else this.#fields.set(name, value);
  }

  #file(name: string | undefined, stream: Readable, filename: string | undefined): void {
    // The parser reports a broken part here as well as itself.
    stream.on('error', () => undefined);
    const done = this.#receive(name, stream, filename).catch((error: unknown) => {
      this.#fail(error);
      // A part that nobody reads would stop the body for ever.
      stream.resume();
    });
    this.#parts.push({ stream, done });
  }

  async #receive(name: string | undefined, stream: Readable, filename = ''): Promise<void> {
    if (name === 'gpg_signature' && filename !== '') {
      this.#signature = await receiveSignature(stream);
    } else if (name === 'content' && filename !== '' && !this.#contentSeen) {
      this.#contentSeen = true;
      this.#content = await receiveContent(stream, { path: this.#path, filename, fields: this.#fields });
    } else {
      stream.resume();
      this.#fail(new Refusal(400, unwantedPart(name, filename)));
    }
  }

  #fail(failure: unknown): void {
    this.#failure ??= failure instanceof Error ? failure : new Error(reasonOf(failure));
  }
}

/** The name comes from the client; the answer makes it printable. */
function unwantedPart(name: string | undefined, filename: string): string {
  if (filename === '') return `${name ?? 'A part'}: The file name is missing.`;
  return name === 'content' ? 'content: Must be sent once only.' : `${name ?? 'A part'}: Must not be a file.`;
}
