import type { Delivery } from '../indexes/index-server.ts';
import type { SignaturesMode } from './receipt.ts';

/** What the author asked for, complete: flags, environment and defaults are merged already. */
export interface ReleaseRequest {
  /** Files as named; never empty by accident: an empty list is an error of its own. */
  readonly paths: readonly string[];
  readonly index: IndexTarget;
  readonly signatures: SignaturesMode;
  readonly confirmTimeoutSeconds: number;
  /** Uploads at a time; 1 is the order that every index bears. */
  readonly jobs: number;
  /** Everything but the upload. */
  readonly dryRun: boolean;
  /** Sent beside each file; null for none. */
  readonly comment: string | null;
  /** What was so when pysign's own data was made counts as if it still were. */
  readonly strict: boolean;
  /** Files of several projects are meant. */
  readonly allProjects: boolean;
}

interface IndexTarget {
  /** Without user information. */
  readonly uploadUrl: URL;
  /** Null where it follows from the upload URL. */
  readonly simpleUrl: URL | null;
  /** What the author calls it; null for the name that follows from its address. */
  readonly name: string | null;
  /** How signatures reach it; null for what its software is known to take. */
  readonly delivery: Delivery | null;
}
