import type { DigestName } from './digests.ts';
import { isFilename, isNameOf, isPackageType, isName, isVersion, type PackageType, packageTypeOf } from './names.ts';
import { Refusal } from './refusal.ts';

/** The fields this index looks at; all others of the form are read over. */
const uploadFields = [
  ':action',
  'protocol_version',
  'metadata_version',
  'name',
  'version',
  'filetype',
  'pyversion',
  'requires_python',
  'md5_digest',
  'sha256_digest',
  'blake2_256_digest',
] as const;

export type UploadField = (typeof uploadFields)[number];

export function isUploadField(name: string): name is UploadField {
  return uploadFields.some((field) => field === name);
}

/** The fields of a valid form. */
export interface UploadForm {
  readonly filename: string;
  readonly name: string;
  readonly version: string;
  readonly packageType: PackageType;
  readonly pythonVersion: string;
  readonly requiresPython: string | null;
}

type Fields = ReadonlyMap<UploadField, string>;

const MAX_TEXT = 1000;

/**
 * Everything the client claims of the file, checked; messages are PyPI's where it has one.
 * @throws Refusal 400
 */
export function readUploadForm(fields: Fields, filename: string): UploadForm {
  if ((fields.get('protocol_version') ?? '1') !== '1') throw new Refusal(400, 'Unknown protocol version.');
  required(fields, 'metadata_version');
  const name = required(fields, 'name');
  const version = required(fields, 'version');
  if (!isName(name)) throw invalid('name', 'Start and end with a letter or numeral; in between also . - _');
  if (!isVersion(version)) throw invalid('version', 'Must be a version of PEP 440.');
  const packageType = readPackageType(fields, filename);
  if (!isNameOf(filename, name, version)) {
    throw new Refusal(400, `Start filename for '${name}' ${version} with the name and the version.`);
  }
  const requiresPython = fields.get('requires_python') ?? null;
  if (requiresPython !== null && !isLine(requiresPython))
    throw invalid('requires_python', 'Must be a version specifier.');
  return {
    filename,
    name,
    version,
    packageType,
    pythonVersion: readPythonVersion(fields, packageType),
    requiresPython,
  };
}

/** Lower-case hex by digest name. Claims are compared, never stored. */
export function claimedDigests(fields: Fields): ReadonlyMap<DigestName, string> {
  const claims: readonly (readonly [DigestName, string | undefined])[] = [
    ['sha256', fields.get('sha256_digest')],
    ['md5', fields.get('md5_digest')],
    ['blake2b_256', fields.get('blake2_256_digest')],
  ];
  return new Map(
    claims.flatMap(([name, hex]) => (hex === undefined ? [] : [[name, hex.trim().toLowerCase()] as const])),
  );
}

function readPackageType(fields: Fields, filename: string): PackageType {
  const filetype = required(fields, 'filetype');
  const byName = packageTypeOf(filename);
  if (!isPackageType(filetype)) throw invalid('filetype', 'Use a known file type.');
  if (byName === null) throw new Refusal(400, 'Invalid file extension: Use .tar.gz or .whl extension.');
  if (!isFilename(filename)) throw new Refusal(400, 'Invalid file name: letters, digits and . _ + ! - only.');
  if (byName !== filetype) throw invalid('filetype', `Must be ${byName} for this file name.`);
  return byName;
}

function readPythonVersion(fields: Fields, packageType: PackageType): string {
  const pyversion = fields.get('pyversion') ?? (packageType === 'sdist' ? 'source' : '');
  if (pyversion === '') throw invalid('pyversion', 'Python version is required for binary distribution uploads.');
  if (packageType === 'sdist' && pyversion !== 'source')
    throw invalid('pyversion', "Use 'source' as Python version for an sdist.");
  if (!isLine(pyversion)) throw invalid('pyversion', 'Must be a Python tag.');
  return pyversion;
}

function required(fields: Fields, name: UploadField): string {
  const value = fields.get(name);
  if (value === undefined) throw invalid(name, 'This field is required.');
  return value;
}

function isLine(text: string): boolean {
  return text.length <= MAX_TEXT && /^[\u0020-\u007E]+$/u.test(text);
}

function invalid(field: UploadField, message: string): Refusal {
  return new Refusal(400, `${field}: ${message}`);
}
