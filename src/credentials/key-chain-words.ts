import { Secret } from '../secret.ts';

/** What is asked of the process that speaks to the key chain, as JSON on its standard input. */
export type ChainRequest =
  | { readonly act: 'find'; readonly services: readonly string[]; readonly username: string | null }
  | { readonly act: 'store'; readonly service: string; readonly username: string; readonly password: string }
  | { readonly act: 'remove'; readonly service: string; readonly username: string };

export type ChainAnswer =
  | { readonly entries: readonly { readonly username: string; readonly password: Secret }[] }
  | { readonly stored: true }
  | { readonly removed: boolean }
  /** In words, without any secret. */
  | { readonly failed: string };

export function parseRequest(text: string): ChainRequest | null {
  const fields = objectIn(text);
  const act = fields['act'];
  const { service, username, password } = fields;
  if (act === 'find' && Array.isArray(fields['services']))
    return { act, services: fields['services'].map(String), username: typeof username === 'string' ? username : null };
  if (typeof service !== 'string' || typeof username !== 'string') return null;
  if (act === 'store' && typeof password === 'string') return { act, service, username, password };
  return act === 'remove' ? { act, service, username } : null;
}

export function parseAnswer(text: string): ChainAnswer {
  const { entries, stored, removed, failed } = objectIn(text);
  if (Array.isArray(entries)) return { entries: entries.map(entryOf).filter((entry) => entry !== null) };
  if (stored === true) return { stored };
  if (typeof removed === 'boolean') return { removed };
  return { failed: typeof failed === 'string' ? failed : 'it ended without an answer' };
}

function entryOf(value: unknown): { username: string; password: Secret } | null {
  if (typeof value !== 'object' || value === null) return null;
  const { username, password } = { username: null, password: null, ...value };
  if (typeof username !== 'string' || typeof password !== 'string') return null;
  return { username, password: new Secret(password) };
}

interface Fields {
  readonly [name: string]: unknown;
}

function objectIn(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
