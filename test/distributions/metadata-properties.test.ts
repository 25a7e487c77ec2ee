import { expect } from 'chai';
import { parseCoreMetadata } from '../../src/distributions/core-metadata.ts';
import type { CoreMetadata } from '../../src/distributions/distribution.ts';
import { METADATA_FIELDS, METADATA_VERSIONS } from '../../src/distributions/metadata-fields.ts';
import { metadataWarnings } from '../../src/distributions/metadata-warnings.ts';
import { askPython } from './ask-python.ts';
import { randomMetadata } from './random-metadata.ts';

const TABLE = `
from packaging import metadata as m
once = m._STRING_FIELDS | {"keywords"}
def since(raw):
    return getattr(m.Metadata.__dict__.get(raw), "added", "1.0")
answer = [[version for version in m._VALID_METADATA_VERSIONS if version <= data], {
    email: {"since": since(raw), "repeats": raw not in once}
    for email, raw in m._EMAIL_TO_RAW_MAPPING.items()
}]`;

/** What packaging reads, by header names, and what it found no place for. */
const PARSE_EMAIL = `
from packaging.metadata import parse_email, _RAW_TO_EMAIL_MAPPING
def read(text):
    raw, unparsed = parse_email(text.encode())
    return [{_RAW_TO_EMAIL_MAPPING[name]: value for name, value in raw.items()}, unparsed]
answer = [read(text) for text in data]`;

type Read = readonly [Record<string, unknown>, Record<string, readonly string[]>];

describe('core metadata up to 2.5', () => {
  it('has the fields that packaging knows, and its versions up to the last that PyPI takes', () => {
    const ours = [METADATA_VERSIONS, Object.fromEntries(METADATA_FIELDS)];
    expect(askPython(TABLE, METADATA_VERSIONS.at(-1))).to.deep.equal(ours);
  });

  it('is read as packaging reads it, four hundred random files', () => {
    const texts = [...randomMetadata(400)];
    const read = askPython(PARSE_EMAIL, texts);
    if (!Array.isArray(read)) throw new Error('no list came back');
    for (const [each, text] of texts.entries()) expect(asPackaging(parse(text)), text).to.deep.equal(read[each]);
  });

  it('warns of a field that packaging finds no place for, and of no other', () => {
    const texts = [...randomMetadata(400)];
    const unparsed = askPython(`${PARSE_EMAIL}\nanswer = [sorted(unparsed) for _, unparsed in answer]`, texts);
    expect(texts.map((text) => warned(parse(text)))).to.deep.equal(unparsed);
  });
});

function parse(text: string): CoreMetadata {
  return parseCoreMetadata(Buffer.from(text), 'demo-1.0.tar.gz');
}

/** The shapes of packaging: lists for what repeats, parts for keywords and addresses, and the rest aside. */
function asPackaging({ fields }: CoreMetadata): Read {
  const read: Record<string, unknown> = {};
  const aside: Record<string, readonly string[]> = {};
  for (const [name, found] of Map.groupBy(fields, (field) => field.name)) {
    const values = found.map(({ value }) => value);
    const shaped = shape(name, values);
    if (shaped === null) aside[name] = values;
    else read[name] = shaped;
  }
  return [read, aside];
}

function shape(name: string, values: readonly string[]): unknown {
  const rule = METADATA_FIELDS.get(name);
  const [value = ''] = values;
  if (rule === undefined || (!rule.repeats && values.length > 1)) return null;
  if (name === 'keywords') return value.split(',').map(trimmed);
  if (name === 'project-url') return labelled(values);
  if (name === 'import-name' && values.every((each) => each === '')) return values.length === 1 ? [] : values;
  return rule.repeats ? values : value;
}

function labelled(values: readonly string[]): Record<string, string> | null {
  const pairs = values.map((value): [string, string] => {
    const comma = value.indexOf(',');
    return comma < 0 ? [trimmed(value), ''] : [trimmed(value.slice(0, comma)), trimmed(value.slice(comma + 1))];
  });
  const labels = Object.fromEntries(pairs);
  return Object.keys(labels).length === pairs.length ? labels : null;
}

function trimmed(text: string): string {
  return text.trim();
}

/** The fields that are named in the warnings of something unknown or repeated, sorted. */
function warned(metadata: CoreMetadata): readonly string[] {
  return metadataWarnings(metadata)
    .flatMap((warning) => warning.replace(/: (?:core|in its).*/, '').split(', '))
    .map((name) => name.replaceAll('"', ''))
    .toSorted();
}
