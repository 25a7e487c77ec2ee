import { PysignError } from '../errors.ts';
import { sha256Hex } from '../simple-api/file-url.ts';
import { JsonFields, WrongFields } from '../simple-api/json-fields.ts';
import { normalizedProject } from '../simple-api/normalize.ts';
import { isFilename, isPackageType, isVersion, type PackageType } from './names.ts';

/** What the index keeps of one file. That it exists is what makes the file exist. */
export interface FileRecord {
  readonly filename: string;
  /** As the author writes it; {@link projectOf} gives the folder. */
  readonly name: string;
  /** PEP 440, as it was sent. */
  readonly version: string;
  readonly packageType: PackageType;
  /** The Python tag of a wheel; `source` for an sdist. */
  readonly pythonVersion: string;
  readonly requiresPython: string | null;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Null where the client claimed none, so that none was computed. */
  readonly md5: string | null;
  readonly blake2b256: string | null;
  /** ISO 8601, UTC. */
  readonly uploadTime: string;
  /** Null where none was sent, or the index drops them. */
  readonly signature: StoredSignature | null;
}

export interface StoredSignature {
  readonly sha256: string;
  readonly size: number;
}

export function projectOf({ name }: Pick<FileRecord, 'name'>): string {
  return normalizedProject(name);
}

/**
 * A record as it lies in the folder, where other programs can write.
 * @param place the project and file name under which it was found, which it must be about.
 * @throws PysignError `INDEX_FAILED` that lists every wrong field.
 */
export function parseRecord(text: string, place: { readonly project: string; readonly filename: string }): FileRecord {
  const wrong = new WrongFields();
  const fields = new JsonFields(parseJson(text), '', wrong);
  const record = readRecord(fields);
  if (record.filename !== place.filename || !isFilename(record.filename))
    fields.refuse('filename', 'must be its own', null);
  if (projectOf(record) !== place.project) fields.refuse('name', `must be ${place.project}`, null);
  if (!isVersion(record.version)) fields.refuse('version', 'must be a version', null);
  if (Number.isNaN(Date.parse(record.uploadTime))) fields.refuse('uploadTime', 'must be a time', null);
  if (wrong.none) return record;
  throw new PysignError('INDEX_FAILED', `the index's record of ${place.filename} is damaged`, {
    details: wrong.lines(),
  });
}

function readRecord(fields: JsonFields): FileRecord {
  const signature = fields.objectOrNull('signature');
  return {
    filename: fields.text('filename'),
    name: fields.text('name'),
    version: fields.text('version'),
    packageType: packageType(fields),
    pythonVersion: fields.text('pythonVersion'),
    requiresPython: fields.textOrNull('requiresPython'),
    size: size(fields),
    sha256: digest(fields, 'sha256'),
    md5: fields.textOrNull('md5'),
    blake2b256: fields.textOrNull('blake2b256'),
    uploadTime: fields.text('uploadTime'),
    signature: signature === null ? null : { sha256: digest(signature, 'sha256'), size: size(signature) },
  };
}

function packageType(fields: JsonFields): PackageType {
  const text = fields.text('packageType');
  return isPackageType(text) ? text : fields.refuse('packageType', 'must be bdist_wheel or sdist', 'sdist');
}

function size(fields: JsonFields): number {
  return fields.wholeNumberOrNull('size') ?? fields.refuse('size', 'must be a whole number', 0);
}

/** It becomes part of a path. */
function digest(fields: JsonFields, name: string): string {
  return sha256Hex(fields.text(name)) ?? fields.refuse(name, 'must be 64 hex digits', '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
