import { createHash } from 'node:crypto';

/** One part of a multipart form, exactly as it is to be sent. */
export interface Part {
  readonly name: string;
  readonly value: string | Uint8Array;
  /** Null for a text field. */
  readonly filename: string | null;
  /** Null for no Content-Type header. */
  readonly type: string | null;
}

export interface SentForm {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface FileToSend {
  readonly filename: string;
  readonly bytes: Uint8Array;
  readonly version: string;
  readonly name: string;
  readonly filetype: string;
}

export const BOUNDARY = 'boundary-of-the-tests';
export const ARMOUR = '-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0WIQR\n-----END PGP SIGNATURE-----\n';

export function field(name: string, value: string): Part {
  return { name, value, filename: null, type: null };
}

export function filePart(name: string, filename: string, value: string | Uint8Array): Part {
  return { name, value, filename, type: 'application/octet-stream' };
}

/** As twine sends it: a file part without a type. */
export function signaturePart(value: string | Uint8Array, filename = 'signature.asc'): Part {
  return { name: 'gpg_signature', value, filename, type: null };
}

/** A form with everything PyPI asks for, sha256 alone as digest; `more` goes before the content. */
export function uploadParts(file: Partial<FileToSend> = {}, more: readonly Part[] = []): readonly Part[] {
  const { filename, bytes, version, name, filetype } = fileToSend(file);
  return [
    field(':action', 'file_upload'),
    field('protocol_version', '1'),
    field('metadata_version', '2.1'),
    field('name', name),
    field('version', version),
    field('filetype', filetype),
    field('pyversion', filetype === 'sdist' ? 'source' : 'py3'),
    field('sha256_digest', createHash('sha256').update(bytes).digest('hex')),
    ...more,
    filePart('content', filename, bytes),
  ];
}

/** The same form with some fields changed; null leaves one out. */
export function withFields(parts: readonly Part[], changes: Readonly<Record<string, string | null>>): readonly Part[] {
  return parts.flatMap((part) => {
    const change = changes[part.name];
    if (change === undefined) return [part];
    return change === null ? [] : [{ ...part, value: change }];
  });
}

export function multipart(parts: readonly Part[]): SentForm {
  const chunks: Uint8Array[] = [];
  for (const { name, value, filename, type } of parts) {
    const file = filename === null ? '' : `; filename="${filename}"`;
    const typeLine = type === null ? '' : `Content-Type: ${type}\r\n`;
    chunks.push(
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${typeLine}\r\n`),
    );
    chunks.push(Buffer.from(value), Buffer.from('\r\n'));
  }
  chunks.push(Buffer.from(`--${BOUNDARY}--\r\n`));
  return { headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, body: Buffer.concat(chunks) };
}

export interface Told {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
  readonly type: string;
}

/** POSTs the form and reads the answer. */
export async function post(url: URL, parts: readonly Part[], headers: Record<string, string> = {}): Promise<Told> {
  const form = multipart(parts);
  return send(url, { ...form, headers: { ...form.headers, ...headers } });
}

export async function send(url: URL, { headers, body }: SentForm): Promise<Told> {
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', headers, body: new Uint8Array(body) });
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, reason: answer.statusText, text: await answer.text(), type };
}

function fileToSend(file: Partial<FileToSend>): FileToSend {
  const filename = file.filename ?? 'demo-1.0-py3-none-any.whl';
  const filetype = filename.endsWith('.whl') ? 'bdist_wheel' : 'sdist';
  return { name: 'demo', version: '1.0', bytes: Buffer.from(`content of ${filename}`), filename, filetype, ...file };
}
