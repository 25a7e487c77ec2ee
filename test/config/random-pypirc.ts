import * as fc from 'fast-check';

// What splits, starts, ends or hides something for Python or for JavaScript, in one alphabet.
const letters = 'a A b z Z 0 1 9 İ Σ σ ß % $ " \' \\ - _ . / @ \ufeff \u0000 \u200b'.split(' ');
const marks = ['=', ':', '#', ';', '[', ']', ' ', '  ', '\t'];
const spaces = ['\u000b', '\u000c', '\u001c', '\u001f', '\u0085', '\u00a0', '\u2003', '\u2028', '\u3000'];

const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 4 });
const text = fc.string({ unit: fc.constantFrom(...letters, ...marks, ...marks, ...spaces), maxLength: 10 });
const indentation = fc.constantFrom('', '', '', '', ' ', '  ', '\t', '\u00a0', '\ufeff', '\u0085');
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '\n\n', '\n \n', '\n# note\n', '\n  ; note\n');

const sectionName = fc.constantFrom(
  'pypi',
  'testpypi',
  'distutils',
  'server-login',
  'DEFAULT',
  'default',
  ' x ',
  'a]b',
);
const optionName = fc.constantFrom('username', 'Username', 'password', 'PASSWORD', 'index-servers', 'repository');
const delimiter = fc.constantFrom('=', ':', ' = ', ' : ', '\t=', '= ', '\u00a0=\u00a0');

const header = fc.oneof(sectionName, text).map((name) => `[${name}]`);
const option = fc.tuple(fc.oneof(optionName, word), delimiter, text).map((parts) => parts.join(''));
const continuation = text.map((rest) => `  ${rest}`);

function lines(...kinds: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const line = fc.tuple(indentation, fc.oneof(...kinds), lineEnd).map((parts) => parts.join(''));
  return fc.array(line, { maxLength: 8 }).map((all) => all.join(''));
}

/** Sections and options that come once each, as most people write them: these are files that can be read. */
const tidy = fc
  .uniqueArray(fc.tuple(sectionName, fc.uniqueArray(fc.tuple(optionName, delimiter, text, continuation, lineEnd))), {
    selector: ([name]) => name,
    maxLength: 4,
  })
  .map((sections) =>
    sections.flatMap(([name, options]) => {
      const once = new Map(options.map((parts) => [parts[0].toLowerCase(), parts]));
      const written = [...once.values()].map(
        ([key, between, value, more, end]) => `${key}${between}${value}${end}${more}\n`,
      );
      return [`[${name}]\n`, ...written];
    }),
  )
  .map((all) => all.join(''));

export const randomIni: fc.Arbitrary<string> = fc.oneof(
  tidy,
  lines(header, option, option, continuation),
  lines(text).map((rest) => `[pypi]\n${rest}`),
  text,
);
