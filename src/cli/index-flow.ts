import { namedTlsFiles } from '../config/tls-files.ts';
import { urlCredentials, withoutUserInformation } from '../credentials/credentials.ts';
import { PysignError } from '../errors.ts';
import { createHttp } from '../http/client.ts';
import { allSoftware, knownSoftware, predefinedUploadUrl } from '../indexes/known-indexes.ts';
import { resolveIndex } from '../indexes/recognise.ts';
import { usualDelivery } from '../indexes/server-habits.ts';
import { indexListDocument, indexListText } from '../reports/index-list.ts';
import { indexShowDocument, indexShowText } from '../reports/index-show.ts';
import { styleFor } from '../ui/terminal.ts';
import { printDocument, printText } from './output.ts';
import { withhold } from './withheld.ts';

interface ShowOptions {
  readonly allowHttp: boolean;
  readonly json: boolean;
  readonly userAgent: string;
}

export function listIndexes(json: boolean): void {
  const all = allSoftware.map((software) => {
    return { software, known: knownSoftware[software], delivery: usualDelivery({ software }) };
  });
  if (json) printDocument(indexListDocument(all));
  else printText(indexListText(all, styleFor(process.stdout)));
}

/**
 * The secrets of the environment belong to the index of the release, not to any address that somebody types here.
 * @throws PysignError `USAGE` | `INDEX_UNREACHABLE`
 */
export async function showIndex(index: string, { allowHttp, json, userAgent }: ShowOptions): Promise<void> {
  const url = uploadUrlOf(index);
  const credentials = urlCredentials(url);
  if (credentials !== null) withhold(credentials);
  const http = createHttp({
    credentials: credentials === null ? null : { origin: url.origin, credentials },
    allowHttp,
    environment: process.env,
    tls: namedTlsFiles({ cert: null, clientCert: null }, process.env, { caCert: null, clientCert: null }),
    userAgent,
    idleSeconds: null,
  });
  const address = { uploadUrl: withoutUserInformation(url), simpleUrl: null, name: null };
  const server = await resolveIndex(address, http);
  const known = server.software === null ? null : knownSoftware[server.software];
  const shown = { server, known, delivery: usualDelivery(server) };
  if (json) printDocument(indexShowDocument(shown));
  else printText(indexShowText(shown, styleFor(process.stdout)));
}

function uploadUrlOf(index: string): URL {
  if (index === 'pypi' || index === 'testpypi') return predefinedUploadUrl(index);
  const url = URL.parse(index);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  // It is not repeated: it may hold a password.
  throw new PysignError('USAGE', 'the index is neither pypi, testpypi nor an http or https address', {
    next: 'pysign index show https://packages.example.org/legacy/',
  });
}
