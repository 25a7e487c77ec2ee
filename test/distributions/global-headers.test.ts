import { expect } from 'chai';
import { GlobalHeaderWatch } from '../../src/distributions/global-headers.ts';
import { paxMember, rawTar, tarMember } from '../fixtures/raw-tar.ts';

describe('watch for global headers', () => {
  const small = paxMember({ comment: 'c'.repeat(40) }, 'g');
  const large = paxMember({ comment: 'c'.repeat(1100) }, 'g');
  const around = [tarMember('a', 'a'.repeat(700)), tarMember('b', Buffer.alloc(512, 'g'))];

  for (const chunkBytes of [1, 7, 511, 512, 513, 1000, 1536, 100_000]) {
    it(`finds a large one, and no other, in chunks of ${chunkBytes} bytes`, () => {
      expect(found(rawTar([...around, small]), chunkBytes)).to.equal(false);
      expect(found(rawTar([...around, { ...large, type: 'x' }]), chunkBytes)).to.equal(false);
      expect(found(rawTar([...around, small, large]), chunkBytes)).to.equal(true);
    });
  }

  it('takes a size in base 256 for large', () => {
    const tar = rawTar([small]);
    tar.writeUInt8(0x80, 124);
    expect(found(tar, 512)).to.equal(true);
  });
});

function found(tar: Buffer, chunkBytes: number): boolean {
  const watch = new GlobalHeaderWatch();
  const starts = Array.from({ length: Math.ceil(tar.length / chunkBytes) }, (_, each) => each * chunkBytes);
  return starts.map((start) => watch.finds(tar.subarray(start, start + chunkBytes))).includes(true);
}
