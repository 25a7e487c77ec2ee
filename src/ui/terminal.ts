import { styleText } from 'node:util';
import type { Style } from '../reports/style.ts';

/** Colours and the width of a terminal; neither elsewhere, nor with `NO_COLOR`. */
export function styleFor(stream: NodeJS.WriteStream): Style {
  const colours = stream.isTTY && (process.env['NO_COLOR'] ?? '') === '';
  const paint = (format: 'green' | 'yellow' | 'red' | 'dim') => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    columns: stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY,
    good: paint('green'),
    warning: paint('yellow'),
    bad: paint('red'),
    dim: paint('dim'),
  };
}
