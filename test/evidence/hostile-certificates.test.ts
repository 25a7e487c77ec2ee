import { expect } from 'chai';
import { armor, enums } from 'openpgp';
import { readCertificates } from '../../src/openpgp/certificate.ts';
import {
  flags,
  forgeCertificate,
  forgeKey,
  type ForgedKey,
  forgeSignature,
  forgeSubkey,
  issuerOf,
  keyForm,
  notation,
  packet,
  uint32,
  userIdForm,
} from '../openpgp/forge.ts';
import { verdictOn } from './verdict-on.ts';

const data = Buffer.from('the content of a wheel\n');
const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const DAY = 86_400;
const ada = forgeKey();
const sub = forgeKey(2048, day('2024-02-01'));
const eve = forgeKey();

interface Case {
  readonly by?: ForgedKey;
  readonly on?: string;
  readonly uploaded?: string;
}

/** What a signature of June 2024 is worth with this certificate. */
async function outcome(key: Buffer, { by = ada, on = '2024-06-01', uploaded }: Case = {}): Promise<string> {
  const sig = packet(2, forgeSignature(by, { over: [data], created: day(on) }));
  const given = { data, sig, key, uploaded: uploaded === undefined ? null : day(uploaded) };
  const { outcome: verdict, words } = await verdictOn(given);
  return words === '' ? verdict : `${verdict}: ${words}`;
}

/** A revocation by Ada of her key, or of a subkey. */
function revocation(type: 0x20 | 0x28, on: string, reason: number | null, subject: ForgedKey | null = null): Buffer {
  const over = [keyForm(ada.body), ...(subject === null ? [] : [keyForm(subject.body)])];
  const why = reason === null ? [] : [{ type: 29, body: Buffer.of(reason) }];
  return packet(2, forgeSignature(ada, { type, over, created: day(on), hashed: [issuerOf(ada), ...why] }));
}

/** Revocations of the key itself stand before the first user id. */
function revoked(on: string, reason: number | null): Buffer {
  const whole = forgeCertificate(ada);
  const head = packet(6, ada.body);
  return Buffer.concat([head, revocation(0x20, on, reason), whole.subarray(head.length)]);
}

function expiring(days: number): Buffer {
  return forgeCertificate(ada, { says: [flags(3), { type: 9, body: uint32(days * DAY) }] });
}

describe('hostile and worn certificates', () => {
  it('subkey: bound and signed back, it signs for its primary key', async () => {
    const key = forgeCertificate(ada, { more: [forgeSubkey(ada, sub, sub)] });
    expect(await outcome(key, { by: sub })).to.equal('trusted');
  });

  it('subkey-without-back-signature, or with one by somebody else: anybody could adopt a stranger’s', async () => {
    for (const signsBack of [null, eve, ada]) {
      const key = forgeCertificate(ada, { more: [forgeSubkey(ada, sub, signsBack)] });
      expect(await outcome(key, { by: sub }))
        .to.include('rejected unusable')
        .and.include('not bound');
    }
  });

  it('adopted-subkey: what Eve carries of Ada’s does not make Eve the signer', async () => {
    const stolen = forgeCertificate(eve, { userId: 'Eve', more: [forgeSubkey(ada, sub, sub)] });
    expect(await outcome(stolen, { by: sub }))
      .to.include('rejected unusable')
      .and.include('not bound');
    const forged = forgeCertificate(eve, { userId: 'Eve', more: [forgeSubkey(eve, sub, null)] });
    expect(await outcome(forged, { by: sub })).to.include('not bound');
    const honest = forgeCertificate(ada, { more: [forgeSubkey(ada, sub, sub)] });
    expect(await outcome(Buffer.concat([stolen, honest]), { by: sub })).to.equal('trusted');
  });

  it('encryption-only-key, of the primary key or a subkey', async () => {
    expect(await outcome(forgeCertificate(ada, { says: [flags(0x0c)] }))).to.include('is not made for signing');
    const key = forgeCertificate(ada, { more: [forgeSubkey(ada, sub, sub, 0x0c)] });
    expect(await outcome(key, { by: sub })).to.include('is a subkey that is not made for signing');
  });

  it('expired-key: good for what it signed in its time, and for nothing later', async () => {
    expect(await outcome(expiring(200))).to.equal('trusted');
    expect(await outcome(expiring(100)))
      .to.include('rejected unusable')
      .and.include('had expired when it signed');
  });

  it('backdated-after-expiry: the later of its own date and the upload counts', async () => {
    expect(await outcome(expiring(200), { uploaded: '2024-06-02' })).to.equal('trusted');
    expect(await outcome(expiring(200), { uploaded: '2025-01-01' })).to.include('had expired when it signed');
  });

  it('revoked-hard: takes back everything, whenever it was signed, and so does one without a reason', async () => {
    for (const reason of [null, 0, 2, 77]) {
      expect(await outcome(revoked('2025-01-01', reason)))
        .to.include('rejected unusable')
        .and.include('is revoked');
    }
  });

  it('revoked-soft: refuses only what came later, by the upload where that was later', async () => {
    for (const reason of [1, 3]) {
      expect(await outcome(revoked('2025-01-01', reason))).to.equal('trusted');
      expect(await outcome(revoked('2024-05-01', reason))).to.include('on 2024-05-01, before it signed');
      const late = await outcome(revoked('2025-01-01', reason), { uploaded: '2025-02-01' });
      expect(late).to.include('on 2025-01-01, before it signed');
    }
  });

  it('revoked-by-a-stranger: counts for nothing', async () => {
    const head = packet(6, ada.body);
    const over = [keyForm(ada.body)];
    const forged = packet(2, forgeSignature(eve, { type: 0x20, over, hashed: [issuerOf(ada)] }));
    const key = Buffer.concat([head, forged, forgeCertificate(ada).subarray(head.length)]);
    expect(await outcome(key)).to.equal('trusted');
  });

  it('revoked-subkey: costs the subkey, not the key', async () => {
    const bound = forgeSubkey(ada, sub, sub);
    const key = forgeCertificate(ada, { more: [bound, revocation(0x28, '2025-01-01', 2, sub)] });
    expect(await outcome(key, { by: sub })).to.include('is a revoked subkey');
    expect(await outcome(key)).to.equal('trusted');
  });

  it('flooded-certificate: thousands of words of its own hide no revocation and keep nobody busy', async () => {
    const says = [issuerOf(ada), flags(3)];
    const over = [keyForm(ada.body), userIdForm('Ada <ada@example.org>')];
    const one = packet(2, forgeSignature(ada, { type: 0x13, over, hashed: says }));
    const more = [...Array.from({ length: 5000 }, () => one), revocation(0x20, '2025-01-01', 2)];
    const started = Date.now();
    expect(await outcome(forgeCertificate(ada, { more })))
      .to.include('rejected unusable')
      .and.include('signatures that say');
    expect(Date.now() - started).to.be.lessThan(5000);
  });

  it('short-key and broken-digests', async () => {
    const short = forgeKey(1024);
    expect(await outcome(forgeCertificate(short), { by: short })).to.include('RSA key of 1024 bits');
    expect(await outcome(forgeCertificate(ada, { digest: 'md5' }))).to.include('MD5, which is broken');
    const sig = packet(2, forgeSignature(ada, { over: [data] }));
    const { outcome: verdict, signatures } = await verdictOn({
      data,
      sig,
      key: forgeCertificate(ada, { digest: 'sha1' }),
    });
    expect(verdict).to.equal('trusted');
    const usable = signatures.found === 'some' ? signatures.each[0]?.usable : undefined;
    const warnings = usable?.usable === 'yes' ? usable.warnings.join() : '';
    expect(warnings).to.include('its self-signature uses SHA-1: refused by Sequoia since 2023-02-01, apt since 2026');
  });

  it('without user ids, or with a self-signature that is not its own', async () => {
    expect(await outcome(packet(6, ada.body))).to.equal('trusted');
    const other = packet(13, Buffer.from('Mallory <m@example.org>'));
    const whole = forgeCertificate(ada);
    const head = packet(6, ada.body);
    const self = whole.subarray(head.length + packet(13, Buffer.from('Ada <ada@example.org>')).length);
    expect(await outcome(Buffer.concat([head, other, self]))).to.include('no self-signature to rely on');
  });

  it('unhashed-words in a certificate prolong nothing', async () => {
    const over = [keyForm(ada.body), userIdForm('Ada <ada@example.org>')];
    const hashed = [issuerOf(ada), flags(3), { type: 9, body: uint32(10 * DAY) }];
    const unhashed = [{ type: 9, body: uint32(0) }];
    const self = forgeSignature(ada, { type: 0x13, over, created: ada.created, hashed, unhashed });
    const key = [packet(6, ada.body), packet(13, Buffer.from('Ada <ada@example.org>')), packet(2, self)];
    expect(await outcome(Buffer.concat(key))).to.include('had expired when it signed');
  });

  it('unknown-critical-notation in a self-signature makes it void', async () => {
    const says = [flags(3), notation('promise@example.org', 'x', true)];
    expect(await outcome(forgeCertificate(ada, { says }))).to.include('unknown critical notation promise@example.org');
  });
});

function armoured(key: Uint8Array): string {
  return armor(enums.armor.publicKey, key);
}

describe('hostile keyrings', () => {
  it('hostile-block: what cannot be read costs itself, in a KEYS file or between packets', async () => {
    const good = armoured(forgeCertificate(ada));
    const cut = armoured(forgeCertificate(eve).subarray(0, 200));
    const begin = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
    const secret = armor(enums.armor.privateKey, packet(5, eve.body));
    for (const bad of [cut, `${begin}\n\n!!!!\n-----END PGP PUBLIC KEY BLOCK-----\n`, `${begin}\n`, secret]) {
      for (const file of [`Keys:\n${bad}\n${good}`, `${good}\nmore\n${bad}`]) {
        expect(await outcome(Buffer.from(file)), file).to.equal('trusted');
      }
    }
    const future = packet(6, Buffer.concat([Buffer.of(9), Buffer.alloc(40)]));
    expect(await outcome(Buffer.concat([future, forgeCertificate(ada)]))).to.equal('trusted');
  });

  it('key-id-collision: another key under the same id is not the signer', async () => {
    const sig = packet(
      2,
      forgeSignature(ada, {
        over: [data],
        hashed: [{ type: 16, body: Buffer.from(ada.fingerprint.slice(-16), 'hex') }],
      }),
    );
    const keyring = Buffer.concat([forgeCertificate(eve, { userId: 'Eve' }), forgeCertificate(ada)]);
    expect((await verdictOn({ data, sig, key: keyring })).outcome).to.equal('trusted');
    const alone = await verdictOn({ data, sig, key: forgeCertificate(eve, { userId: 'Eve' }) });
    expect(alone.outcome).to.equal('undetermined no-key');
  });

  it('libre-pgp-version-5 and SECRET keys are named, and an oversized keyring is not read', async () => {
    const five = packet(6, Buffer.concat([Buffer.of(5), Buffer.alloc(40)]));
    expect(await outcome(five))
      .to.include('no keyring')
      .and.include('LibrePGP');
    expect(await outcome(packet(5, ada.body))).to.include('SECRET');
    const large = await readCertificates(Buffer.alloc((64 << 20) + 1)).catch((error: unknown) => String(error));
    expect(large).to.include('larger than 64 MiB');
  });
});
