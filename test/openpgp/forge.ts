import { constants, createHash, generateKeyPairSync, type KeyObject, privateEncrypt } from 'node:crypto';

/** Builds keys and signatures as no honest program would: every field is the test's. RSA, version 4. */
export interface ForgedKey {
  readonly body: Buffer;
  readonly fingerprint: string;
  readonly created: Date;
  readonly privateKey: KeyObject;
}

export interface Subpacket {
  readonly type: number;
  readonly body: Uint8Array;
  readonly critical?: boolean;
}

export interface ForgedSignature {
  readonly type: number;
  readonly digest: keyof typeof digests;
  readonly created: Date | null;
  readonly hashed: readonly Subpacket[];
  readonly unhashed: readonly Subpacket[];
  /** What the hash is over, before the signature's own part. */
  readonly over: readonly Uint8Array[];
}

/** Numbers and DigestInfo of RFC 9580 §9.5 and RFC 8017 §9.2. */
const digests = {
  md5: [1, '3020300c06082a864886f70d020505000410'],
  sha1: [2, '3021300906052b0e03021a05000414'],
  sha256: [8, '3031300d060960864801650304020105000420'],
} as const;

const DAY = new Date('2024-01-01T00:00:00Z');

export function forgeKey(bits = 2048, created = DAY): ForgedKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const numbers = [n, e].map((text) => integer(Buffer.from(text, 'base64url')));
  const body = Buffer.concat([Buffer.of(4), uint32(created.getTime() / 1000), Buffer.of(1), ...numbers]);
  const fingerprint = createHash('sha1').update(keyForm(body)).digest('hex').toUpperCase();
  return { body, fingerprint, created, privateKey };
}

/** What is hashed for a key (RFC 9580 §5.2.4). */
export function keyForm(body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0x99, body.length >> 8, body.length & 0xff), body]);
}

export function userIdForm(userId: string): Buffer {
  const body = Buffer.from(userId);
  return Buffer.concat([Buffer.of(0xb4), uint32(body.length), body]);
}

/** The body of a signature packet. */
export function forgeSignature(key: ForgedKey, options: Partial<ForgedSignature> = {}): Buffer {
  const defaults = { type: 0, digest: 'sha256', created: new Date('2024-06-01T00:00:00Z') } as const;
  const { type, digest, created, hashed, unhashed, over } = {
    ...defaults,
    hashed: [issuerOf(key)],
    // gpg finds a key by nothing else.
    unhashed: [{ type: 16, body: Buffer.from(key.fingerprint.slice(-16), 'hex') }],
    over: [],
    ...options,
  };
  const time = created === null ? [] : [{ type: 2, body: uint32(created.getTime() / 1000) }];
  const area = subpackets([...time, ...hashed]);
  const [number, info] = digests[digest];
  const head = Buffer.concat([Buffer.of(4, type, 1, number), uint16(area.length), area]);
  const hash = createHash(digest);
  for (const part of over) hash.update(part);
  const result = hash.update(head).update(Buffer.of(4, 0xff)).update(uint32(head.length)).digest();
  const encoded = Buffer.concat([Buffer.from(info, 'hex'), result]);
  const number1 = privateEncrypt({ key: key.privateKey, padding: constants.RSA_PKCS1_PADDING }, encoded);
  const loose = subpackets(unhashed);
  return Buffer.concat([head, uint16(loose.length), loose, result.subarray(0, 2), integer(number1)]);
}

export function issuerOf({ fingerprint }: ForgedKey): Subpacket {
  return { type: 33, body: Buffer.concat([Buffer.of(4), Buffer.from(fingerprint, 'hex')]) };
}

export function notation(name: string, value: string, critical = false): Subpacket {
  const lengths = [uint16(Buffer.byteLength(name)), uint16(Buffer.byteLength(value))];
  return { type: 20, critical, body: Buffer.concat([Buffer.of(0x80, 0, 0, 0), ...lengths, Buffer.from(name + value)]) };
}

export function flags(bits: number): Subpacket {
  return { type: 27, body: Buffer.of(bits) };
}

export interface CertificateOptions {
  readonly userId: string;
  /** What the self-signature says beside its date and issuer. */
  readonly says: readonly Subpacket[];
  readonly digest: ForgedSignature['digest'];
  /** Further packets, after the user id's. */
  readonly more: readonly Buffer[];
}

/** A transferable public key: primary key, one user id, its self-signature, and whatever else the test wants. */
export function forgeCertificate(key: ForgedKey, options: Partial<CertificateOptions> = {}): Buffer {
  const { userId, says, digest, more } = {
    userId: 'Ada <ada@example.org>',
    says: [flags(3)],
    digest: 'sha256' as const,
    more: [],
    ...options,
  };
  const over = [keyForm(key.body), userIdForm(userId)];
  const self = forgeSignature(key, {
    type: 0x13,
    digest,
    created: key.created,
    over,
    hashed: [issuerOf(key), ...says],
  });
  return Buffer.concat([packet(6, key.body), packet(13, Buffer.from(userId)), packet(2, self), ...more]);
}

/** A subkey with its binding; the back-signature is made by `signsBack`, or missing where that is null. */
export function forgeSubkey(primary: ForgedKey, subkey: ForgedKey, signsBack: ForgedKey | null, uses = 2): Buffer {
  const over = [keyForm(primary.body), keyForm(subkey.body)];
  const { created } = subkey;
  const back = signsBack === null ? [] : [{ type: 32, body: forgeSignature(signsBack, { type: 0x19, over, created }) }];
  const hashed = [issuerOf(primary), flags(uses), ...back];
  return Buffer.concat([
    packet(14, subkey.body),
    packet(2, forgeSignature(primary, { type: 0x18, over, hashed, created })),
  ]);
}

export function packet(tag: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0xc0 | tag, 0xff), uint32(body.length), body]);
}

function subpackets(all: readonly Subpacket[]): Buffer {
  return Buffer.concat(
    all.map(({ type, body, critical }) =>
      Buffer.concat([Buffer.of(0xff), uint32(body.length + 1), Buffer.of(type | (critical === true ? 0x80 : 0)), body]),
    ),
  );
}

function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const number = bytes.subarray(first);
  return Buffer.concat([uint16(number.length * 8 - (Math.clz32(number[0] ?? 0) - 24)), number]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}
