import type { Credentials } from '../credentials/credentials.ts';

/** Basic authentication with the characters of RFC 7617 §2.1: UTF-8. */
export function basicAuth({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password.reveal()}`, 'utf8').toString('base64')}`;
}
