import { createHttp } from '../../src/http/client.ts';
import type { Http } from '../../src/http/http.ts';
import { Secret } from '../../src/secret.ts';

export interface TestCredentials {
  readonly username: string;
  readonly password: string;
}

/** A door to test servers; given credentials go to one origin. */
export function httpFor(url: URL | null = null, given: TestCredentials | null = null): Http {
  const credentials =
    url === null || given === null
      ? null
      : {
          origin: url.origin,
          credentials: { username: given.username, password: new Secret(given.password), source: 'a test' },
        };
  return createHttp({ credentials, allowHttp: false, userAgent: 'pysign-test', idleSeconds: null });
}
