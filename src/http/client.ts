import { Door } from './door.ts';
import type { Http, HttpOptions } from './http.ts';
import { read } from './read.ts';
import { send } from './send.ts';
import { type Surroundings, usualSurroundings } from './surroundings.ts';

/** The door to the network, for one run and its credentials. */
export function createHttp(options: HttpOptions, surroundings: Surroundings = usualSurroundings): Http {
  const door = new Door(options, withIdleLimit(surroundings, options.idleSeconds));
  return {
    get: async (url, request) => read(url, request, door),
    post: async (url, request) => send(url, request, door),
  };
}

function withIdleLimit(surroundings: Surroundings, seconds: number | null): Surroundings {
  if (seconds === null) return surroundings;
  return { ...surroundings, limits: { ...surroundings.limits, idle: seconds * 1000 } };
}
