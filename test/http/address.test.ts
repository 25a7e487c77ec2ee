import { expect } from 'chai';
import { isLoopbackHost, isPrivateAddress } from '../../src/http/address.ts';

describe('an address', () => {
  const inside = `
    10.1.2.3 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 0.0.0.0
    ::1 :: fe80::1 fd00::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe`;
  const outside = ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'];
  for (const address of inside.trim().split(/\s+/u)) {
    it(`${address} is private`, () => {
      expect(isPrivateAddress(address)).to.equal(true);
    });
  }
  for (const address of outside) {
    it(`${address} is public`, () => {
      expect(isPrivateAddress(address)).to.equal(false);
    });
  }

  it('of this machine is one that cannot lead out of it, however it is written', () => {
    const here = ['localhost', 'LOCALHOST', 'a.localhost', '127.0.0.1', '127.9.9.9', '2130706433', '[::1]'];
    const elsewhere = ['localhost.example.org', '127.0.0.1.nip.io', '10.0.0.1', '[::2]', 'mylocalhost'];
    for (const host of here) expect(isLoopbackHost(new URL(`http://${host}/`)), host).to.equal(true);
    for (const host of elsewhere) expect(isLoopbackHost(new URL(`http://${host}/`)), host).to.equal(false);
  });
});
