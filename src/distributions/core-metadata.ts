import type { CoreMetadata, MetadataField } from './distribution.ts';
import { invalidDistribution, quoted } from './invalid-distribution.ts';

/** RFC 5322 field name: printable ASCII without the colon. */
const HEADER = /^(?<name>[\x21-\x39\x3b-\x7e]*):[ \t]*(?<value>.*)$/s;
const FOLDED = /^[ \t]/;
/** An mbox envelope line, which Python's parser passes over. */
const ENVELOPE = /^From /;
const LINES = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g;

/**
 * Reads METADATA or PKG-INFO as Python's `email` does with its compat32 policy, which every Python tool uses: folds keep
 * their line ends, and the first line that is no header begins the body. Everything in it is the archive's.
 * @param filename of the distribution, for the error
 * @throws PysignError `DISTRIBUTION_INVALID`
 */
export function parseCoreMetadata(bytes: Uint8Array, filename: string): CoreMetadata {
  const all = parseFields(decode(bytes, filename));
  const required = (header: string): string => onlyValue(all, header, filename);
  const metadataVersion = required('Metadata-Version');
  if (!/^\d+\.\d+$/.test(metadataVersion)) {
    throw invalidDistribution(filename, `${quoted(metadataVersion)} is not a metadata version`);
  }
  const name = required('Name');
  const version = required('Version');
  const fields = all.filter((field) => !isPlaceholder(field, metadataVersion));
  if (fields.filter((field) => field.name === 'description').length > 1) {
    throw invalidDistribution(filename, 'its metadata has two descriptions');
  }
  return { metadataVersion, name, version, fields };
}

function decode(bytes: Uint8Array, filename: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw invalidDistribution(filename, 'its metadata is not UTF-8', error);
  }
}

function parseFields(text: string): readonly MetadataField[] {
  const lines = text.match(LINES) ?? [];
  const end = lines.findIndex((line) => !FOLDED.test(line) && !ENVELOPE.test(line) && !HEADER.test(line));
  const headers = unfold(end < 0 ? lines : lines.slice(0, end)).flatMap(parseHeader);
  const body = end < 0 ? '' : bodyFrom(lines.slice(end));
  return body === '' ? headers : [...headers, { name: 'description', value: body }];
}

/** The empty line between headers and body belongs to neither; another line that ends the headers is the body's first. */
function bodyFrom(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  return /^[\r\n]/.test(first) ? rest.join('') : lines.join('');
}

/** One text for each header, with its continuation lines; a fold without a header before it belongs to nothing. */
function unfold(lines: readonly string[]): readonly string[] {
  const headers: string[][] = [];
  let current: string[] | null = null;
  for (const line of lines) {
    if (FOLDED.test(line)) {
      current?.push(line);
    } else {
      current = ENVELOPE.test(line) ? null : [line];
      if (current !== null) headers.push(current);
    }
  }
  return headers.map((header) => header.join(''));
}

function parseHeader(header: string): MetadataField[] {
  const { name = '', value = '' } = HEADER.exec(header)?.groups ?? {};
  if (name === '') return [];
  const lowerCase = name.toLowerCase();
  const trimmed = value.replace(/^[ \t\r\n]+/, '').replace(/[\r\n]+$/, '');
  return [{ name: lowerCase, value: lowerCase === 'description' ? unindent(trimmed) : trimmed }];
}

/** distutils folded a description with eight spaces, the core metadata specification with seven and a bar. */
function unindent(description: string): string {
  return description.replaceAll(/(\r\n|\r|\n)(?: {8}| {7}\|)/g, '$1');
}

/** setuptools wrote UNKNOWN for what its author left out, up to Metadata 2.1; no later producer does. */
function isPlaceholder({ name, value }: MetadataField, metadataVersion: string): boolean {
  const required = name === 'name' || name === 'version';
  return value === 'UNKNOWN' && !required && /^(?:1\.\d+|2\.[01])$/.test(metadataVersion);
}

/** Two of them would let two readers of one archive see two projects. */
function onlyValue(fields: readonly MetadataField[], header: string, filename: string): string {
  const values = fields.filter(({ name }) => name === header.toLowerCase());
  const [field] = values;
  if (field === undefined || field.value === '') throw invalidDistribution(filename, `its metadata has no ${header}`);
  if (values.length > 1) throw invalidDistribution(filename, `its metadata has ${header} more than once`);
  return field.value;
}
