import { expect } from 'chai';
import * as fc from 'fast-check';
import { parseRawConfig, pythonWords, type RawConfig } from '../../src/config/raw-config.ts';
import { PysignError } from '../../src/errors.ts';
import { askPython } from '../distributions/ask-python.ts';
import { randomIni } from './random-pypirc.ts';
import { refused } from './refused.ts';

const READ = `
import configparser, io
def read(text):
    parser = configparser.RawConfigParser()
    try:
        parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), encoding="utf-8"))
    except configparser.Error:
        return None
    return {name: dict(parser.items(name)) for name in ["DEFAULT", *parser.sections()]}
answer = [read(text) for text in data]`;

const cases = 3000;

describe('an INI file, read as RawConfigParser reads it', () => {
  it('has the same sections, options and values, or is refused alike, in three thousand random files', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    const texts = fc.sample(randomIni, { numRuns: cases, seed });
    const python = askPython(READ, texts);
    if (!Array.isArray(python)) throw new Error('no list came back');
    const readable = python.filter((each) => each !== null).length;
    expect(readable, `both kinds of files, SEED=${String(seed)}`).to.be.within(cases / 5, cases - cases / 5);
    for (const [each, text] of texts.entries())
      expect(ours(text), `SEED=${String(seed)} ${JSON.stringify(text)}`).to.deep.equal(python[each]);
  });

  it('splits words as str.split does', () => {
    const texts = fc.sample(randomIni, 500);
    expect(texts.map(pythonWords)).to.deep.equal(askPython('answer = [text.split() for text in data]', texts));
  });

  it('names the line of a fault, and repeats nothing of it', () => {
    for (const [text, line] of [
      ['password = hunter2', 1],
      ['[pypi]\n\nhunter2', 3],
      ['[hunter2]\na = b\r\n[hunter2]', 3],
      ['[pypi]\npassword = hunter2\nPassword: hunter2', 3],
      ['[pypi]\n= hunter2', 2],
    ] as const) {
      expect(refused(() => parseRawConfig(text, '.pypirc')).message).to.include(`.pypirc:${String(line)}: `);
    }
  });

  it('ends for a long line of spaces, which a careless pattern would try from each of them', () => {
    const spaces = ' '.repeat(250_000);
    expect(parseRawConfig(`[a]\nb = c${spaces}d\n${spaces}=\n`, '.pypirc').get('a', 'b')).to.equal(`c${spaces}d\n=`);
    refused(() => parseRawConfig(`[a]\nb${spaces}d`, '.pypirc'));
  });
});

function ours(text: string): unknown {
  try {
    return asObject(parseRawConfig(text, '.pypirc'));
  } catch (error) {
    if (error instanceof PysignError) return null;
    throw error;
  }
}

function asObject(config: RawConfig): Record<string, Record<string, string | null>> {
  const sections = ['DEFAULT', ...config.names].map((name): [string, Record<string, string | null>] => {
    const options = config.optionsOf(name).map((option): [string, string | null] => [option, config.get(name, option)]);
    return [name, Object.fromEntries(options)];
  });
  return Object.fromEntries(sections);
}
