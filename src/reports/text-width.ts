const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Two columns each: the scripts of East Asia with their punctuation and full-width forms, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns that a text without control characters takes on a terminal. */
export function widthOf(text: string): number {
  return charactersOf(text).reduce((sum, character) => sum + columnsOf(character), 0);
}

export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** The beginning of a text that is too wide, with an ellipsis for the rest. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 1;
  for (const character of charactersOf(text)) {
    width += columnsOf(character);
    if (width > columns) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Broken between words where the terminal ends, so that a fingerprint stays in one piece. */
export function wrapped(text: string, columns: number): readonly string[] {
  return text.split(' ').reduce<readonly string[]>((done, word) => {
    const last = done.at(-1);
    if (last === undefined) return [word];
    const longer = `${last} ${word}`;
    return widthOf(longer) <= columns ? [...done.slice(0, -1), longer] : [...done, word];
  }, []);
}

/** A label and what it says, whose further lines stand below its first. @param paint the label's colour. */
export function labelled(label: string, text: string, columns: number, paint: (text: string) => string): string {
  const indent = ' '.repeat(label.length + 1);
  const lines = text.split('\n').flatMap((line) => wrapped(line, columns - indent.length));
  return `${paint(label)} ${lines.join(`\n${indent}`)}`;
}

function charactersOf(text: string): readonly string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

function columnsOf(character: string): number {
  return wide.test(character) ? 2 : 1;
}
