import { expect } from 'chai';
import { createMessage, generateKey, sign } from 'openpgp';
import { readDetachedSignature } from '../../src/openpgp/detached-signature.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { refusal } from './refusal.ts';

const text = 'some content\n';

async function refused(bytes: Uint8Array | string): Promise<string> {
  const error = await refusal(readDetachedSignature(Buffer.from(bytes), 'demo.asc'));
  expect(error).to.include({ code: 'SIGNATURE_WRONG', exitCode: 3 });
  expect(error.message).to.match(/^demo\.asc is not one detached OpenPGP signature: /);
  return error.message;
}

describe('reading an .asc file', () => {
  const author = useAuthor('rsa2048');
  const loopback = ['--pinentry-mode', 'loopback', '--passphrase', ''];

  it('gives what gpg wrote: hash, signer and time', async () => {
    for (const hash of ['sha256', 'sha384', 'sha512'] as const) {
      const signature = await readDetachedSignature(author.gnupg.sign(text, ['--digest-algo', hash]));
      expect(signature).to.include({ hash, issuer: author.fingerprint, expires: null });
      expect(Date.now() - signature.created.getTime()).to.be.within(-2000, 60_000);
    }
  });

  it('reads the same with CRLF, a comment header and empty lines around', async () => {
    const asc = Buffer.from(author.gnupg.sign(text)).toString();
    const dressed = `\n\n${asc.replace('-----\n', '-----\nComment: hello\n').replaceAll('\n', '\r\n')}\r\n`;
    expect((await readDetachedSignature(Buffer.from(dressed))).issuer).to.equal(author.fingerprint);
  });

  it('refuses a text signature, which verifies several files', async () => {
    expect(await refused(author.gnupg.sign(text, ['--textmode']))).to.include('text signature (type 0x01)');
  });

  it('refuses outdated hashes by name', async () => {
    expect(await refused(author.gnupg.sign(text, ['--digest-algo', 'SHA1']))).to.include('SHA-1');
    expect(await refused(author.gnupg.sign(text, ['--digest-algo', 'SHA224']))).to.include('SHA-224');
    expect(await refused(author.gnupg.sign(text, ['--digest-algo', 'RIPEMD160']))).to.include('RIPEMD-160');
  });

  it('refuses a binary signature, because an .asc file is armoured', async () => {
    expect(await refused(author.gnupg.gpg([...loopback, '--detach-sign'], text))).to.include('binary');
  });

  it('refuses other OpenPGP blocks by name, a secret key above all', async () => {
    const make = (...args: readonly string[]): Buffer => author.gnupg.gpg([...loopback, '--armor', ...args], text);
    expect(await refused(make('--clearsign'))).to.include('clear-signed');
    expect(await refused(make('--sign'))).to.include('message');
    expect(await refused(make('--export', author.fingerprint))).to.include('a public key');
    expect(await refused(make('--export-secret-keys', author.fingerprint))).to.include('SECRET');
  });

  it('refuses two signatures, in two armours or in one', async () => {
    const asc = Buffer.from(author.gnupg.sign(text)).toString();
    expect(await refused(asc + asc)).to.include('2 signatures');
    const packet = author.gnupg.gpg([...loopback, '--detach-sign'], text);
    const both = author.gnupg.gpg(['--enarmor'], Buffer.concat([packet, packet])).toString();
    expect(await refused(both.replaceAll('PGP ARMORED FILE', 'PGP SIGNATURE'))).to.include('2 signatures');
  });

  it('refuses what hides beside the armour or in it', async () => {
    const asc = Buffer.from(author.gnupg.sign(text)).toString();
    expect(await refused(`Hello\n${asc}`)).to.include('not alone');
    expect(await refused(`${asc}\n<html>`)).to.include('not alone');
    const lines = asc.split('\n');
    lines.splice(4, 0, '-----FORGED-----');
    expect(await refused(lines.join('\n'))).to.include('broken');
  });

  it('refuses what is no signature at all', async () => {
    expect(await refused('')).to.include('empty');
    expect(await refused('<!DOCTYPE html><title>Not found</title>')).to.include('no signature');
    expect(await refused(Buffer.alloc((64 << 10) + 1, 'a'))).to.include('longer than');
    const asc = Buffer.from(author.gnupg.sign(text)).toString();
    expect(await refused(asc.slice(0, -60))).to.include('broken');
    expect(await refused('-----BEGIN PGP SIGNATURE-----\n\n!!!!\n-----END PGP SIGNATURE-----\n')).to.be.a('string');
    expect(await refused('-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n')).to.be.a('string');
    expect(await refused('-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n')).to.be.a('string');
  });

  it('refuses a signature with a critical part that it does not understand', async () => {
    const asc = author.gnupg.sign(text, ['--sig-notation', '!promise@example.org=only for testing']);
    expect(await refused(asc)).to.include('critical notation promise@example.org');
    const harmless = author.gnupg.sign(text, ['--sig-notation', 'remark@example.org=hello']);
    expect((await readDetachedSignature(harmless)).issuer).to.equal(author.fingerprint);
  });

  it('refuses version 6, which needs a salt before the content, by name', async () => {
    const config = { v6Keys: true };
    const { privateKey } = await generateKey({
      userIDs: { name: 'New' },
      type: 'curve25519',
      format: 'object',
      config,
    });
    const message = await createMessage({ binary: Buffer.from(text) });
    const asc: unknown = await sign({ message, signingKeys: privateKey, detached: true, config });
    expect(await refused(String(asc))).to.include('version 6');
  });
});
