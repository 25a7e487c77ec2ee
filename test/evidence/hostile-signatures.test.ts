import { expect } from 'chai';
import { armor, createMessage, enums, generateKey, sign } from 'openpgp';
import { forgeCertificate, forgeKey, forgeSignature, issuerOf, notation, packet, uint32 } from '../openpgp/forge.ts';
import { verdictOn } from './verdict-on.ts';

const data = Buffer.from('the content of a wheel\n');
const ada = forgeKey();
const key = forgeCertificate(ada);
const over = [data];
const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

type Options = Parameters<typeof forgeSignature>[1];

async function outcome(options: Options, given: Partial<Parameters<typeof verdictOn>[0]> = {}): Promise<string> {
  const sig = packet(2, forgeSignature(ada, { over, ...options }));
  const { outcome: verdict, words } = await verdictOn({ data, sig, key, ...given });
  return words === '' ? verdict : `${verdict}: ${words}`;
}

async function refusedFile(sig: Uint8Array): Promise<string> {
  const { outcome: verdict, words, signatures } = await verdictOn({ data, sig, key });
  expect(verdict).to.equal('rejected incorrect');
  expect(signatures.found).to.equal('unreadable');
  return words;
}

function armoured(bytes: Uint8Array): Buffer {
  return Buffer.from(armor(enums.armor.signature, bytes));
}

describe('hostile signatures', () => {
  it('none: what the forge makes without malice is trusted', async () => {
    expect(await outcome({})).to.equal('trusted');
    expect((await verdictOn({ data, sig: armoured(packet(2, forgeSignature(ada, { over }))), key })).outcome).to.equal(
      'trusted',
    );
  });

  it('swapped-file, and signature-of-another-file: not what was signed', async () => {
    const swapped = await outcome({}, { data: Buffer.from('other content\n') });
    expect(swapped).to.equal(`rejected incorrect: these bytes are not what ${ada.fingerprint} signed`);
    for (let place = 0; place < data.length; place += 1) {
      const changed = Buffer.from(data);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(await outcome({}, { data: changed })).to.include('rejected incorrect');
    }
  });

  it('any-bit-flipped: no change to a signature leaves it trusted, but in what nobody signs', async () => {
    const honest = packet(2, forgeSignature(ada, { over, unhashed: [] }));
    // Header (6), version to the last hashed subpacket, length of the unhashed ones, checksum, number.
    for (let bit = 48; bit < honest.length * 8; bit += 5) {
      // The length in bits of the number, of which only the bytes matter.
      if (bit >> 3 === honest.length - 258 || bit >> 3 === honest.length - 257) continue;
      const changed = Buffer.from(honest);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect((await verdictOn({ data, sig: changed, key })).outcome, `bit ${String(bit)}`).not.to.equal('trusted');
    }
  });

  it('dated-before-the-key and dated-in-the-future', async () => {
    expect(await outcome({ created: day('2023-12-31') }))
      .to.include('rejected unusable')
      .and.include('was made after');
    expect(await outcome({ created: day('2080-01-01') }))
      .to.include('rejected unusable')
      .and.include('in the future');
  });

  it('dated-after-the-upload: an index cannot have got what was not made yet', async () => {
    const uploaded = day('2024-05-30');
    expect(await outcome({ created: day('2024-06-01') }, { uploaded })).to.include('after the file was uploaded');
    expect(await outcome({ created: day('2024-05-31') }, { uploaded })).to.equal('trusted');
  });

  it('expired-signature', async () => {
    const hashed = [issuerOf(ada), { type: 3, body: uint32(86_400) }];
    const now = day('2024-06-01');
    expect(await outcome({ hashed }, { now: new Date(now.getTime() + 3_600_000) })).to.equal('trusted');
    expect(await outcome({ hashed })).to.include('rejected unusable: the signature expired on 2024-06-02');
  });

  it('unhashed-subpackets-that-lie: date, end and criticality outside the signed part say nothing', async () => {
    const lies = [
      { type: 2, body: uint32(day('2080-01-01').getTime() / 1000) },
      { type: 3, body: uint32(1) },
      notation('unknown@example.org', 'x', true),
      { type: 33, body: Buffer.concat([Buffer.of(4), Buffer.alloc(20, 7)]) },
    ];
    expect(await outcome({ unhashed: lies })).to.equal('trusted');
    const undated = await outcome({ created: null, unhashed: lies });
    expect(undated).to.include('rejected incorrect').and.include('does not say when it was made');
    const elsewhere = await outcome({ hashed: [], unhashed: [lies[3] ?? { type: 0, body: Buffer.of() }] });
    expect(elsewhere).to.include('undetermined no-key');
  });

  it('unknown-critical-notation and unknown-critical-subpacket', async () => {
    const critical = [issuerOf(ada), notation('promise@example.org', 'only for tests', true)];
    expect(await outcome({ hashed: critical })).to.include('unknown critical notation promise@example.org');
    const future = [issuerOf(ada), { type: 100, critical: true, body: Buffer.of(1) }];
    expect(await outcome({ hashed: future }))
      .to.include('rejected unusable')
      .and.include('critical subpacket 100');
    expect(await outcome({ hashed: [issuerOf(ada), notation('remark@example.org', 'hello')] })).to.equal('trusted');
  });

  it('sha1 and md5: correct, and unusable for it', async () => {
    for (const [digest, title] of [
      ['sha1', 'SHA-1'],
      ['md5', 'MD5'],
    ] as const) {
      const {
        outcome: verdict,
        words,
        signatures,
      } = await verdictOn({
        data,
        sig: packet(2, forgeSignature(ada, { over, digest })),
        key,
      });
      expect(verdict).to.equal('rejected unusable');
      expect(words).to.equal(`the signature is made with ${title}, which is broken`);
      expect(signatures.found === 'some' ? signatures.each[0]?.correct.correct : '').to.equal('yes');
    }
  });

  it('shattered-pair: one SHA-1 signature fits two files, and neither is trusted', async () => {
    const pair = shattered.map((block) => Buffer.from(shatteredPrefix + block, 'hex'));
    const [one = data, other = data] = pair;
    expect(one.equals(other)).to.equal(false);
    const sig = packet(2, forgeSignature(ada, { over: [one], digest: 'sha1' }));
    for (const each of pair) {
      const { outcome: verdict, signatures } = await verdictOn({ data: each, sig, key });
      expect(verdict).to.equal('rejected unusable');
      expect(signatures.found === 'some' ? signatures.each[0]?.correct.correct : '').to.equal('yes');
    }
    const sha256 = packet(2, forgeSignature(ada, { over: [one] }));
    expect((await verdictOn({ data: other, sig: sha256, key })).outcome).to.equal('rejected incorrect');
  });

  it('text-mode-signature, inline and clear-signed input: refused by name', async () => {
    expect(await outcome({ type: 1 }))
      .to.include('rejected incorrect')
      .and.include('text signature (type 0x01)');
    const clear = '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n-----BEGIN PGP SIGNATURE-----\n';
    expect(await refusedFile(Buffer.from(clear))).to.include('a clear-signed text');
    const inline = Buffer.concat([
      packet(4, Buffer.alloc(13)),
      packet(11, data),
      packet(2, forgeSignature(ada, { over })),
    ]);
    expect(await refusedFile(inline)).to.include('an inline-signed message');
    expect(await refusedFile(Buffer.from(armor(enums.armor.message, inline)))).to.include('an OpenPGP message');
    expect(await refusedFile(key)).to.include('a public key');
    expect(await refusedFile(Buffer.from(armor(enums.armor.privateKey, key)))).to.include('SECRET');
  });

  it('other-types: a certification or a revocation is no signature of a file', async () => {
    for (const type of [2, 0x10, 0x13, 0x18, 0x1f, 0x20, 0x40, 0x50]) {
      expect(await outcome({ type }))
        .to.include(`rejected incorrect`)
        .and.include(`its type is ${String(type)}`);
    }
  });

  it('libre-pgp-version-5: named in the error, as are versions 3 and those that do not exist', async () => {
    const body = forgeSignature(ada, { over });
    for (const [version, words] of [
      [5, 'LibrePGP'],
      [3, 'version 3'],
      [2, 'version 2'],
      [7, 'version 7'],
    ] as const) {
      body[0] = version;
      const { outcome: verdict, words: said } = await verdictOn({ data, sig: packet(2, body), key });
      expect(verdict).to.equal('rejected incorrect');
      expect(said).to.include(words);
    }
  });

  it('ten-megabytes-of-armour, ten-thousand-signatures: refused for their size, at once', async () => {
    const started = Date.now();
    expect(await refusedFile(Buffer.alloc(10 << 20, 'QUJD\n'))).to.include('longer than');
    const one = packet(2, forgeSignature(ada, { over }));
    expect(await refusedFile(Buffer.concat(Array.from({ length: 10_000 }, () => one)))).to.include('longer than');
    expect(await refusedFile(Buffer.concat(Array.from({ length: 33 }, () => one)))).to.include('33 signatures');
    expect(Date.now() - started).to.be.lessThan(5000);
  });

  it('nested-compression: nothing is unpacked', async () => {
    let nested = packet(2, forgeSignature(ada, { over }));
    for (let depth = 0; depth < 20; depth += 1) nested = packet(8, Buffer.concat([Buffer.of(0), nested]));
    expect(await refusedFile(nested)).to.include('compressed message, which is not unpacked');
  });

  it('truncated-packets: cut anywhere, it is no signature', async () => {
    const whole = packet(2, forgeSignature(ada, { over }));
    for (let length = 0; length < whole.length; length += 1) {
      expect((await verdictOn({ data, sig: whole.subarray(0, length), key })).outcome).to.equal('rejected incorrect');
    }
  });

  it('broken-armour: another beginning inside, no end, or no base64', async () => {
    const text = armoured(packet(2, forgeSignature(ada, { over }))).toString();
    for (const broken of [text.slice(0, -40), text.replace('\n\n', '\n\n!!'), text.replace('\n\n', '\n\n-----X\n')]) {
      expect(await refusedFile(Buffer.from(broken))).to.include('armour is broken');
    }
    const dressed = `Signed by me:\n\n${text.replace(/\n=[^\n]+/, '')}\nThanks\n`;
    expect((await verdictOn({ data, sig: Buffer.from(dressed), key })).outcome).to.equal('trusted');
  });

  it('one-signer-more: a wrong signature beside a right one takes nothing away, and lends nothing', async () => {
    const right = packet(2, forgeSignature(ada, { over }));
    const wrong = packet(2, forgeSignature(ada, { over: [Buffer.from('other')] }));
    for (const pair of [
      [right, wrong],
      [wrong, right],
    ]) {
      expect((await verdictOn({ data, sig: Buffer.concat(pair), key })).outcome).to.equal('trusted');
    }
    expect((await verdictOn({ data, sig: Buffer.concat([wrong, wrong]), key })).outcome).to.equal('rejected incorrect');
  });
});

describe('signatures of version 6', () => {
  it('are trusted with their salt, and with no other content or salt', async () => {
    for (const type of ['curve25519', 'curve448', 'rsa'] as const) {
      const config = { v6Keys: true };
      const { privateKey, publicKey } = await generateKey({
        userIDs: { name: 'New' },
        type,
        format: 'object',
        config,
        rsaBits: 2048,
      });
      const message = await createMessage({ binary: Uint8Array.from(data) });
      const signature: unknown = await sign({
        message,
        signingKeys: privateKey,
        detached: true,
        format: 'binary',
        config,
      });
      if (!(signature instanceof Uint8Array)) throw new Error('openpgp.js gave no bytes');
      const given = { data, sig: signature, key: publicKey.write() };
      const { outcome: verdict, words } = await verdictOn(given);
      expect(verdict, words).to.equal('trusted');
      expect((await verdictOn({ ...given, data: Buffer.from('other') })).outcome).to.equal('rejected incorrect');
    }
  });
});

/** The first five blocks of the two files of 2017 (Stevens and others) whose SHA-1 is the same. */
const shatteredPrefix =
  '255044462d312e330a25e2e3cfd30a0a0a312030206f626a0a3c3c2f57696474682032203020522f4865696768742033203020522f54' +
  '7970652034203020522f537562747970652035203020522f46696c7465722036203020522f436f6c6f7253706163652037203020522f' +
  '4c656e6774682038203020522f42697473506572436f6d706f6e656e7420383e3e0a73747265616d0affd8fffe00245348412d312069' +
  '7320646561642121212121852fec092339759c39b1a1c63c4c97e1fffe01';
const shattered = [
  '7f46dc93a6b67e013b029aaa1db2560b45ca67d688c7f84b8c4c791fe02b3df614f86db1690901c56b45c1530afedfb76038e972722f' +
    'e7ad728f0e4904e046c230570fe9d41398abe12ef5bc942be33542a4802d98b5d70f2a332ec37fac3514e74ddc0f2cc1a874cd0c7830' +
    '5a21566461309789606bd0bf3f98cda8044629a1',
  '7346dc9166b67e118f029ab621b2560ff9ca67cca8c7f85ba84c79030c2b3de218f86db3a90901d5df45c14f26fedfb3dc38e96ac22f' +
    'e7bd728f0e45bce046d23c570feb141398bb552ef5a0a82be331fea48037b8b5d71f0e332edf93ac3500eb4ddc0decc1a864790c782c' +
    '76215660dd309791d06bd0af3f98cda4bc4629b1',
];
