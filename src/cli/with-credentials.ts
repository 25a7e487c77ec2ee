import type { FoundCredentials } from '../credentials/find.ts';
import { PysignError } from '../errors.ts';
import type { Receipt } from '../release/receipt.ts';
import type { ReleaseRequest } from '../release/request.ts';
import type { ReleaseServices } from '../release/services.ts';
import type { Progress } from '../ui/progress.ts';
import { askedCredentials, type CredentialTarget, indexCredentials } from './index-credentials.ts';
import { mayAskFor } from './may-ask.ts';
import { whenInterrupted } from './interrupt.ts';
import { Stop } from './stop.ts';
import { buildRequest, buildServices, credentialTarget, type Surroundings } from './services.ts';
import type { Typed } from './typed.ts';
import { verboseFor } from './verbose.ts';

export type Flow = (request: ReleaseRequest, services: ReleaseServices) => Promise<Receipt>;

export interface Ran {
  readonly receipt: Receipt;
  /** Null where none were found, and none were wanted. */
  readonly credentials: FoundCredentials | null;
  readonly target: CredentialTarget;
}

/**
 * Runs a flow with whatever credentials there are; a person is asked when the index turns out to want some.
 * @param leave is waited for when the run is interrupted before the first byte, or a second time.
 */
export async function runWithCredentials(
  flow: Flow,
  typed: Typed,
  surroundings: Surroundings,
  progress: Progress,
  leave: () => Promise<void>,
): Promise<Ran> {
  const stop = new Stop(progress);
  const forget = whenInterrupted({
    asked: () => stop.asked(),
    cleanup: async () => {
      progress.done();
      await leave();
    },
  });
  const { environment } = surroundings;
  const run = async (credentials: FoundCredentials | null): Promise<Receipt> => {
    verboseFor(typed).credentials(credentials);
    const services = buildServices(typed, surroundings, credentials, stop.reporter, stop.signal);
    return flow(await buildRequest(typed, surroundings), services);
  };
  try {
    const target = await credentialTarget(typed, environment);
    verboseFor(typed).sources(typed, environment, target);
    const credentials = await indexCredentials(typed, environment, target);
    const isOpen = credentials === null && mayAskFor(typed, environment);
    try {
      const receipt = await run(credentials);
      if (!isOpen || !wantsCredentials(receipt)) return { receipt, credentials, target };
    } catch (error) {
      if (!isOpen || !isMissing(error)) throw error;
    }
    // Nothing arrived yet: the same again, with what the person types.
    progress.done();
    const asked = await askedCredentials(typed, environment, target);
    return { receipt: await run(asked), credentials: asked, target };
  } finally {
    forget();
    progress.done();
  }
}

/** Some indexes let anyone read, and say only to an upload that it wants credentials: pypiserver by default. */
function wantsCredentials({ files }: Receipt): boolean {
  return files.some(({ upload }) => upload.outcome === 'refused' && upload.cause.code === 'CREDENTIALS_REFUSED');
}

function isMissing(error: unknown): boolean {
  return error instanceof PysignError && error.code === 'CREDENTIALS_MISSING';
}
