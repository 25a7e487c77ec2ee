import type { ErrorCode } from '../errors.ts';
import type { IndexServer } from '../indexes/index-server.ts';

/** Hears what a release is doing, for a person who waits. Nothing depends on it. */
export interface ReleaseReporter {
  tell(event: ReleaseEvent): void;
}

export type ReleaseEvent =
  | { readonly doing: 'asking'; readonly server: IndexServer }
  | { readonly doing: 'signing'; readonly filename: string; readonly size: number }
  | { readonly doing: 'uploading'; readonly filename: string; readonly sent: number; readonly size: number }
  /** Something failed in a way that passes; it is tried again after so many milliseconds. */
  | {
      readonly doing: 'pausing';
      readonly filename: string;
      readonly because: ErrorCode;
      readonly milliseconds: number;
    }
  | { readonly doing: 'confirming'; readonly waitingFor: readonly string[] }
  | { readonly doing: 'checking'; readonly filename: string };
