/** What a person decided: who may sign what, and what is let through without. Pure data; see docs/trust-file.md. */
export interface Policy {
  readonly mode: 'strict' | 'warn';
  readonly pins: readonly Pin[];
  readonly exceptions: readonly Exception[];
}

export interface Pin {
  /** Exact normalised project (PEP 503) or glob with `*`. */
  readonly project: string;
  /** Full primary fingerprints, upper-case hex, 40 (v4) or 64 (v6) digits. */
  readonly openpgp: readonly string[];
  /** PEP 440 range; null for every version. */
  readonly versions: string | null;
  /** Origin or URL prefix of the index the pin is limited to; null for every index. */
  readonly index: string | null;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  readonly reason: string | null;
}

export type Exception = {
  readonly project: string;
  readonly versions: string | null;
  readonly allow: { readonly what: 'unsigned'; readonly sha256: readonly string[] } | { readonly what: 'weak' };
  readonly reason: string;
  readonly expires: Date;
};
