import { inspect } from 'node:util';
import type { Credentials } from '../credentials/credentials.ts';

/** Whatever is shorter would be found in ordinary words. */
const SHORTEST = 6;
const STARS = '****';
const withheld = new Set<string>();

/** A server can put what it was sent into its answer: no text that leaves this program repeats it from now on. */
export function withhold({ username, password }: Credentials): void {
  const secret = password.reveal();
  if (secret.length < SHORTEST) return;
  const login = Buffer.from(`${username}:${secret}`).toString('base64');
  const escaped = JSON.stringify(secret).slice(1, -1);
  const inspected = inspect(secret).slice(1, -1);
  const spellings = [secret, inspected, login, login.replace(/=+$/u, ''), encodeURIComponent(secret), escaped];
  for (const spelling of [...spellings, JSON.stringify(escaped).slice(1, -1)]) withheld.add(spelling);
}

/** The longest first: one spelling may be part of another. */
export function withoutWithheld(text: string): string {
  const spellings = [...withheld].toSorted((one, other) => other.length - one.length);
  return spellings.reduce((shown, spelling) => shown.replaceAll(spelling, STARS), text);
}
