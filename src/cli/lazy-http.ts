import type { Http, HttpOptions } from '../http/http.ts';

/** The door to the network, whose library is loaded when the first request is made, while other programs are waited for. */
export function httpOnFirstUse(options: HttpOptions): Http {
  let made: Promise<Http> | null = null;
  const door = async (): Promise<Http> => {
    made ??= import('../http/client.ts').then(({ createHttp }) => createHttp(options));
    return made;
  };
  return {
    get: async (url, request) => (await door()).get(url, request),
    post: async (url, request) => (await door()).post(url, request),
  };
}
