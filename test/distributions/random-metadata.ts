import { METADATA_FIELDS } from '../../src/distributions/metadata-fields.ts';

const TEXTS = [
  '',
  'a',
  ' padded\t',
  'Zoë Müller <zoe@example.org>',
  '名前, 和名',
  'x, y ,z,',
  'Home, https://example.org/a,b',
  'label without an address',
  'party 🎉',
  '"quoted": yes; no',
  '=?utf-8?q?not_decoded?=',
  'separators of other kinds \u000b\u000c\u001c\u0085\u2028 in it',
  'long '.repeat(400),
  'UNKNOWN',
];
const LINE_ENDS = ['\n', '\n', '\n', '\r\n', '\r'];
const FOLDS = ['', '', '', ' folded', '\tfolded with a tab', '        ünindented', '  '];
const BODIES = [
  '',
  '',
  '\nBody\n',
  '\n\nBody – with: colon\nand\r\nlines\rof all kinds',
  '\n\n \n',
  'no colon ends the headers\n',
];
const INVENTED = ['X-Invented', 'Import-Names', 'Requires-Dists', 'Content-Type-Of-Mine', 'Provides_Extra', '_'];

/** Whole metadata files, the same in every run; Name, Version and Metadata-Version once, Description at most once. */
export function* randomMetadata(count: number): Generator<string> {
  const random = generator(11);
  const pick = (choices: readonly string[]): string => choices[Math.floor(random() * choices.length)] ?? '';
  const names = [...METADATA_FIELDS.keys()].filter((name) => !['metadata-version', 'name', 'version'].includes(name));
  const header = (name: string, value: string): string => {
    const end = pick(LINE_ENDS);
    // Python 3.13 strips the line end before the first fold of an empty value, Python 3.11 does not.
    const fold = value === '' ? '' : pick(FOLDS);
    return `${pick([name, name.toUpperCase(), capitalised(name)])}:${pick([' ', '', ' \t'])}${value}${end}${fold === '' ? '' : fold + end}`;
  };
  for (let each = 0; each < count; each += 1) {
    const fields = Array.from({ length: Math.floor(random() * 12) }, () =>
      header(random() < 0.2 ? pick(INVENTED) : pick(names.filter((name) => name !== 'description')), pick(TEXTS)),
    );
    const required = ['Metadata-Version: 2.5\n', 'Name: demo\n', 'Version: 1.0\n'];
    const headers = [...required, ...fields].toSorted(() => random() - 0.5).join('');
    yield headers + pick(BODIES);
  }
}

function capitalised(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** A linear congruential generator: numbers from 0 to below 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
