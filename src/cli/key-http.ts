import { createHttp } from '../http/client.ts';
import type { Http } from '../http/http.ts';
import { usualSurroundings } from '../http/surroundings.ts';

/** A key is small: a server that needs longer for it has none, as far as a person who waits is concerned. */
const limits = { ...usualSurroundings.limits, idle: 15_000, read: 30_000 };

/** The door to wherever keys are kept: without credentials, and impatient. */
export function keyHttp(userAgent: string, allowHttp: boolean): Http {
  return createHttp(
    { credentials: null, allowHttp, userAgent, idleSeconds: null, environment: process.env },
    { ...usualSurroundings, limits },
  );
}
