import { expect } from 'chai';
import { itemsOf, parseSExpression } from '../../src/openpgp/s-expression.ts';

const parse = (text: string): unknown => parseSExpression(Buffer.from(text, 'latin1'));

describe('a canonical S-expression', () => {
  it('gives atoms as bytes, parentheses and colons in them included', () => {
    const expected = [Buffer.from('a'), [Buffer.from('()'), Buffer.from('')], Buffer.from(':):')];
    expect(parse('(1:a(2:()0:)3::):)')).to.deep.equal(expected);
  });

  it('finds the items of a named list', () => {
    const expression = parseSExpression(Buffer.from('(7:sig-val(3:rsa(1:s2:xy)))'));
    const [rsa] = itemsOf(expression, 'sig-val') ?? [];
    expect(itemsOf(rsa, 'rsa')).to.have.length(1);
    expect(itemsOf(rsa, 'dsa')).to.equal(null);
    expect(itemsOf(Buffer.from('rsa'), 'rsa')).to.equal(null);
    expect(itemsOf(undefined, 'rsa')).to.equal(null);
  });

  it('that is broken is refused', () => {
    const broken = ['', '(', ')', '(1:a', '(1:a))', '1:ab', '5:abc', 'abc', '-1:a', '01:a', '1', '(a)', '99999999:a'];
    for (const text of broken) expect(() => parse(text), text).to.throw(SyntaxError);
  });

  it('that is nested without end is refused before the stack is used up', () => {
    expect(() => parse('('.repeat(100_000))).to.throw(SyntaxError, 'too deeply');
  });
});
