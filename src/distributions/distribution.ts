/** One built sdist or wheel on disk, read and understood. Everything in it comes from the archive: print it with care. */
export interface Distribution {
  /** Absolute path. */
  readonly path: string;
  readonly filename: string;
  readonly kind: DistributionKind;
  /** PEP 503 normalised project name. */
  readonly project: string;
  /** PEP 440 canonical version. */
  readonly version: string;
  /** The Python tag of a wheel (`py3`, `cp312`); `source` for an sdist. */
  readonly pyversion: string;
  readonly metadata: CoreMetadata;
  /** What its author should know although it can be released: whole sentences that begin with the file name. */
  readonly warnings: readonly string[];
}

/** The upload form calls them `bdist_wheel` and `sdist`. */
export type DistributionKind = 'wheel' | 'sdist';

/** METADATA of a wheel or PKG-INFO of an sdist, in the order of the file. */
export interface CoreMetadata {
  readonly metadataVersion: string;
  /** As the author wrote it. */
  readonly name: string;
  readonly version: string;
  /** Every field, the three above too; without the UNKNOWN that old tools wrote for nothing. */
  readonly fields: readonly MetadataField[];
}

export interface MetadataField {
  /** Lower-case header name: `requires-dist`. The body of the file is the field `description`. */
  readonly name: string;
  readonly value: string;
}
