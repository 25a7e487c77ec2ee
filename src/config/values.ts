import { PysignError } from '../errors.ts';

export type SignaturesMode = 'prefer' | 'require' | 'off';
export type Delivery = 'field' | 'file' | 'none';

/** From the weakest to the strongest. */
export const signaturesModes: readonly SignaturesMode[] = ['off', 'prefer', 'require'];
export const deliveries: readonly Delivery[] = ['field', 'file', 'none'];

export function strongerOf(one: SignaturesMode, other: SignaturesMode): SignaturesMode {
  return signaturesModes.indexOf(one) > signaturesModes.indexOf(other) ? one : other;
}

/** Null for whatever is not an http or https address. */
export function webAddress(text: string): URL | null {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}

/** @throws PysignError `USAGE` that does not repeat the text: it may hold a password. */
export function parseUrl(text: string, what: string): URL {
  const url = webAddress(text);
  if (url !== null) return url;
  throw new PysignError('USAGE', `the ${what} is not an http or https address`, {
    next: 'give it whole, such as https://packages.example.org/legacy/',
  });
}

/** The full fingerprint of a v4 or v6 primary key, spaces between its digits allowed, as upper-case hex; else null. */
export function fullFingerprint(text: string): string | null {
  const digits = text.replaceAll(' ', '').toUpperCase();
  return /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/u.test(digits) ? digits : null;
}

/** The same, or with `!` that of one subkey, as gpg takes it: this one and no newer one signs. */
export function keyToRemember(text: string): string | null {
  const exactly = text.endsWith('!');
  const fingerprint = fullFingerprint(exactly ? text.slice(0, -1) : text);
  return fingerprint === null ? null : `${fingerprint}${exactly ? '!' : ''}`;
}
