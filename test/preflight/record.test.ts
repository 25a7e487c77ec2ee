import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { makeWheel } from '../fixtures/made-distributions.ts';
import { allOn, elsewhereOn } from './findings-of.ts';

/** What an attacker or a careless tool makes of RECORD. */
const quoting = (text: string): string => text.replace('demo/a,b "c".txt', '"demo/a,b ""c"".txt"');
const swapped = (text: string): string => text.replace(/(demo\/x\.txt,sha256=)./u, '$1_');
const without = (text: string): string => text.replace(/demo\/x\.txt.*\n/u, '');
const size = (text: string): string => text.replace(/(demo\/x\.txt,.*,)5/u, '$16');
const md5 = (text: string): string =>
  text.replace(/demo\/x\.txt,sha256=[^,]*/u, 'demo/x.txt,md5=XUFAKrxLKna5cZ2REBfFkg');

describe('RECORD of a wheel', () => {
  const folder = useFolder();

  async function faults(name: string, made: Parameters<typeof makeWheel>[1]): Promise<readonly string[]> {
    const wheel = await makeWheel(await folder.sub(name), made);
    const findings = await allOn(wheel, { rendered: 'yes' });
    return findings.filter(({ rule }) => rule === 'record').map(({ message }) => message);
  }

  it('that is true says nothing, whether small, deflated or larger than fits in one piece', async () => {
    const here = await folder.sub('true');
    const large = 'abcdefghij'.repeat(2_000_000);
    for (const wheel of [
      await buildSampleWheel(here, { payloadBytes: 20_000_000 }),
      await buildSampleWheel(here, { payloadBytes: 3_000_000, version: '2.0' }),
      await makeWheel(here, {
        version: '3.0',
        members: { 'demo/large.txt': large, 'demo/a,b "c".txt': 'x' },
        record: quoting,
      }),
    ])
      expect(await elsewhereOn(wheel)).to.deep.equal([]);
  });

  it('missing-record: is found, on every index', async () => {
    expect(await faults('missing', { record: null })).to.deep.equal(['it has no RECORD']);
    expect(await elsewhereOn(await makeWheel(await folder.sub('any'), { record: null }))).to.deep.equal([
      'error record',
    ]);
  });

  it('changed-member: other bytes than RECORD says, small, large and deflated', async () => {
    for (const [name, content] of [
      ['small', 'hello'],
      ['deflated', 'abcdefghij'.repeat(100_000)],
      ['in-pieces', 'abcdefghij'.repeat(1_000_000)],
    ] as const)
      expect(await faults(name, { members: { 'demo/x.txt': content }, record: swapped })).to.deep.equal([
        '"demo/x.txt" has other bytes than its RECORD says',
      ]);
  });

  it('added-member, removed-member, weak-digest, wrong-size, no-csv: each is named', async () => {
    const members = { 'demo/x.txt': 'hello' };
    expect(await faults('added', { members, record: without })).to.deep.equal([
      'its RECORD does not list "demo/x.txt"',
    ]);
    expect(await faults('removed', { members, without: ['demo/x.txt'] })).to.deep.equal([
      'its RECORD lists "demo/x.txt", which is not in it',
    ]);
    expect(await faults('weak', { members, record: md5 })).to.deep.equal([
      'its RECORD names "demo/x.txt" by md5, which is too weak',
    ]);
    expect(await faults('size', { members, record: size })).to.deep.equal([
      '"demo/x.txt" has other bytes than its RECORD says',
    ]);
    expect(await faults('csv', { record: () => 'x,md5\n' })).to.deep.equal(['its RECORD cannot be read']);
  });

  it('says the first faults of many', async () => {
    const members = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`demo/${String(i)}.txt`, 'x']));
    const said = await faults('many', { members, record: () => '' });
    expect(said).to.have.length(6);
    expect(said.at(-1)).to.equal('and more');
  });

  it('no-wheel-file: a wheel without WHEEL cannot be installed', async () => {
    const wheel = await makeWheel(await folder.sub('no-wheel'), { without: ['demo-1.0.dist-info/WHEEL'] });
    expect(await elsewhereOn(wheel)).to.deep.equal(['error record', 'error wheel-file']);
  });
});
