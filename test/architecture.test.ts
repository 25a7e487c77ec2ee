import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';

/** `docs/architecture.md`, as a table: a room, and the rooms it may import. `types of X` allows `import type` only. */
const arrows: Record<string, readonly string[]> = {
  main: ['cli'],
  commands: ['cli', '*'],
  cli: ['config', 'ui', 'reports', '*'],
  release: [
    'preflight',
    'distributions',
    'openpgp',
    'indexes',
    'evidence',
    'http',
    'types of credentials',
    'types of simple-api',
  ],
  preflight: ['distributions', 'types of http', 'types of simple-api'],
  evidence: ['indexes', 'openpgp', 'distributions', 'http', 'types of simple-api'],
  indexes: ['distributions', 'simple-api', 'http', 'types of credentials'],
  'embedded-index': ['distributions', 'simple-api'],
  http: ['types of credentials'],
  openpgp: [],
  config: [],
  credentials: [],
  distributions: [],
  'simple-api': [],
  trust: ['distributions', 'types of openpgp', 'types of evidence'],
  'trust-file': ['config', 'distributions', 'openpgp', 'types of trust'],
  ui: ['types of *'],
  reports: ['types of *'],
};
const everyone = ['errors', 'secret', 'content', 'atomic-write'];

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** The room of a file: the first folder under src, or the file itself where it has a room to itself. */
function roomOf(path: string): string {
  return (relative('src', path).split('/')[0] ?? '').replace(/\.ts$/u, '');
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(import|export)(\s+type)?\s+([^;'"]*?\s+from\s+)?'(\.[^']+)'|import\('(\.[^']+)'\)/gu,
  );
  return [...found].map((match) => {
    const target = match[4] ?? match[5] ?? '';
    const names = match[3] ?? '';
    const allNamesAreTypes = /^\{(\s*type\s[^,]*,?)+\s*\}\s+from\s+$/u.test(names);
    const typeOnly = match[2] !== undefined || allNamesAreTypes;
    return { file, from: roomOf(file), to: roomOf(join(dirname(file), target)), typeOnly };
  });
}

function allowed({ from, to, typeOnly }: Import): boolean {
  if (from === to || everyone.includes(to)) return true;
  const rooms = arrows[from] ?? [];
  if (rooms.includes(to) || (rooms.includes('*') && to !== 'main' && to !== 'commands')) return true;
  return typeOnly && (rooms.includes(`types of ${to}`) || rooms.includes('types of *'));
}

describe('architecture', () => {
  const files = sources('src');
  const imports = files.flatMap(importsOf);

  it('knows every room', () => {
    const rooms = new Set(files.map(roomOf));
    for (const room of everyone) rooms.delete(room);
    expect([...rooms].filter((room) => !(room in arrows))).to.deep.equal([]);
    expect(imports.length).to.be.greaterThan(100);
  });

  it('lets a room import only what its arrows allow', () => {
    const forbidden = imports.filter((found) => !allowed(found));
    expect(forbidden.map(({ file, to }) => `${file} imports ${to}`)).to.deep.equal([]);
  });

  it('would notice an arrow that is forbidden', () => {
    const bad = { file: 'src/openpgp/x.ts', from: 'openpgp', to: 'indexes', typeOnly: false };
    expect(allowed(bad)).to.equal(false);
    expect(allowed({ ...bad, from: 'ui', to: 'release', typeOnly: false })).to.equal(false);
    expect(allowed({ ...bad, from: 'ui', to: 'release', typeOnly: true })).to.equal(true);
  });

  it('has no room or file that says nothing', () => {
    expect(files.filter((file) => /util|helper|common|misc/iu.test(file))).to.deep.equal([]);
  });

  it('speaks to the network only through its doors', () => {
    const doors = new Set(['http', 'embedded-index', 'openpgp']);
    const network = /from '(node:(?:http|https|net|tls|http2)|got|undici)'|\bfetch\(/u;
    const table = "import { STATUS_CODES } from 'node:http';"; // words, no socket
    const speaks = (file: string): boolean => network.test(readFileSync(file, 'utf8').replace(table, ''));
    const strangers = files.filter((file) => !doors.has(roomOf(file)) && speaks(file));
    expect(strangers).to.deep.equal([]);
  });
});
