import { expect } from 'chai';
import { parseCoreMetadata } from '../../src/distributions/core-metadata.ts';
import type { CoreMetadata } from '../../src/distributions/distribution.ts';
import { sampleMetadata } from '../fixtures/distributions.ts';
import { askPython } from './ask-python.ts';
import { refusalOf } from './refusal.ts';

const REQUIRED = 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n';

/** Real-looking texts: what build tools of twenty years wrote, and what an attacker might. */
const TEXTS = [
  sampleMetadata({ name: 'Demo', version: '1.0' }),
  `${REQUIRED}License: Permission is granted\n        to anyone\n\tand everyone\nKeywords:   a,b  \nSummary:x\n`,
  `${REQUIRED.replaceAll('\n', '\r\n')}Author: Zoë\r\n        and friends\r\n\r\nBody\r\n\r\nwith: colon\r\n`,
  `${REQUIRED}Classifier: A :: B\nclassifier: C\nCLASSIFIER: D\n\n\n\ntwo empty lines before\n`,
  `${REQUIRED}no colon here ends the headers\nName: other\n`,
  `From someone Mon Jan 1\n${REQUIRED}From elsewhere\n folded onto nothing\nPlatform: any\n\nFrom the body\n`,
  ` folded onto nothing\n${REQUIRED}: no name\n folded onto that\nPlatform: any\n`,
  `${REQUIRED}Schlüssel: not ASCII\nName: other\n`,
  `${REQUIRED}Author:\nHome-page: \n\nbody without a line end`,
  `${REQUIRED}Summary: old Mac\rPlatform: any\r\rbody`,
  `${REQUIRED}Obsoletes: last header without a line end`,
];

const LINES = [
  'Summary: s',
  'Classifier: A :: B',
  ' fold',
  '\tfold: x',
  '    ',
  'x',
  'X-Ü: y',
  ':',
  'License:l ',
  'a b: c',
  'K=: v',
  '',
];

/** The same texts in every run: a small linear congruential generator picks the lines. */
function* randomTexts(count: number): Generator<string> {
  let state = 7;
  const pick = <T>(choices: readonly T[]): T | undefined => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return choices[Math.floor((state / 2_147_483_648) * choices.length)];
  };
  for (let text = 0; text < count; text += 1) {
    const lines = Array.from(
      { length: pick([0, 1, 2, 3, 5, 8]) ?? 0 },
      () => `${pick(LINES)}${pick(['\n', '\n', '\r\n', '\r'])}`,
    );
    yield REQUIRED + lines.join('');
  }
}

/** What Python's email parser makes of each: lower-case name and value of every header, then the body. */
const EMAIL = `
from email.parser import Parser
from email.policy import compat32

def fields(text):
    message = Parser(policy=compat32).parsestr(text)
    body = [["description", message.get_payload()]] if message.get_payload() else []
    return [[name.lower(), value] for name, value in message.items()] + body

answer = [fields(text) for text in data]`;

describe('core metadata', () => {
  for (const [what, texts] of [
    ['real-looking texts', TEXTS],
    ['three hundred random ones', [...randomTexts(300)]],
  ] as const) {
    it(`is read as Python's email parser reads it: ${what}`, () => {
      const read = texts.map((text) => parse(text).fields.map(({ name, value }) => [name, value]));
      expect(read).to.deep.equal(askPython(EMAIL, texts));
    });
  }

  it('gives packaging and us the same project, version and description', () => {
    const program = `from packaging.metadata import parse_email
raw, unparsed = parse_email(data.encode())
answer = [raw["metadata_version"], raw["name"], raw["version"], raw["description"], unparsed]`;
    const text = sampleMetadata({ name: 'My.Demo', version: '2.0' });
    const { metadataVersion, name, version, fields } = parse(text);
    const description = fields.find((field) => field.name === 'description')?.value;
    expect([metadataVersion, name, version, description, {}]).to.deep.equal(askPython(program, text));
  });

  it('unfolds a description in the headers, as distutils and as the specification indent it', () => {
    const text = `${REQUIRED}Description: Title\n        =====\n        \n            code\n       |bar\nPlatform: any\n`;
    expect(valuesOf(parse(text), 'description')).to.deep.equal(['Title\n=====\n\n    code\nbar']);
  });

  it('drops UNKNOWN where old tools wrote it for nothing, and nowhere else', () => {
    const text = `${REQUIRED}License: UNKNOWN\nPlatform: UNKNOWN\nAuthor: UNKNOWN artist\n`;
    expect(parse(text).fields.map(({ name }) => name)).to.deep.equal(['metadata-version', 'name', 'version', 'author']);
    const modern = text.replace('2.1', '2.4');
    expect(valuesOf(parse(modern), 'license')).to.deep.equal(['UNKNOWN']);
    expect(parse(text.replace('Name: demo', 'Name: UNKNOWN')).name).to.equal('UNKNOWN');
  });

  for (const [what, text, reason] of [
    ['without a name', 'Metadata-Version: 2.1\nVersion: 1.0\n', 'no Name'],
    ['without a version', 'Metadata-Version: 2.1\nName: demo\n', 'no Version'],
    ['without a metadata version', 'Name: demo\nVersion: 1.0\n', 'no Metadata-Version'],
    ['with an empty name', REQUIRED.replace('demo', ''), 'no Name'],
    ['with two names', `${REQUIRED}name: other\n`, 'Name more than once'],
    ['with two versions', `${REQUIRED}Version: 1.0\n`, 'Version more than once'],
    ['with a metadata version that is none', REQUIRED.replace('2.1', 'two'), '"two" is not a metadata version'],
    [
      'with a description in the headers and another in the body',
      `${REQUIRED}Description: a\n\nb\n`,
      'two descriptions',
    ],
    ['behind a byte order mark', `\uFEFF${REQUIRED}`, 'no Metadata-Version'],
    ['with everything in the body', `\n${REQUIRED}`, 'no Metadata-Version'],
    ['of no bytes', '', 'no Metadata-Version'],
  ] as const) {
    it(`refuses metadata ${what}`, async () => {
      const refusal = await refusalOf(() => parse(text));
      expect(refusal.code).to.equal('DISTRIBUTION_INVALID');
      expect(refusal.message).to.include('demo-1.0.tar.gz').and.to.include(reason);
    });
  }

  it('refuses metadata that is not UTF-8', async () => {
    const refusal = await refusalOf(() =>
      parseCoreMetadata(Buffer.from(`${REQUIRED}Author: Zo\u00EB\n`, 'latin1'), 'demo-1.0.tar.gz'),
    );
    expect(refusal.code).to.equal('DISTRIBUTION_INVALID');
    expect(refusal.message).to.include('not UTF-8');
  });
});

function parse(text: string): CoreMetadata {
  return parseCoreMetadata(Buffer.from(text), 'demo-1.0.tar.gz');
}

function valuesOf({ fields }: CoreMetadata, wanted: string): readonly string[] {
  return fields.filter(({ name }) => name === wanted).map(({ value }) => value);
}
