import type { PysignError } from '../errors.ts';
import type { Weakness } from '../openpgp/detached-signature.ts';

/** Everything that was found about one file, and where each came from. It says nothing of who may sign what. */
export interface FileEvidence {
  /** As it was typed, or as the index calls it. */
  readonly name: string;
  /** What the file must be: from the index's question or the file's name; null for a file that is no distribution. */
  readonly asked: ProjectVersion | null;
  readonly identity: Identity;
  /** Lower-case hex; null where the content could not be had. */
  readonly sha256: string | null;
  /** Null for a file on disk. */
  readonly index: ListedOn | null;
  readonly signatures: SignaturesFound;
}

export interface ProjectVersion {
  /** PEP 503 normalised. */
  readonly project: string;
  /** PEP 440 canonical. */
  readonly version: string;
}

export interface ListedOn {
  readonly simpleUrl: URL;
  readonly file: URL;
  /** When the index says it got the file; null where it does not say. */
  readonly uploaded: Date | null;
  /** Whether this kind of index is known to keep signatures: there, a missing one was taken away. */
  readonly keepsSignatures: boolean;
}

/** Whether the archive itself says that it is what its name, and so whoever asked, says. No signature covers a name. */
export type Identity =
  | { readonly identity: 'agrees'; readonly is: ProjectVersion }
  /** `reason` is a sentence. */
  | { readonly identity: 'differs'; readonly reason: string }
  /** Not a distribution. */
  | { readonly identity: 'none' };

export type SignaturesFound =
  | { readonly found: 'some'; readonly each: readonly SignatureEvidence[] }
  | { readonly found: 'none' }
  /** There is something in its place, and it is no signature. `reason` is a sentence. */
  | { readonly found: 'unreadable'; readonly reason: string }
  /** Nobody could say: never to be taken for none. */
  | { readonly found: 'unreachable'; readonly cause: PysignError };

/** One signature, and the first two of the three questions. */
export interface SignatureEvidence {
  /** What it says of itself; null where it could not be read. */
  readonly claim: SignatureClaims | null;
  readonly correct: Correct;
  readonly usable: Usable;
}

interface SignatureClaims {
  /** `RSA-2048 signature with SHA-256`. */
  readonly described: string;
  readonly created: Date;
  /** When it is known to have existed: the later of its own date and the upload. */
  readonly seen: Date;
  /** Fingerprint or key id, upper-case hex. */
  readonly issuer: string;
}

export type Correct =
  | {
      readonly correct: 'yes';
      /** Primary fingerprint. */
      readonly signer: string;
      /** Fingerprint of the part that signed. */
      readonly signedBy: string;
      /** Which source had the certificate. */
      readonly source: string;
    }
  /** `reason` is a sentence. */
  | { readonly correct: 'no'; readonly reason: string }
  /** Nobody's key was found. */
  | { readonly correct: 'unknown'; readonly asked: readonly SourceAnswer[] };

export type SourceAnswer =
  | { readonly source: string; readonly answer: 'not-found' }
  | { readonly source: string; readonly answer: 'unreachable'; readonly cause: PysignError };

export type Usable =
  | {
      readonly usable: 'yes';
      readonly userId: string;
      readonly warnings: readonly string[];
      /** Why the key would not do for a signature made today; null where it would. Completes "the key …". */
      readonly today: string | null;
    }
  /** `reason` is a sentence. */
  | { readonly usable: 'no'; readonly why: Weakness; readonly reason: string }
  | { readonly usable: 'unknown' };
