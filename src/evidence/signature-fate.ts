import type { PysignError } from '../errors.ts';

/** What became of a signature, from fetches of this run and never from what we believe of a server. */
export type SignatureFate =
  /**
   * The same bytes came back and verify. Where there is nothing to compare with and nobody's key is known, `verified` is
   * false: something is served that says it is by `signer`, and nobody vouches for it.
   */
  | { readonly fate: 'kept'; readonly url: URL; readonly signer: string; readonly verified: boolean }
  /** The file is listed with our digest and its `.asc` is not there. */
  | { readonly fate: 'dropped'; readonly url: URL }
  /** Something else came back; `stillValid` tells a re-armoured signature from a wrong one. */
  | { readonly fate: 'altered'; readonly url: URL; readonly stillValid: boolean; readonly signer: string | null }
  /** The file was never listed in time. */
  | { readonly fate: 'not-visible'; readonly waitedSeconds: number }
  /** The index would not say; a null cause means that it was not asked. */
  | { readonly fate: 'unknown'; readonly cause: PysignError | null }
  | { readonly fate: 'not-sent'; readonly reason: NotSentReason };

/** `off`: the author asked for none; `unsigned`: there is none; `not-uploaded`: its file never got there. */
type NotSentReason = 'off' | 'unsigned' | 'not-uploaded';
