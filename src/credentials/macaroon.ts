/** What a token says of itself; nothing of it is proven without its index. */
export interface TokenShape {
  /** The index that made it, by its host. From the token: print it with care. */
  readonly location: string;
  /** Restrictions in words, in the order in which they were added; empty where it may do all that its user may. */
  readonly limits: readonly string[];
}

const PREFIX = 'pypi-';
const VERSION = 2;
const LOCATION = 1;
const IDENTIFIER = 2;
/** A token is some hundred bytes; whoever sends a megabyte wants to keep us busy. */
const MAX_LENGTH = 32_760;

type Field = readonly [type: number, data: Uint8Array];

/**
 * Reads a token of Warehouse: `pypi-` and, in base64url, a macaroon in the binary form of its version 2
 * (github.com/rescrv/libmacaroons, doc/format.txt). Null for everything else.
 */
export function readToken(token: string): TokenShape | null {
  if (!token.startsWith(PREFIX) || token.length > MAX_LENGTH) return null;
  const encoded = token.slice(PREFIX.length);
  if (!/^[\w-]+=*$/u.test(encoded)) return null;
  const [header, ...caveats] = sectionsOf(Buffer.from(encoded, 'base64url'));
  const location = header?.find(([type]) => type === LOCATION)?.[1];
  if (location === undefined) return null;
  const limits = caveats.flatMap((section) => {
    const caveat = section.find(([type]) => type === IDENTIFIER)?.[1];
    return caveat === undefined ? [] : limitsOf(parsed(Buffer.from(caveat).toString('utf8')));
  });
  return { location: Buffer.from(location).toString('utf8'), limits };
}

/** Header and caveats, each ended by a zero; an empty section ends them all. Empty where the bytes are no macaroon. */
function sectionsOf(bytes: Uint8Array): readonly (readonly Field[])[] {
  if (bytes[0] !== VERSION) return [];
  const sections: Field[][] = [];
  let section: Field[] = [];
  let at = 1;
  while (at < bytes.length) {
    const type = bytes[at] ?? 0;
    at += 1;
    if (type === 0 && section.length === 0) return sections;
    if (type === 0) {
      sections.push(section);
      section = [];
      continue;
    }
    const [length, after] = varint(bytes, at);
    if (after + length > bytes.length) return [];
    section.push([type, bytes.subarray(after, after + length)]);
    at = after + length;
  }
  return [];
}

/** Little-endian groups of seven bits, as in protocol buffers; three groups are more than a token has. */
function varint(bytes: Uint8Array, start: number): readonly [value: number, after: number] {
  let value = 0;
  for (let group = 0; group < 3; group += 1) {
    const byte = bytes[start + group] ?? 0;
    value += (byte & 0x7f) << (7 * group);
    if (byte < 0x80) return [value, start + group + 1];
  }
  return [Number.POSITIVE_INFINITY, start];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Warehouse `macaroons/caveats`: lists that begin with their number today, objects in tokens of before 2022-07. */
function limitsOf(caveat: unknown): readonly string[] {
  if (Array.isArray(caveat)) return [limit(caveat)];
  if (typeof caveat !== 'object' || caveat === null) return [UNREADABLE];
  const { nbf, exp, permissions }: Caveat = { nbf: null, exp: null, permissions: null, ...caveat };
  if (typeof exp === 'number' || typeof nbf === 'number') return [period(exp, nbf)];
  if (permissions === 'user') return [];
  const isNarrow = typeof permissions === 'object' && permissions !== null && 'projects' in permissions;
  return [isNarrow ? namedProjects(permissions.projects) : UNREADABLE];
}

type Caveat = Readonly<Record<'nbf' | 'exp' | 'permissions', unknown>>;

const UNREADABLE = 'a restriction that pysign does not know';

function limit([kind, ...values]: readonly unknown[]): string {
  if (kind === 0) return period(values[0], values[1]);
  if (kind === 1) return namedProjects(values[0]);
  if (kind === 2) return `only ${String(Array.isArray(values[0]) ? values[0].length : 0)} project(s), named by id`;
  if (kind === 3) return 'only while it belongs to the user who made it';
  if (kind === 4) return 'only for the Trusted Publisher it was minted for';
  return UNREADABLE;
}

function namedProjects(projects: unknown): string {
  return Array.isArray(projects) ? `only the project(s) ${projects.map(String).join(', ')}` : UNREADABLE;
}

function period(until: unknown, from: unknown): string {
  return `only from ${moment(from)} until ${moment(until)}`;
}

function moment(seconds: unknown): string {
  const date = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN);
  return Number.isNaN(date.getTime()) ? 'an unknown time' : date.toISOString();
}
