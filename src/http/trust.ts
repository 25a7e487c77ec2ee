import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { PysignError, reasonOf } from '../errors.ts';

/** A file of PEM, and how an error calls the place that names it: `--cert`. */
interface NamedFile {
  readonly path: string;
  readonly source: string;
}

export interface TlsFiles {
  /** The authorities to trust, in place of the system's and Node's own; null for those. */
  readonly authorities: NamedFile | null;
  /** A certificate and its key, shown to the origin of the index and to no other; null for none. */
  readonly client: NamedFile | null;
}

/** Whom TLS believes, and as whom it shows up. Each is read once, when the first connection needs it. */
export class Trust {
  readonly #files: TlsFiles;
  readonly #origin: string | null;
  readonly #contexts = new Map<'named' | 'nameless', SecureContext>();

  /** @param origin of the index; null where there is none to show a certificate to */
  constructor(files: TlsFiles, origin: string | null) {
    this.#files = files;
    this.#origin = origin;
  }

  /** @throws PysignError `USAGE` for a file that cannot be used */
  contextFor(url: URL): SecureContext {
    const isNamed = this.#files.client !== null && url.origin === this.#origin;
    const kind = isNamed ? 'named' : 'nameless';
    const known = this.#contexts.get(kind) ?? this.#makeContext(isNamed ? this.#files.client : null);
    this.#contexts.set(kind, known);
    return known;
  }

  #makeContext(client: NamedFile | null): SecureContext {
    const ca = authoritiesIn(this.#files.authorities);
    if (client === null) return createSecureContext({ ca });
    const pem = textOf(client);
    try {
      return createSecureContext({ ca, cert: pem, key: pem });
    } catch (error) {
      const what = `${client.source} is not one PEM file with a certificate and its key, unlocked`;
      throw new PysignError('USAGE', what, { cause: error, next: `look at ${client.path}` });
    }
  }
}

/** Node's own list is that of Mozilla; an authority of a company is in the system's. */
function authoritiesIn(file: NamedFile | null): string[] {
  if (file === null) return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  const found = textOf(file).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
  if (found.length > 0 && found.every(isCertificate)) return found;
  throw new PysignError('USAGE', `${file.source} names no PEM file of certificates`, { next: `look at ${file.path}` });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function textOf({ path, source }: NamedFile): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new PysignError('USAGE', `the file that ${source} names cannot be read: ${reasonOf(error)}`, {
      cause: error,
      next: `look at ${path}`,
    });
  }
}
