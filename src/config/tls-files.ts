import { type Environment, given } from './environment.ts';
import type { Repository } from './repositories.ts';

/** A file, and who named it, in the words of an error. */
interface NamedFile {
  readonly path: string;
  readonly source: string;
}

interface TlsFlags {
  readonly cert: string | null;
  readonly clientCert: string | null;
}

const authorityVariables = ['PYSIGN_CERT', 'TWINE_CERT'];
/** Of OpenSSL, requests and curl: what a person set once for all programs comes after what is said for this index. */
const everybodysVariables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];

/** The files of TLS that somebody named; null for the system's own authorities, and for no certificate of one's own. */
export function namedTlsFiles(
  { cert, clientCert }: TlsFlags,
  environment: Environment,
  { caCert, clientCert: storedClient }: Pick<Repository, 'caCert' | 'clientCert'>,
): { readonly authorities: NamedFile | null; readonly client: NamedFile | null } {
  const first = (names: readonly string[]): NamedFile | null =>
    names.map((name) => said(given(environment, name), name)).find((found) => found !== null) ?? null;
  return {
    authorities:
      said(cert, '--cert') ??
      first(authorityVariables) ??
      said(caCert, 'ca_cert in .pypirc') ??
      first(everybodysVariables),
    client:
      said(clientCert, '--client-cert') ??
      first(['PYSIGN_CLIENT_CERT']) ??
      said(storedClient, 'client_cert in .pypirc'),
  };
}

function said(path: string | null, source: string): NamedFile | null {
  return path === null ? null : { path, source };
}
