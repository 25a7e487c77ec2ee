/** What an index says of one project on `/simple/<project>/`, in HTML (PEP 503) or JSON (PEP 691, PEP 700). */
export interface ProjectPage {
  readonly project: string;
  readonly files: readonly ListedFile[];
}

export interface ListedFile {
  readonly filename: string;
  /** Absolute, http or https, without fragment. */
  readonly url: URL;
  /** Lower-case hex; null where the index gives none. */
  readonly sha256: string | null;
  /** Bytes; null in HTML. */
  readonly size: number | null;
  /** ISO 8601; null in HTML. */
  readonly uploadTime: string | null;
  readonly requiresPython: string | null;
  /** `gpg-sig` or `data-gpg-sig`: what the index claims, which proves nothing. Null where it is silent. */
  readonly gpgSig: boolean | null;
}
