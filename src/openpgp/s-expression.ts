/** An atom or a list of Rivest's S-expressions. */
export type SExpression = Uint8Array | readonly SExpression[];

const DEEPEST = 8;

/**
 * Reads one S-expression in canonical form (`(7:sig-val(3:rsa(1:s3:abc)))`), the form in which gpg-agent answers.
 * @throws SyntaxError for anything else, trailing bytes included.
 */
export function parseSExpression(bytes: Uint8Array): SExpression {
  const { value, end } = parseAt(bytes, 0, 0);
  if (end !== bytes.length) throw new SyntaxError(`bytes after the S-expression, at ${String(end)}`);
  return value;
}

interface Parsed {
  readonly value: SExpression;
  readonly end: number;
}

const OPEN = 0x28;
const CLOSE = 0x29;
const COLON = 0x3a;

function parseAt(bytes: Uint8Array, start: number, depth: number): Parsed {
  if (depth > DEEPEST) throw new SyntaxError('the S-expression is nested too deeply');
  return bytes[start] === OPEN ? parseList(bytes, start + 1, depth) : parseAtom(bytes, start);
}

function parseList(bytes: Uint8Array, start: number, depth: number): Parsed {
  const items: SExpression[] = [];
  let position = start;
  while (bytes[position] !== CLOSE) {
    const { value, end } = parseAt(bytes, position, depth + 1);
    items.push(value);
    position = end;
  }
  return { value: items, end: position + 1 };
}

function parseAtom(bytes: Uint8Array, start: number): Parsed {
  const colon = bytes.indexOf(COLON, start);
  const digits = colon === -1 ? '' : Buffer.from(bytes.subarray(start, colon)).toString('latin1');
  if (!/^(?:0|[1-9][0-9]{0,5})$/.test(digits)) throw new SyntaxError(`no length of an atom at ${String(start)}`);
  const end = colon + 1 + Number(digits);
  if (end > bytes.length) throw new SyntaxError('the S-expression ends inside an atom');
  return { value: bytes.subarray(colon + 1, end), end };
}

/** The items after `name` in a list that starts with it; null for every other expression. */
export function itemsOf(expression: SExpression | undefined, name: string): readonly SExpression[] | null {
  if (expression === undefined || expression instanceof Uint8Array) return null;
  const [head, ...items] = expression;
  return head instanceof Uint8Array && Buffer.from(head).toString('latin1') === name ? items : null;
}
