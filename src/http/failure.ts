import { PysignError } from '../errors.ts';

/** A name that resolves to an address where a redirect must not lead. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

interface Explanation {
  /** Completes `<host> …`. */
  readonly words: string;
  readonly next: string;
}

const CHECK_ADDRESS = 'check the address, and that the server is running';
const CHECK_NETWORK = 'check the network, then run the same command again';
const RUN_AGAIN = 'run the same command again; it does only what is missing';
const TRUST = 'export SSL_CERT_FILE=/path/to/authority.pem if you trust whoever issued it, or name it with --cert';

const explanations: ReadonlyMap<string, Explanation> = new Map([
  ['ECONNREFUSED', { words: 'refuses the connection', next: CHECK_ADDRESS }],
  ['ENOTFOUND', { words: 'is a name that nobody knows', next: CHECK_ADDRESS }],
  ['EAI_AGAIN', { words: 'could not be looked up', next: CHECK_NETWORK }],
  ['ENETUNREACH', { words: 'cannot be reached from this network', next: CHECK_NETWORK }],
  ['EHOSTUNREACH', { words: 'cannot be reached from this network', next: CHECK_NETWORK }],
  ['ETIMEDOUT', { words: 'did not answer in time', next: RUN_AGAIN }],
  ['ECONNRESET', { words: 'broke the connection off', next: RUN_AGAIN }],
  ['ECONNABORTED', { words: 'broke the connection off', next: RUN_AGAIN }],
  ['EPIPE', { words: 'broke the connection off', next: RUN_AGAIN }],
  ['ERR_HTTP_CONTENT_LENGTH_MISMATCH', { words: 'broke off in the middle of its answer', next: RUN_AGAIN }],
  ['CERT_HAS_EXPIRED', { words: 'has a certificate that has expired', next: 'tell the people who run it' }],
  ['CERT_NOT_YET_VALID', { words: 'has a certificate that is not valid yet', next: 'check the clock of this machine' }],
  ['ERR_TLS_CERT_ALTNAME_INVALID', { words: 'has a certificate for another name', next: CHECK_ADDRESS }],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { words: 'has a certificate that is not trusted: it signed itself', next: TRUST }],
  ['SELF_SIGNED_CERT_IN_CHAIN', { words: 'has a certificate from an authority that is not trusted', next: TRUST }],
  ['UNABLE_TO_GET_ISSUER_CERT', { words: 'has a certificate from an authority that is not trusted', next: TRUST }],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    { words: 'has a certificate from an authority that is not trusted', next: TRUST },
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    { words: 'has a certificate from an authority that is not trusted', next: TRUST },
  ],
  [
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    { words: 'wants a certificate of yours', next: 'show it one: --client-cert FILE' },
  ],
  ['ERR_PROXY_TUNNEL', { words: 'cannot be reached: the proxy refuses', next: CHECK_NETWORK }],
  ['ERR_PROXY_INVALID_CONFIG', { words: 'cannot be reached: the proxy is not named as one', next: CHECK_NETWORK }],
  ['EPROTO', { words: 'does not speak TLS there', next: 'check the address: http or https, and the port' }],
]);

/** What no answer means in plain words. The message names the host and nothing else of the URL: its path may be a secret. */
export function noAnswer(url: URL, thrown: unknown, proxy: URL | null): PysignError {
  if (thrown instanceof PysignError) return thrown;
  const code = codeOf(thrown);
  const { words, next } = explanations.get(code) ?? {
    words: code.startsWith('HPE_') ? 'does not speak HTTP there' : `gave no answer (${code})`,
    next: CHECK_ADDRESS,
  };
  if (proxy === null) return new PysignError('INDEX_UNREACHABLE', `${url.host} ${words}`, { next, cause: thrown });
  const details = [`it was asked through the proxy ${proxy.host}, which the environment names`];
  const except = `check the proxy, or go without it: no_proxy=${url.hostname}`;
  return new PysignError('INDEX_UNREACHABLE', `${url.host} ${words}`, { details, next: except, cause: thrown });
}

/** Whether the connection was there and did not last: a kept-open one may simply have been closed in the meantime. */
export function isBrokenConnection(thrown: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ERR_HTTP_CONTENT_LENGTH_MISMATCH'].includes(codeOf(thrown));
}

/** A connection that could not be made or did not last: the next one may. */
const PASSING: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
  'ETIMEDOUT',
]);

/**
 * Whether what `noAnswer` told may be over a moment later: not a name that nobody knows, nor a certificate that is not
 * trusted.
 */
export function isPassing({ code, cause }: PysignError): boolean {
  if (code !== 'INDEX_UNREACHABLE') return false;
  const innermost = codeOf(cause);
  return PASSING.has(innermost) || innermost.startsWith('HPE_');
}

/** Libraries wrap the system's error; the innermost code says most. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown cause';
  const inner = thrown.cause === undefined ? null : codeOf(thrown.cause);
  if (inner !== null && inner !== 'unknown cause') return inner;
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown cause';
}

/** A host that asked us to go where we do not go. */
export function redirectRefused(from: URL, why: string): PysignError {
  return new PysignError('INDEX_FAILED', `${from.host} ${why}; pysign does not follow`, {
    next: 'check the address of the index',
  });
}
