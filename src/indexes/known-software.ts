import type { Delivery } from './index-server.ts';

/** What becomes of a signature that is sent in one way; `refuses` is a clear answer, `drops` a success that forgets. */
export type SignatureHabit = 'keeps' | 'drops' | 'refuses' | 'unknown';

/** What is known of one kind of server. */
export interface KnownSoftware {
  /** As a person names it. */
  readonly title: string;
  readonly recognised: Recognition;
  /** Where the simple API lies, relative to the upload URL as a folder; null where it does not follow from it. */
  readonly simple: string | null;
  readonly hasJsonApi: boolean;
  /** Statuses with which it was seen to take a file; empty where nobody looked. Any of 200, 201 and 202 is believed. */
  readonly success: readonly number[];
  readonly duplicates: DuplicateAnswer;
  readonly signatures: Readonly<Record<Exclude<Delivery, 'none'>, SignatureHabit>>;
  /** Those that bring a signature in, best first; empty where nobody knows, `none` alone where nothing does. */
  readonly deliveries: readonly Delivery[];
  readonly needsCredentials: boolean;
  /** True where the field `attestations` of an upload is read (PEP 740). */
  readonly takesAttestations: boolean;
  /** Where all this comes from: the server's code or a test against it, and the version. */
  readonly source: string;
}

/** Any one of them is enough. Many products send the same headers and pages: a server without a mark is not recognised. */
export interface Recognition {
  /** Matches the host alone. It decides without a request. */
  readonly host: RegExp | null;
  /** Matches the path of the upload URL, which ends in a slash. It decides where the server says nothing of itself. */
  readonly path: RegExp | null;
  /** A product header that it sends, by lower-case name, and what its value must match. */
  readonly headers: ReadonlyMap<string, RegExp>;
  /** Matches the page at its upload URL. */
  readonly page: RegExp | null;
}

/** How it answers when the name is taken. */
export interface DuplicateAnswer {
  /** Null where it is not established. */
  readonly status: number | null;
  /** In its reason phrase or body; null where the status alone says it. */
  readonly says: RegExp | null;
  /** For a person. */
  readonly words: string;
}
